using System.Buffers.Binary;
using System.Security.Cryptography;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Erasures;

/// <summary>
/// The receipts of a tenant's customers that were forgotten, in one partition. All partitions have the same ones, because any of them may
/// have events that name the customer. A receipt is kept for ever; forgetting a customer who came back replaces it.
/// </summary>
/// <param name="key">Keys the ids of receipts: one for each log.</param>
/// <param name="tenant">A number of the tenant, so that tenants never share a receipt.</param>
public sealed class ErasureTable(ulong key, ulong tenant)
{
    private readonly SortedDictionary<UInt128, Erasure> _erasures = [];

    /// <summary>The receipts, by id.</summary>
    public IReadOnlyCollection<Erasure> All => _erasures.Values;

    /// <summary>A receipt, or null.</summary>
    public Erasure? Find(UInt128 id) => _erasures.GetValueOrDefault(id);

    /// <summary>The id of a customer's receipt, whether there is one or not.</summary>
    public UInt128 IdOf(ReadOnlySpan<byte> customerId)
    {
        Span<byte> secret = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(secret, key);
        BinaryPrimitives.WriteUInt64LittleEndian(secret[sizeof(ulong)..], tenant);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, customerId, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>A customer was forgotten.</summary>
    internal void Add(ReadOnlySpan<byte> customerId, long erasedMs)
    {
        var id = IdOf(customerId);
        _erasures[id] = new(id, erasedMs, ErasureStage.Erased, 0, customerId.ToArray());
    }

    /// <summary>
    /// Takes over a receipt of another partition of the same data. Of two for the same customer the newer erasure stays, of the same
    /// erasure the one that is less far: some of what it forgets may be left.
    /// </summary>
    internal void TakeOver(Erasure erasure)
    {
        if (!_erasures.TryGetValue(erasure.Id, out var known) || (erasure.ErasedMs, -(int)erasure.Stage, erasure.PurgedMs)
            .CompareTo((known.ErasedMs, -(int)known.Stage, known.PurgedMs)) > 0)
        {
            _erasures[erasure.Id] = erasure;
        }
    }

    /// <summary>The state has nothing of those customers any more.</summary>
    internal void Sweep() =>
        Move(ErasureStage.Erased, erasure => erasure with { Stage = ErasureStage.Swept, CustomerId = [] });

    /// <summary>No file has anything of those that were swept.</summary>
    internal void Purge(long purgedMs) =>
        Move(ErasureStage.Swept, erasure => erasure with { Stage = ErasureStage.Purged, PurgedMs = purgedMs });

    internal void WriteTo(SnapshotWriter writer)
    {
        writer.WriteNumber(_erasures.Count);
        foreach (var erasure in _erasures.Values)
        {
            writer.WriteFixed((ulong)(erasure.Id >> 64));
            writer.WriteFixed((ulong)(erasure.Id & ulong.MaxValue));
            writer.WriteNumber(erasure.ErasedMs);
            writer.WriteNumber((long)erasure.Stage);
            writer.WriteNumber(erasure.PurgedMs);
            writer.WriteBytes(erasure.CustomerId);
        }
    }

    internal void ReadFrom(SnapshotReader reader)
    {
        UInt128 last = 0;
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var id = new UInt128(reader.ReadFixed(), reader.ReadFixed());
            var erasure = new Erasure(
                id, reader.ReadNumber(), (ErasureStage)reader.ReadCount(byte.MaxValue), reader.ReadNumber(),
                reader.ReadBytes(EventLimits.IdBytes).ToArray());
            var isKnown = Enum.IsDefined(erasure.Stage) && erasure.Stage == ErasureStage.Erased == erasure.CustomerId.Length > 0;
            if (!isKnown || (_erasures.Count > 0 && id <= last))
                throw reader.Fault("an erasure that cannot be");
            last = id;
            _erasures.Add(id, erasure);
        }
    }

    private void Move(ErasureStage from, Func<Erasure, Erasure> change)
    {
        foreach (var erasure in _erasures.Values.Where(erasure => erasure.Stage == from).ToArray())
            _erasures[erasure.Id] = change(erasure);
    }
}
