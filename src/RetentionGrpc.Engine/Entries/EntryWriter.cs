using System.Buffers;
using System.Text;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Entries;

/// <summary>
/// Writes log entries. Format 2: a byte of version, a byte of <see cref="EntryKind"/>, the received time, then the body; numbers are
/// base-128 varints (times zigzag), texts and events are a length and their bytes. Events stand as they came.
/// </summary>
public sealed class EntryWriter
{
    /// <summary>The version of the format.</summary>
    public const byte Version = 2;

    private readonly ArrayBufferWriter<byte> _body = new();

    /// <summary>Bytes written so far.</summary>
    public int Length => _body.WrittenCount;

    /// <summary>The entry's bytes. Valid until the writer is used again.</summary>
    public ReadOnlyMemory<byte> Written => _body.WrittenMemory;

    /// <summary>Begins an entry of sub-batches.</summary>
    public void BeginBatches(long receivedMs, int subBatchCount)
    {
        Begin(EntryKind.Batches, receivedMs);
        WriteNumber(subBatchCount);
    }

    /// <summary>Begins a sub-batch of so many events, which must follow by <see cref="WriteEvent"/>.</summary>
    public void BeginSubBatch(SubBatchHeader header, int eventCount)
    {
        WriteText(header.TenantId);
        WriteText(header.ProducerId);
        WriteNumber(header.Sequence);
        WriteNumber(header.Previous);
        WriteNumber(header.CompleteThrough);
        WriteNumber(eventCount);
    }

    /// <summary>Writes an event as it came, with the verdict that was reached on it.</summary>
    /// <param name="index">Its place in the producer's batch.</param>
    /// <param name="reason">Why it was rejected, or none.</param>
    /// <param name="payload">Its bytes.</param>
    public void WriteEvent(int index, RejectionReason reason, ReadOnlySpan<byte> payload)
    {
        WriteNumber(index);
        WriteNumber((long)reason);
        WriteBytes(payload);
    }

    /// <summary>Writes an entry of a tenant's settings.</summary>
    public void WriteTenant(long receivedMs, TenantSettings settings)
    {
        Begin(EntryKind.Tenant, receivedMs);
        WriteText(settings.TenantId);
        WriteText(settings.TimeZone);
        WriteNumber((long)settings.WeekStart);
        WriteText(settings.Currency);
        WriteNumber((long)settings.PausePolicy);
        WriteNumber((long)settings.CancellationPolicy);
        WriteTime(settings.EarliestEventMs);
        WriteTime(settings.CreatedMs);
        WriteNumber(settings.EventProperties.Count);
        foreach (var property in settings.EventProperties)
            WriteText(property);
        WriteBytes(DeclarationBytes.Of(settings));
    }

    /// <summary>Begins an entry of so many rejected events that count from now on; their keys must follow.</summary>
    public void BeginReingest(long receivedMs, string tenantId, int keyCount)
    {
        Begin(EntryKind.Reingest, receivedMs);
        WriteText(tenantId);
        WriteNumber(keyCount);
    }

    /// <summary>Writes the key of a rejected event.</summary>
    public void WriteRejectedEventKey(RejectedEventKey key)
    {
        WriteNumber(key.Sequence);
        WriteNumber(key.SubBatch);
        WriteNumber(key.Event);
    }

    /// <summary>Writes an entry that opens a term.</summary>
    /// <param name="receivedMs">The log's time.</param>
    /// <param name="id">A number that no other term has.</param>
    public void WriteTerm(long receivedMs, ulong id)
    {
        Begin(EntryKind.Term, receivedMs);
        WriteVarint(id);
    }

    /// <summary>Writes an entry that forgets a customer.</summary>
    /// <param name="receivedMs">The log's time.</param>
    /// <param name="tenantId">Whose customer.</param>
    /// <param name="erasedMs">The erasure's time, which is the same in all partitions: by it they know whether they have it.</param>
    /// <param name="customerId">Who.</param>
    public void WriteErase(long receivedMs, string tenantId, long erasedMs, ReadOnlySpan<byte> customerId)
    {
        Begin(EntryKind.Erase, receivedMs);
        WriteText(tenantId);
        WriteTime(erasedMs);
        WriteBytes(customerId);
    }

    /// <summary>Writes an entry that forgets a tenant.</summary>
    public void WriteDeleteTenant(long receivedMs, string tenantId)
    {
        Begin(EntryKind.DeleteTenant, receivedMs);
        WriteText(tenantId);
    }

    /// <summary>Writes an entry of a step of the purge, which has no body.</summary>
    /// <param name="receivedMs">The log's time.</param>
    /// <param name="step"><see cref="EntryKind.Sweep"/> or <see cref="EntryKind.Purged"/>.</param>
    public void WritePurge(long receivedMs, EntryKind step) => Begin(step, receivedMs);

    /// <summary>Writes an entry of a piece of a state that is to take the place of the partition's.</summary>
    /// <param name="receivedMs">The log's time.</param>
    /// <param name="restoreId">A number that no other restore has; not 0. Pieces of an older one are given up.</param>
    /// <param name="piece">The next chunk of the state's snapshot.</param>
    public void WriteRestorePart(long receivedMs, ulong restoreId, ReadOnlySpan<byte> piece)
    {
        Begin(EntryKind.RestorePart, receivedMs);
        WriteVarint(restoreId);
        WriteBytes(piece);
    }

    /// <summary>Writes an entry that ends a restore.</summary>
    /// <param name="receivedMs">The log's time.</param>
    /// <param name="restoreId">The restore.</param>
    /// <param name="isKept">Whether its pieces take the place of the state; otherwise they are given up.</param>
    public void WriteRestoreEnd(long receivedMs, ulong restoreId, bool isKept)
    {
        Begin(EntryKind.RestoreEnd, receivedMs);
        WriteVarint(restoreId);
        WriteNumber(isKept ? 1 : 0);
    }

    private void Begin(EntryKind kind, long receivedMs)
    {
        _body.ResetWrittenCount();
        WriteNumber(Version);
        WriteNumber((long)kind);
        WriteTime(receivedMs);
    }

    private void WriteTime(long ms) => WriteVarint(unchecked((ulong)((ms << 1) ^ (ms >> 63))));

    private void WriteNumber(long number) => WriteVarint((ulong)number);

    private void WriteText(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((ulong)bytes.Length);
        _body.Write(bytes);
    }

    private void WriteVarint(ulong value)
    {
        var span = _body.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value & 0x7F | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
        _body.Advance(length);
    }
}
