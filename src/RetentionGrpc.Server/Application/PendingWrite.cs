using System.Diagnostics;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Server.Application;

/// <summary>What became of a write.</summary>
/// <param name="Refusal">Why it is not in the log, or null if it is, and its partition has applied it.</param>
/// <param name="Outcome">What the fold made of the events; nothing of a tenant's settings.</param>
/// <param name="Sequence">An entry of the partition that covers it.</param>
public readonly record struct WriteResult(Refusal? Refusal, SubBatchOutcome Outcome, long Sequence);

/// <summary>
/// Something that waits for its place in a partition's log: a sub-batch, a tenant's settings, rejected events that are to count, something
/// that is forgotten, or nothing but the proof that the log is still what the partition has applied.
/// </summary>
public sealed class PendingWrite
{
    // Ids of 64 and 128 bytes and six numbers before a sub-batch, three numbers before an event: more than they can take.
    private const int HeaderBytes = 256;
    private const int EventHeaderBytes = 16;

    // Whoever waits goes on elsewhere: the writer has the next group to see to.
    private readonly TaskCompletionSource<WriteResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JudgedBatch? _batch;
    private readonly Action<EntryWriter, long>? _writeAlone;
    private readonly Action<PartitionGate>? _visit;
    private readonly ReadOnlyMemory<int> _indexes;

    /// <summary>A sub-batch.</summary>
    public PendingWrite(SubBatchHeader header, JudgedBatch batch, int partition)
    {
        (Header, _batch, _indexes, Owner) = (header, batch, batch.PartOf(partition), batch.Tenant);
        ByteCount = HeaderBytes;
        foreach (var index in _indexes.Span)
            ByteCount += EventHeaderBytes + batch.Events[index].Length;
    }

    /// <summary>A tenant's settings.</summary>
    public PendingWrite(TenantSettings tenant) => _writeAlone = (entry, ms) => entry.WriteTenant(ms, tenant);

    /// <summary>Rejected events of a tenant that count from now on.</summary>
    public PendingWrite(HostedTenant tenant, IReadOnlyList<RejectedEventKey> reingested) : this(tenant, (entry, ms) =>
    {
        entry.BeginReingest(ms, tenant.Id, reingested.Count);
        foreach (var key in reingested)
            entry.WriteRejectedEventKey(key);
    })
    {
    }

    /// <summary>An entry of its own.</summary>
    /// <param name="owner">The tenant that it is about, which must still be there; null for none.</param>
    /// <param name="write">Writes it, with the log's time.</param>
    public PendingWrite(HostedTenant? owner, Action<EntryWriter, long> write) => (Owner, _writeAlone) = (owner, write);

    private PendingWrite(Action<PartitionGate>? visit) => _visit = visit;

    /// <summary>Writes nothing: ends once the log's head was seen to be the partition's, after all writes before it.</summary>
    public static PendingWrite Confirmation() => new((Action<PartitionGate>?)null);

    /// <summary>Writes nothing: looks at the partition between the writes before it and those after, once the log was confirmed.</summary>
    public static PendingWrite ForVisit(Action<PartitionGate> visit) => new(visit);

    /// <summary>The tenant that must still be there for it to be written; null for none.</summary>
    public HostedTenant? Owner { get; }

    /// <summary>Whether it shares its entry with no other write.</summary>
    public bool IsAlone => _writeAlone is not null || _visit is not null;

    /// <summary>What looks at the partition in place of a write; null for all others.</summary>
    public Action<PartitionGate>? Visit => _visit;

    /// <summary>Whether it writes nothing.</summary>
    public bool IsConfirmation => _batch is null && !IsAlone;

    /// <summary>What the sub-batch is known by.</summary>
    public SubBatchHeader Header { get; }

    /// <summary>Events of the sub-batch.</summary>
    public int EventCount => _indexes.Length;

    /// <summary>The span that it belongs to; none where nobody listens.</summary>
    public ActivityContext Origin { get; } = Activity.Current?.Context ?? default;

    /// <summary>At most so many bytes will it take in an entry.</summary>
    public int ByteCount { get; }

    /// <summary>Ends once the write is applied or refused.</summary>
    public Task<WriteResult> Result => _result.Task;

    /// <summary>Writes the whole entry of what is alone in it.</summary>
    public void WriteAloneTo(EntryWriter entry, long receivedMs) => _writeAlone!(entry, receivedMs);

    /// <summary>Writes the sub-batch into an entry.</summary>
    public void WriteTo(EntryWriter entry)
    {
        entry.BeginSubBatch(Header, EventCount);
        foreach (var index in _indexes.Span)
            entry.WriteEvent(index, _batch!.ReasonOf(index), _batch.Events[index]);
    }

    /// <summary>It is in the log and applied.</summary>
    public void Complete(SubBatchOutcome outcome, long sequence) => End(new(null, outcome, sequence));

    /// <summary>It has come to its end.</summary>
    public void End(WriteResult result) => _result.TrySetResult(result);

    /// <summary>It is not in the log.</summary>
    public void Refuse(Refusal refusal) => End(new(refusal, default, 0));

    /// <summary>A bug or an outage that nobody foresaw.</summary>
    public void Fail(Exception failure) => _result.TrySetException(failure);
}
