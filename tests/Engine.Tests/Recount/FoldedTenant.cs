using System.Text;
using PlainRecount;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>A tenant as the server has it: events as wire bytes, routed, in entries of several sub-batches, folded by partitions.</summary>
internal sealed class FoldedTenant
{
    private const string Id = "shop";
    private const ulong FingerprintKey = 0x5EED;
    private readonly PartitionSettings _settings;
    private readonly Partition[] _partitions;
    private readonly List<byte[]>[] _entries;
    private readonly Random _random;
    private readonly Dictionary<(string Producer, int Partition), long> _lastSequences = [];
    private readonly long[] _sequences = new long[2];

    public FoldedTenant(
        PlainTenant tenant, IReadOnlyList<PlainEvent> arrival, int partitionCount, int seed, IndexSettings? indexes = null,
        Func<TenantSettings, TenantSettings>? declare = null)
    {
        _random = new Random(seed);
        Settings = SettingsOf(tenant);
        IsIndexed = indexes is not null;
        _settings = new PartitionSettings(FingerprintKey, partitionCount, Indexes: indexes);
        _partitions = [.. Enumerable.Range(0, partitionCount).Select(_ => new Partition(_settings))];
        _entries = [.. Enumerable.Range(0, partitionCount).Select(_ => new List<byte[]>())];
        WriteSettings();
        for (var next = 0; next < arrival.Count;)
        {
            if (IsErasure(arrival[next]))
            {
                Erase(arrival[next++].Customer);
                continue;
            }
            var batches = Enumerable.Range(0, _random.Next(1, 4)).Select(_ =>
            {
                var batch = arrival.Skip(next).TakeWhile(one => !IsErasure(one)).Take(_random.Next(1, 40)).ToList();
                next += batch.Count;
                return batch;
            }).ToList();
            Append(batches);
            if (declare is not null && _random.Next(4) == 0)
            {
                Settings = declare(Settings);
                declare = null;
                WriteSettings();
            }
        }
        foreach (var partition in _partitions)
        {
            while (partition.BuildIndexes(7))
                Assert.True(IsIndexed);
            Assert.Empty(partition.TakeIndexFailures());
        }
    }

    /// <summary>Whether indexes answer whatever they can; they were built while events came.</summary>
    public bool IsIndexed { get; }

    public TenantSettings Settings { get; private set; }

    public int PartitionCount => _partitions.Length;

    public TenantCalendar Calendar => _partitions[0].Find(Id)!.Calendar;

    public IEnumerable<TenantState> States => _partitions.Select(partition => partition.Find(Id)!);

    /// <summary>What the fold said, over all partitions.</summary>
    public (int Accepted, int Duplicates, int Rejected) Outcome { get; private set; }

    /// <summary>How the partitions found the newest answer.</summary>
    public AnswerPath LastPath { get; private set; }

    public TPartial Ask<TPartial>(Query<TPartial> query)
    {
        LastPath = AnswerPath.None;
        return _partitions.Select(partition => Ask(partition, query)).Aggregate(query.Merge);
    }

    /// <summary>Asks as the server does: once more where the groups are to be chosen first.</summary>
    public Split<T> AskSplit<T>(SplitQuery<T> query)
        where T : class, IStatistic<T>
    {
        var answer = Ask(query);
        return query.ChooseGroups(answer) ? Ask(query) : answer;
    }

    /// <summary>Asks for a metric of values as the server does.</summary>
    public T AskCounted<T>(CountedMetric<T> metric)
    {
        var values = Ask(metric.Query);
        Assert.False(values.IsTooLarge);
        return metric.Of(values, CancellationToken.None);
    }

    private TPartial Ask<TPartial>(Partition partition, Query<TPartial> query)
    {
        var answer = partition.Answer(Id, query);
        if (query.ReadsEveryTimeline)
            Assert.Equal(AnswerPath.None, answer.Cost.Path & ~AnswerPath.Timelines);
        LastPath |= answer.Cost.Path;
        return answer.Partial;
    }

    /// <summary>The same entries folded once more.</summary>
    public IEnumerable<Partition> Replay()
    {
        foreach (var entries in _entries)
        {
            var partition = new Partition(new(FingerprintKey, PartitionCount));
            foreach (var entry in entries)
                partition.Apply(partition.Sequence + 1, entry);
            yield return partition;
        }
    }

    public IReadOnlyList<Partition> Partitions => _partitions;

    /// <summary>The entries of each partition.</summary>
    public IReadOnlyList<IReadOnlyList<byte[]>> Entries => _entries;

    private static TenantSettings SettingsOf(PlainTenant tenant) => new()
    {
        TenantId = Id,
        TimeZone = tenant.Zone,
        WeekStart = (WeekStart)tenant.WeekStart,
        PausePolicy = tenant.PausedCounts ? PausePolicy.StillACustomer : PausePolicy.NotACustomer,
        CancellationPolicy = tenant.CancelsAtPaidEnd ? CancellationPolicy.AtPaidPeriodEnd : CancellationPolicy.AtCancel,
        EventProperties = tenant.Declared,
    };

    private static bool IsErasure(PlainEvent one) => one.Kind == default;

    /// <summary>Erases a customer in every partition, and at times sweeps, or goes on from a snapshot.</summary>
    private void Erase(string customer)
    {
        var isSwept = _random.Next(2) == 0;
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            var writer = new EntryWriter();
            writer.WriteErase(1_000 * _entries[partition].Count, Id, 77, Encoding.UTF8.GetBytes(customer));
            Append(partition, writer);
            foreach (var step in isSwept ? new[] { EntryKind.Sweep, EntryKind.Purged } : [])
            {
                writer.WritePurge(1_000 * _entries[partition].Count, step);
                Append(partition, writer);
            }
            if (_random.Next(4) == 0)
                _partitions[partition] = Partition.ReadSnapshot(_settings, _partitions[partition].WriteSnapshot());
        }
    }

    private void Append(List<List<PlainEvent>> batches)
    {
        var parts = batches.Select(batch => (Producer: _random.Next(2), Routed: Route(batch))).ToList();
        var headers = parts.Select(part => (Name: $"p{part.Producer}", Sequence: ++_sequences[part.Producer])).ToList();
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            var mine = Enumerable.Range(0, parts.Count).Where(i => parts[i].Routed[partition].Count > 0).ToList();
            if (mine.Count == 0)
                continue;
            var isSentTwice = _random.Next(8) == 0;
            var writer = new EntryWriter();
            writer.BeginBatches(1_000 * _entries[partition].Count, isSentTwice ? mine.Count + 1 : mine.Count);
            foreach (var i in isSentTwice ? mine.Append(mine[^1]) : mine)
                WriteSubBatch(writer, partition, headers[i].Name, headers[i].Sequence, parts[i].Routed[partition]);
            Append(partition, writer);
        }
    }

    private void WriteSettings()
    {
        var writer = new EntryWriter();
        writer.WriteTenant(0, Settings);
        for (var partition = 0; partition < PartitionCount; partition++)
            Append(partition, writer);
    }

    private void WriteSubBatch(EntryWriter writer, int partition, string producer, long sequence, List<byte[]> events)
    {
        var previous = _lastSequences.GetValueOrDefault((producer, partition));
        _lastSequences[(producer, partition)] = sequence;
        writer.BeginSubBatch(new(Id, producer, sequence, Math.Min(previous, sequence - 1), sequence - 1), events.Count + 1);
        for (var i = 0; i < events.Count; i++)
            writer.WriteEvent(i, RejectionReason.None, events[i]);
        writer.WriteEvent(events.Count, RejectionReason.BadEncoding, [0xFF]);
    }

    private void Append(int partition, EntryWriter writer)
    {
        var entry = writer.Written.ToArray();
        _entries[partition].Add(entry);
        foreach (var outcome in _partitions[partition].Apply(_partitions[partition].Sequence + 1, entry))
        {
            Assert.NotEqual(SubBatchResult.Gap, outcome.Result);
            var (accepted, duplicates, rejected) = Outcome;
            if (outcome.Result == SubBatchResult.Applied)
                Outcome = (accepted + outcome.Accepted, duplicates + outcome.Duplicates, rejected + outcome.Rejected);
        }
        if (_random.Next(3) == 0)
            _partitions[partition].BuildIndexes(_random.Next(1, 20));
    }

    private List<byte[]>[] Route(List<PlainEvent> batch)
    {
        List<byte[]>[] routed = [.. Enumerable.Range(0, PartitionCount).Select(_ => new List<byte[]>())];
        foreach (var plain in batch)
        {
            var bytes = WireEvents.Bytes(plain, _random);
            var verdict = EventReader.Read(bytes, out var view);
            if (!verdict.IsAccepted)
                Assert.Fail($"The reader rejects {plain}: {verdict}");
            routed[Routing.PartitionOf(Id, view, Encoding.UTF8.GetBytes("p"), PartitionCount)].Add(bytes);
        }
        return routed;
    }
}
