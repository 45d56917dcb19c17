using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine;

/// <summary>
/// A share of every tenant's customers, as a plain single-threaded state machine: one caller is inside at a time. Its state is a function
/// of the entries applied, in their order, alone: it reads no clock and no randomness.
/// </summary>
/// <param name="fingerprintKey">Keys the fingerprints of event ids; part of the data's identity, so the same at every replay.</param>
public sealed class Partition(ulong fingerprintKey)
{
    private readonly SortedDictionary<string, TenantState> _tenants = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Tenant, string Producer), ProducerPosition> _producers = [];
    private readonly EventIdWindow _eventIds = new(fingerprintKey);
    private readonly TimelineScratch _scratch = new();

    /// <summary>The sequence of the newest entry applied; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>The tenants, by id bytewise.</summary>
    public IReadOnlyCollection<TenantState> Tenants => _tenants.Values;

    /// <summary>A tenant's share, or null if this partition does not know the tenant.</summary>
    public TenantState? Find(string tenantId) => _tenants.GetValueOrDefault(tenantId);

    /// <summary>How far a producer's batches are known here.</summary>
    public ProducerPosition PositionOf(string tenantId, string producerId) => _producers.GetValueOrDefault((tenantId, producerId));

    /// <summary>Folds the next entry of the log in.</summary>
    /// <param name="sequence">The entry's sequence: one more than the one before.</param>
    /// <param name="entry">Its bytes.</param>
    /// <returns>What became of each sub-batch, in their order; empty for entries without events.</returns>
    /// <exception cref="InvalidDataException">The entry is not the next one, or is of no known format.</exception>
    public IReadOnlyList<SubBatchOutcome> Apply(long sequence, ReadOnlySpan<byte> entry)
    {
        if (sequence != Sequence + 1)
            throw new InvalidDataException($"Entry {sequence} does not follow entry {Sequence}.");
        var reader = new EntryReader(entry);
        IReadOnlyList<SubBatchOutcome> outcomes = [];
        if (reader.Kind == EntryKind.Tenant)
            ApplyTenant(sequence, reader.ReadTenant());
        else
            outcomes = ApplyBatches(sequence, ref reader);
        Sequence = sequence;
        return outcomes;
    }

    /// <summary>This partition's part of an answer.</summary>
    /// <param name="tenantId">A tenant that exists.</param>
    /// <param name="query">The question.</param>
    /// <param name="deadline">Ends a scan at the next customer.</param>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    public PartialAnswer<TPartial> Answer<TPartial>(string tenantId, Query<TPartial> query, CancellationToken deadline = default)
    {
        var tenant = _tenants[tenantId];
        tenant.Deadline = deadline;
        try
        {
            return new(query.Answer(tenant), Sequence, tenant.Revision, tenant.Customers.Count, tenant.Tally.EventCount);
        }
        finally
        {
            tenant.Deadline = default;
        }
    }

    private void ApplyTenant(long sequence, TenantSettings settings)
    {
        if (_tenants.TryGetValue(settings.TenantId, out var known))
            known.Change(settings);
        else
            _tenants.Add(settings.TenantId, known = new TenantState(settings, _scratch));
        known.Revision = sequence;
    }

    private SubBatchOutcome[] ApplyBatches(long sequence, ref EntryReader reader)
    {
        var outcomes = new SubBatchOutcome[reader.ReadSubBatchCount()];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var header = reader.ReadSubBatch(out var eventCount);
            if (!_tenants.TryGetValue(header.TenantId, out var tenant))
                throw new InvalidDataException($"Entry {sequence} has events of a tenant that this partition does not know.");
            outcomes[i] = Judge(header) switch
            {
                SubBatchResult.Applied => ApplyEvents(tenant, ref reader, eventCount),
                SubBatchResult.Duplicate => SkipEvents(ref reader, eventCount, SubBatchResult.Duplicate),
                _ => SkipEvents(ref reader, eventCount, SubBatchResult.Gap),
            };
            if (outcomes[i].Result != SubBatchResult.Applied)
                continue;
            tenant.Revision = sequence;
            if (header.ProducerId.Length > 0)
                _producers[(header.TenantId, header.ProducerId)] = new(header.Sequence, header.CompleteThrough, reader.ReceivedMs);
        }
        return outcomes;
    }

    /// <summary>Whether a sub-batch would count; the rule of exactly once.</summary>
    public SubBatchResult Judge(SubBatchHeader header)
    {
        if (header.ProducerId.Length == 0)
            return SubBatchResult.Applied;
        var last = PositionOf(header.TenantId, header.ProducerId).Last;
        if (header.Sequence <= last)
            return SubBatchResult.Duplicate;
        return last >= header.Previous ? SubBatchResult.Applied : SubBatchResult.Gap;
    }

    private SubBatchOutcome ApplyEvents(TenantState tenant, ref EntryReader reader, int eventCount)
    {
        int accepted = 0, duplicates = 0, rejected = 0;
        var tenantKey = Xxh64.Hash(System.Text.Encoding.UTF8.GetBytes(tenant.Settings.TenantId));
        for (var i = 0; i < eventCount; i++)
        {
            var payload = reader.ReadEvent(out _, out var reason);
            if (reason != RejectionReason.None)
            {
                rejected++;
                tenant.Tally.Reject(reason);
                continue;
            }
            if (!EventReader.Read(payload, out var view).IsAccepted)
                throw new InvalidDataException("An event that was accepted cannot be read again.");
            if (!view.EventId.IsEmpty && !_eventIds.Add(tenantKey, view.EventId, reader.ReceivedMs))
            {
                duplicates++;
                continue;
            }
            accepted++;
            tenant.Fold(view);
        }
        return new(SubBatchResult.Applied, accepted, duplicates, rejected);
    }

    private static SubBatchOutcome SkipEvents(ref EntryReader reader, int eventCount, SubBatchResult result)
    {
        for (var i = 0; i < eventCount; i++)
            reader.ReadEvent(out _, out _);
        return new(result, 0, result == SubBatchResult.Duplicate ? eventCount : 0, 0);
    }
}
