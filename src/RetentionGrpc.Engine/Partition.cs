using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Erasures;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Producers;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Engine;

/// <summary>
/// A share of every tenant's customers, as a plain single-threaded state machine: one caller is inside at a time. Its state is a function
/// of the entries applied, in their order, alone: it reads no clock and no randomness.
/// </summary>
/// <param name="settings">What all partitions of the data share.</param>
public sealed partial class Partition(PartitionSettings settings)
{
    /// <summary>What is too old is looked for when the log's time comes to another of these: an hour, in milliseconds.</summary>
    private const long SweepMs = 3_600_000;

    private readonly TermTable _terms = new();
    private TimelineScratch _scratch = new();
    private readonly HashSet<Exception> _toldIndexFailures = [];
    private readonly Approach _approach = new();
    private SortedDictionary<string, TenantState> _tenants = new(StringComparer.Ordinal);
    private ProducerTable _producers = new();
    private EventIdWindow _eventIds = new(settings.FingerprintKey);
    private long _sweptAt;

    // With the key of another log, where the data was restored from an archive of it; else null.
    private PartitionSettings? _restored;

    /// <summary>The sequence of the newest entry applied; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>The log's time: that of the newest entry, in UTC milliseconds since 1970. It never goes back.</summary>
    public long LogMs { get; private set; }

    /// <summary>
    /// The sequence of the newest entry that forgot a customer or a tenant, as long as files may have something of what was forgotten;
    /// else 0.
    /// </summary>
    public long ForgottenAt { get; private set; }

    /// <summary>Whether the state may still have something of what was forgotten: then a sweep is due.</summary>
    public bool NeedsSweep => ForgottenAt > _sweptAt;

    /// <summary>The tenants, by id bytewise.</summary>
    public IReadOnlyCollection<TenantState> Tenants => _tenants.Values;

    /// <summary>A tenant's share, or null if this partition does not know the tenant.</summary>
    public TenantState? Find(string tenantId) => _tenants.GetValueOrDefault(tenantId);

    /// <summary>A tenant's share.</summary>
    /// <exception cref="TenantGoneException">This partition does not know the tenant, which was deleted a moment ago.</exception>
    public TenantState Get(string tenantId) => Find(tenantId) ?? throw new TenantGoneException(tenantId);

    /// <summary>Whether a tenant's share holds as much text as it may: ids, or names and values.</summary>
    public bool IsFull(TenantState tenant) => Math.Max(tenant.Customers.IdBytes, tenant.Texts.PageByteCount) >= settings.TextBytes;

    /// <summary>How far a producer's batches are known here; of one that was silent here for 7 days of the log's time nothing is.</summary>
    public ProducerPosition PositionOf(string tenantId, string producerId) => _producers[tenantId, producerId];

    /// <summary>
    /// Through which batch all of a producer's were wholly in the log, and the highest that had a part here, or before a restore anywhere.
    /// </summary>
    public (long CompleteThrough, long Highest) KnownOf(string tenantId, string producerId)
    {
        var position = PositionOf(tenantId, producerId);
        return (position.CompleteThrough, Math.Max(position.Last, _producers.OriginOf(tenantId, producerId)?.Highest ?? 0));
    }

    /// <summary>The place of an entry that was applied.</summary>
    public LogPlace PlaceOf(long sequence) => _terms.PlaceOf(sequence);

    /// <summary>Whether a place is one of this log.</summary>
    public PlaceStanding StandingOf(LogPlace place) => _terms.StandingOf(place, Sequence);

    /// <summary>Folds the next entry of the log in.</summary>
    /// <param name="sequence">The entry's sequence: one more than the one before.</param>
    /// <param name="entry">Its bytes.</param>
    /// <returns>What became of each sub-batch, in their order, or of the re-ingestion; empty for all else.</returns>
    /// <exception cref="InvalidDataException">The entry is not the next one, or is of no known format.</exception>
    public IReadOnlyList<SubBatchOutcome> Apply(long sequence, ReadOnlySpan<byte> entry)
    {
        if (sequence != Sequence + 1)
            throw new InvalidDataException($"Entry {sequence} does not follow entry {Sequence}.");
        var reader = new EntryReader(entry);
        PassTime(reader.ReceivedMs);
        IReadOnlyList<SubBatchOutcome> outcomes = [];
        switch (reader.Kind)
        {
            case EntryKind.Tenant:
                ApplyTenant(sequence, reader.ReadTenant());
                break;
            case EntryKind.Reingest:
                outcomes = [ApplyReingest(sequence, ref reader)];
                break;
            case EntryKind.Erase:
                ApplyErase(sequence, ref reader);
                break;
            case EntryKind.DeleteTenant:
                ApplyDeleteTenant(sequence, reader.ReadDeleteTenant());
                break;
            case EntryKind.Sweep:
                ApplySweep(sequence);
                break;
            case EntryKind.Purged:
                ApplyPurged();
                break;
            case EntryKind.RestorePart:
                ApplyRestorePart(ref reader);
                break;
            case EntryKind.RestoreEnd:
                ApplyRestoreEnd(sequence, ref reader);
                break;
            case EntryKind.Term:
                _terms.Open(reader.ReadTerm(), sequence, LogMs);
                break;
            default:
                outcomes = ApplyBatches(sequence, ref reader);
                break;
        }
        Sequence = sequence;
        return outcomes;
    }

    /// <summary>This partition's part of an answer.</summary>
    /// <param name="tenantId">A tenant that exists.</param>
    /// <param name="query">The question.</param>
    /// <param name="deadline">Ends a scan at the next customer.</param>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    /// <exception cref="TenantGoneException">The tenant was deleted since it was found.</exception>
    public PartialAnswer<TPartial> Answer<TPartial>(string tenantId, Query<TPartial> query, CancellationToken deadline = default)
    {
        var tenant = Get(tenantId);
        tenant.Deadline = deadline;
        tenant.Trace.Clear();
        try
        {
            var share = query.Answer(tenant);
            return new(share, Sequence, tenant.Revision, tenant.Trace.CostOver(tenant.Customers.Count, tenant.Tally.EventCount));
        }
        finally
        {
            tenant.Deadline = default;
        }
    }

    /// <summary>How long this partition would need for its part of an answer if it reads all timelines; null if indexes tell.</summary>
    /// <param name="tenantId">A tenant that exists.</param>
    /// <param name="query">The question.</param>
    /// <exception cref="TenantGoneException">The tenant was deleted since it was found.</exception>
    public TimeSpan? ScanTimeOf(string tenantId, Query query)
    {
        var tenant = Get(tenantId);
        tenant.Trace.Clear();
        query.Plan(tenant);
        return tenant.Trace.Path.HasFlag(AnswerPath.Timelines) ? Planner.TimeOfTimelines(tenant) : null;
    }

    /// <summary>Whether some tenant's index is to be built: see <see cref="BuildIndexes"/>.</summary>
    public bool NeedsIndexing
    {
        get
        {
            foreach (var tenant in _tenants.Values)
            {
                if (tenant.Indexes.NeedsWork)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Of the tenants whose indexes were given up since this was asked last, why; in any order, empty without any.</summary>
    public IReadOnlyList<Exception> TakeIndexFailures()
    {
        List<Exception>? failures = null;
        foreach (var tenant in _tenants.Values)
        {
            if (tenant.Indexes.Failure is { } failure && _toldIndexFailures.Add(failure))
                (failures ??= []).Add(failure);
        }
        return failures ?? [];
    }

    /// <summary>
    /// Builds on at the indexes that pay, some customers at a time; until one is finished, the timelines answer. No part of the state that
    /// entries make: what a partition answers and writes down is the same, built or not.
    /// </summary>
    /// <param name="customers">How many customers are looked at, at least 1: about 2 µs each.</param>
    /// <returns>Whether there is more to do.</returns>
    public bool BuildIndexes(int customers)
    {
        foreach (var tenant in _tenants.Values)
        {
            if (tenant.Indexes.NeedsWork)
                return tenant.Indexes.Build(customers) || NeedsIndexing;
        }
        return false;
    }

    /// <summary>Moves the log's time on, and lets go what is too old by then.</summary>
    private void PassTime(long receivedMs)
    {
        var (before, now) = (LogMs, Math.Max(LogMs, receivedMs));
        LogMs = now;
        if (now / SweepMs == before / SweepMs)
            return;
        _producers.Expire(now);
        foreach (var tenant in _tenants.Values)
            tenant.DeadLetter.Expire(now);
    }

    private void ApplyTenant(long sequence, TenantSettings changed)
    {
        if (_tenants.TryGetValue(changed.TenantId, out var known))
            known.Change(changed);
        else
            known = AddTenant(changed);
        known.ChangeAll(sequence);
    }

    private void ApplyErase(long sequence, ref EntryReader reader)
    {
        var tenant = TenantOf(reader.ReadErase(out var erasedMs, out var customerId), sequence);
        tenant.Erase(customerId, erasedMs);
        tenant.ChangeAll(sequence);
        ForgottenAt = sequence;
    }

    /// <summary>Its event ids stay in their window, as those of a tenant that can never be again.</summary>
    private void ApplyDeleteTenant(long sequence, string tenantId)
    {
        TenantOf(tenantId, sequence);
        _tenants.Remove(tenantId);
        _producers.Forget(tenantId);
        ForgottenAt = sequence;
    }

    private void ApplySweep(long sequence)
    {
        foreach (var tenant in _tenants.Values)
        {
            if (StateSweep.Run(tenant))
                tenant.ChangeAll(sequence);
        }
        _sweptAt = sequence;
    }

    private void ApplyPurged()
    {
        foreach (var tenant in _tenants.Values)
            tenant.Erasures.Purge(LogMs);
        if (ForgottenAt < _sweptAt)
            ForgottenAt = 0;
    }

    private SubBatchOutcome ApplyReingest(long sequence, ref EntryReader reader)
    {
        var tenant = TenantOf(reader.ReadReingest(out var keyCount), sequence);
        int accepted = 0, duplicates = 0, absent = 0;
        for (var i = 0; i < keyCount; i++)
        {
            var key = reader.ReadRejectedEventKey();
            if (tenant.DeadLetter.Find(key) is not { } rejected)
                absent++;
            else if (Fold(tenant, rejected.Payload.Span, guess: -1, sequence))
                accepted++;
            else
                duplicates++;
            tenant.DeadLetter.Remove(key);
        }
        tenant.Revision = sequence;
        return new(SubBatchResult.Applied, accepted, duplicates, 0, absent);
    }

    private TenantState TenantOf(string tenantId, long sequence) => _tenants.GetValueOrDefault(tenantId)
        ?? throw new InvalidDataException($"Entry {sequence} has events of a tenant that this partition does not know.");

    private SubBatchOutcome[] ApplyBatches(long sequence, ref EntryReader reader)
    {
        var outcomes = new SubBatchOutcome[reader.ReadSubBatchCount()];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var header = reader.ReadSubBatch(out var eventCount);
            var tenant = TenantOf(header.TenantId, sequence);
            outcomes[i] = Judge(header) switch
            {
                SubBatchResult.Applied => ApplyEvents(tenant, header, new(sequence, i, 0), ref reader, eventCount),
                SubBatchResult.Duplicate => SkipEvents(ref reader, eventCount, SubBatchResult.Duplicate),
                _ => SkipEvents(ref reader, eventCount, SubBatchResult.Gap),
            };
            if (outcomes[i].Result != SubBatchResult.Applied)
                continue;
            outcomes[i] = outcomes[i] with { IsFull = IsFull(tenant) };
            tenant.Revision = sequence;
            if (header.ProducerId.Length > 0)
                _producers[header.TenantId, header.ProducerId] = new(header.Sequence, header.CompleteThrough, LogMs);
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

    private SubBatchOutcome ApplyEvents(
        TenantState tenant, SubBatchHeader header, RejectedEventKey first, ref EntryReader reader, int eventCount)
    {
        int accepted = 0, duplicates = 0, rejected = 0;
        var origin = _producers.OriginOf(header);
        var ahead = reader;
        for (var i = 0; i < eventCount; i++)
        {
            if (i % Approach.Most == 0)
                _approach.Take(tenant, _eventIds, ref ahead, Math.Min(Approach.Most, eventCount - i));
            var payload = reader.ReadEvent(out var index, out var reason);
            if (origin is not null && origin.Has(header, payload))
            {
                duplicates++;
            }
            else if (reason != RejectionReason.None)
            {
                rejected++;
                tenant.Tally.Reject(reason);
                var (key, isCut) = (first with { Event = i }, payload.Length > EventLimits.EventBytes);
                var kept = payload[..(isCut ? EventLimits.EventBytes : payload.Length)].ToArray();
                tenant.DeadLetter.Add(new(key, LogMs, header.ProducerId, header.Sequence, index, reason, kept, isCut));
            }
            else if (Fold(tenant, payload, _approach.GuessOf(i % Approach.Most), first.Sequence))
            {
                accepted++;
            }
            else
            {
                duplicates++;
            }
        }
        return new(SubBatchResult.Applied, accepted, duplicates, rejected);
    }

    /// <summary>Folds an accepted event in; false if it counts already, by its event_id.</summary>
    private bool Fold(TenantState tenant, ReadOnlySpan<byte> payload, int guess, long sequence)
    {
        if (!EventReader.Read(payload, out var view).IsAccepted)
            throw new InvalidDataException("An event that was accepted cannot be read again.");
        if (!view.EventId.IsEmpty && !_eventIds.Add(tenant.IdHash, view.EventId, LogMs))
            return false;
        tenant.Fold(view, guess, sequence);
        return true;
    }

    private static SubBatchOutcome SkipEvents(ref EntryReader reader, int eventCount, SubBatchResult result)
    {
        for (var i = 0; i < eventCount; i++)
            reader.ReadEvent(out _, out _);
        return new(result, 0, result == SubBatchResult.Duplicate ? eventCount : 0, 0);
    }
}
