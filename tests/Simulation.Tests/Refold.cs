using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Simulation;

/// <summary>
/// Folds every entry as it becomes durable: what a server that read the whole log would know, and where each event stands.
/// </summary>
internal sealed class Refold
{
    private readonly Ledger _ledger;
    private readonly Dictionary<int, (int Partition, long Sequence)> _places = [];

    /// <summary>An empty log's.</summary>
    public Refold(LogIdentity log, Ledger ledger) => (_ledger, Partitions) = (ledger, new PartitionSet(log));

    /// <summary>What the fold made of the log.</summary>
    public PartitionSet Partitions { get; private set; }

    /// <summary>The entry that an event counts by, or null if it is in none.</summary>
    public (int Partition, long Sequence)? PlaceOf(LedgerEvent known) => _places.TryGetValue(known.Number, out var place) ? place : null;

    /// <summary>An entry became durable.</summary>
    public void Land(int partition, LogEntry entry)
    {
        var outcomes = Partitions[partition].Enter(entry, (state, next) => state.Apply(next.Head.Sequence, next.Payload.Span));
        var reader = new EntryReader(entry.Payload.Span);
        if (reader.Kind != EntryKind.Batches)
            return;
        reader.ReadSubBatchCount();
        foreach (var outcome in outcomes)
        {
            reader.ReadSubBatch(out var eventCount);
            for (var i = 0; i < eventCount; i++)
            {
                var payload = reader.ReadEvent(out _, out var reason);
                if (outcome.Result == SubBatchResult.Applied && reason == RejectionReason.None)
                    Place(payload, partition, entry.Head.Sequence);
            }
        }
    }

    /// <summary>An older copy took the log's place.</summary>
    public void Restart(Disk disk)
    {
        Partitions = new PartitionSet(disk.Identity);
        _places.Clear();
        for (var partition = 0; partition < disk.Identity.PartitionCount; partition++)
        {
            foreach (var entry in disk[partition].Entries)
                Land(partition, entry);
        }
    }

    private void Place(ReadOnlySpan<byte> payload, int partition, long sequence)
    {
        EventReader.Read(payload, out var view);
        var number = _ledger.NumberAt(view.OccurredMs);
        if (number >= 0)
            _places.TryAdd(number, (partition, sequence));
    }
}
