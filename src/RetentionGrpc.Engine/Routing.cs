using System.Buffers.Binary;
using System.Text;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine;

/// <summary>Which partition an event belongs to. Part of the stored format: it never changes.</summary>
public static class Routing
{
    /// <summary>
    /// XXH64 (seed 0) of the tenant's length in four little-endian bytes, the tenant and the key, modulo the number of partitions. The
    /// key of an event is its customer id (a referral's is the referrer), of spend its channel, of an event without a readable id the
    /// producer id.
    /// </summary>
    public static int PartitionOf(string tenantId, ReadOnlySpan<byte> key, int partitionCount)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int) + 4 * 64 + EventLimits.IdBytes];
        var length = Encoding.UTF8.GetBytes(tenantId, bytes[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        key = key[..Math.Min(key.Length, EventLimits.IdBytes)];
        key.CopyTo(bytes[(sizeof(int) + length)..]);
        return (int)(Xxh64.Hash(bytes[..(sizeof(int) + length + key.Length)]) % (ulong)partitionCount);
    }

    /// <summary>The partition of an event as it was read.</summary>
    public static int PartitionOf(string tenantId, in EventView view, ReadOnlySpan<byte> producerId, int partitionCount)
    {
        var isSpend = view.Kind == EventKind.Spend || view.RetractedKind == EventKind.Spend;
        var key = isSpend ? view.Name : view.CustomerId.IsEmpty ? producerId : view.CustomerId;
        return PartitionOf(tenantId, key, partitionCount);
    }
}
