using System.Text;
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
    private readonly Dictionary<(string Tenant, string Customer, int Partition), long> _erased = [];
    private readonly Dictionary<(string Tenant, string Customer), (int Partition, long Sequence)> _named = [];
    private readonly Dictionary<int, string> _tenants = [];

    /// <summary>An empty log's.</summary>
    public Refold(LogIdentity log, Ledger ledger) => (_ledger, Partitions) = (ledger, new PartitionSet(log));

    /// <summary>What the fold made of the log.</summary>
    public PartitionSet Partitions { get; private set; }

    /// <summary>The entry that an event counts by, or null if it is in none.</summary>
    public (int Partition, long Sequence)? PlaceOf(LedgerEvent known) => _places.TryGetValue(known.Number, out var place) ? place : null;

    /// <summary>Whether the customer of an event was erased after the event came into the log: then it must not count.</summary>
    public bool IsErased(LedgerEvent known) => PlaceOf(known) is var (partition, sequence)
        && _erased.GetValueOrDefault((_tenants[known.Number], known.Message.CustomerId, partition)) > sequence;

    /// <summary>Whether an erasure is in a partition's log.</summary>
    public bool HasErasure(string tenant, string customer, int partition) => _erased.ContainsKey((tenant, customer, partition));

    /// <summary>Erasures that are in some partition's log: they must reach all.</summary>
    public IEnumerable<(string Tenant, string Customer)> Erasures() => _erased.Keys.Select(key => (key.Tenant, key.Customer)).Distinct();

    /// <summary>Customers of whom nothing may be left: erased, and in no tenant named by any event that came later.</summary>
    public IEnumerable<string> Gone() => _erased.Keys.Select(key => key.Customer).Distinct().Where(customer => _named
        .Where(named => named.Key.Customer == customer)
        .All(named => _erased.GetValueOrDefault((named.Key.Tenant, customer, named.Value.Partition)) > named.Value.Sequence));

    /// <summary>An entry became durable.</summary>
    public void Land(int partition, LogEntry entry)
    {
        var outcomes = Partitions[partition].Enter(entry, (state, next) => state.Apply(next.Head.Sequence, next.Payload.Span));
        var reader = new EntryReader(entry.Payload.Span);
        if (reader.Kind == EntryKind.Erase)
        {
            var tenant = reader.ReadErase(out _, out var customer);
            _erased[(tenant, Encoding.UTF8.GetString(customer), partition)] = entry.Head.Sequence;
        }
        if (reader.Kind != EntryKind.Batches)
            return;
        reader.ReadSubBatchCount();
        foreach (var outcome in outcomes)
        {
            var tenant = reader.ReadSubBatch(out var eventCount).TenantId;
            for (var i = 0; i < eventCount; i++)
            {
                var payload = reader.ReadEvent(out _, out var reason);
                EventReader.Read(payload, out var view);
                _named[(tenant, Encoding.UTF8.GetString(view.CustomerId))] = (partition, entry.Head.Sequence);
                if (outcome.Result == SubBatchResult.Applied && reason == RejectionReason.None)
                    Place(view.OccurredMs, tenant, partition, entry.Head.Sequence);
            }
        }
    }

    /// <summary>An older copy took the log's place.</summary>
    public void Restart(Disk disk)
    {
        Partitions = new PartitionSet(disk.Identity);
        _places.Clear();
        _erased.Clear();
        _named.Clear();
        _tenants.Clear();
        for (var partition = 0; partition < disk.Identity.PartitionCount; partition++)
        {
            foreach (var entry in disk[partition].Entries)
                Land(partition, entry);
        }
    }

    private void Place(long occurredMs, string tenant, int partition, long sequence)
    {
        var number = _ledger.NumberAt(occurredMs);
        if (number >= 0 && _places.TryAdd(number, (partition, sequence)))
            _tenants[number] = tenant;
    }
}
