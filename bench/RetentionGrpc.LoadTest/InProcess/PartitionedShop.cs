using System.Diagnostics;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>
/// A shop in partitions, without a server: entries are written into memory first and then folded, and only the folding is timed.
/// </summary>
internal sealed class PartitionedShop
{
    /// <summary>The product's default.</summary>
    public const int PartitionCount = 4;

    private const int BatchEvents = 500;
    private const long SegmentBytes = 64L * 1024 * 1024;

    private readonly EntryWriter[] _writers = new EntryWriter[PartitionCount];
    private readonly EventBuffer[] _batches = new EventBuffer[PartitionCount];
    private readonly EventBuffer _pending = new();
    private readonly List<(int Partition, byte[] Entry)> _entries = [];
    private readonly long[] _sequences = new long[PartitionCount];

    private PartitionedShop(LargeShop shop, IndexSettings? indexes)
    {
        EndMs = shop.EndMs;
        Partitions = [.. Enumerable.Range(0, PartitionCount).Select(_ => new Partition(new(1, PartitionCount, Indexes: indexes)))];
        for (var i = 0; i < PartitionCount; i++)
            (_writers[i], _batches[i]) = (new EntryWriter(), new EventBuffer());
    }

    /// <summary>The partitions.</summary>
    public IReadOnlyList<Partition> Partitions { get; }

    /// <summary>The end of the shop's last day.</summary>
    public long EndMs { get; }

    /// <summary>Events folded.</summary>
    public long Events { get; private set; }

    /// <summary>Seconds that folding took.</summary>
    public double FoldSeconds { get; private set; }

    /// <summary>Seconds that building indexes took, which the product does in the background; keeping them is a part of folding.</summary>
    public double BuildSeconds { get; private set; }

    /// <summary>Seconds that reading the same events took, by itself: a part of folding.</summary>
    public double ReadSeconds { get; private set; }

    /// <summary>Folds a whole shop.</summary>
    /// <param name="options">Which shop.</param>
    /// <param name="indexes">When it is indexed; null means as usual.</param>
    /// <param name="told">Is told from time to time how many events were folded.</param>
    public static PartitionedShop Fold(LargeShopOptions options, IndexSettings? indexes, Action<long> told)
    {
        var shop = new LargeShop(options);
        var folded = new PartitionedShop(shop, indexes);
        folded.WriteTenant(options.Accounts > 0 ? ["account"] : []);
        foreach (var block in shop.Blocks())
        {
            for (var i = 0; i < block.Count; i++)
                folded.Add(block[i]);
            if (folded._pending.ByteCount < SegmentBytes)
                continue;
            folded.ApplyPending();
            told(folded.Events);
        }
        for (var partition = 0; partition < PartitionCount; partition++)
            folded.WriteBatch(partition);
        folded.ApplyPending();
        folded.Release();
        return folded;
    }

    /// <summary>Asks all partitions, one after the other, or at the same time where the server does so from the start.</summary>
    public T Answer<T>(Query<T> query)
    {
        if (query.ReadsEveryTimeline)
            return AnswerTogether(query);
        var merged = default(T)!;
        for (var i = 0; i < Partitions.Count; i++)
        {
            var part = Partitions[i].Answer(AskedTenant.Id, query).Partial;
            merged = i == 0 ? part : query.Merge(merged, part);
        }
        return merged;
    }

    private T AnswerTogether<T>(Query<T> query)
    {
        var parts = new T[Partitions.Count];
        Parallel.For(0, parts.Length, i => parts[i] = Partitions[i].Answer(AskedTenant.Id, query).Partial);
        return parts.Skip(1).Aggregate(parts[0], query.Merge);
    }

    /// <summary>Asks a question whose answer may be split, twice where its groups are to be chosen first.</summary>
    public Split<T> AnswerSplit<T>(SplitQuery<T> query)
        where T : class, IStatistic<T>
    {
        var answer = Answer(query);
        while (query.ChooseGroups(answer))
            answer = Answer(query);
        return answer;
    }

    /// <summary>Erases a customer, and takes out of each partition what nobody else has used.</summary>
    /// <returns>Milliseconds of the partition that took longest, in which it does nothing else.</returns>
    public double LongestSweepMs()
    {
        var longest = 0.0;
        var writer = new EntryWriter();
        for (var i = 0; i < Partitions.Count; i++)
        {
            writer.WriteErase(EndMs, AskedTenant.Id, EndMs, "c-0000001"u8);
            Partitions[i].Apply(++_sequences[i], writer.Written.ToArray());
            writer.WritePurge(EndMs, EntryKind.Sweep);
            var start = Stopwatch.GetTimestamp();
            Partitions[i].Apply(++_sequences[i], writer.Written.ToArray());
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return longest;
    }

    private void Release()
    {
        _pending.Release();
        _entries.TrimExcess();
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            _batches[partition].Release();
            _writers[partition] = new EntryWriter();
        }
    }

    private void WriteTenant(string[] eventProperties)
    {
        var settings = new TenantSettings { TenantId = TenantSettings.DefaultId, EventProperties = eventProperties };
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            _writers[partition].WriteTenant(0, settings);
            _entries.Add((partition, _writers[partition].Written.ToArray()));
        }
    }

    private void Add(ReadOnlySpan<byte> wire)
    {
        if (!EventReader.Read(wire, out var view).IsAccepted)
            throw new InvalidOperationException("The shop made an event that the engine rejects.");
        var partition = Routing.PartitionOf(TenantSettings.DefaultId, view, [], PartitionCount);
        _batches[partition].Add(wire);
        _pending.Add(wire);
        if (_batches[partition].Count == BatchEvents)
            WriteBatch(partition);
    }

    private void WriteBatch(int partition)
    {
        var batch = _batches[partition];
        var writer = _writers[partition];
        writer.BeginBatches(EndMs, 1);
        writer.BeginSubBatch(new(TenantSettings.DefaultId, "", 0, 0, 0), batch.Count);
        for (var i = 0; i < batch.Count; i++)
            writer.WriteEvent(i, RejectionReason.None, batch[i]);
        _entries.Add((partition, writer.Written.ToArray()));
        batch.Clear();
    }

    private void ApplyPending()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var (partition, entry) in _entries)
        {
            foreach (var outcome in Partitions[partition].Apply(++_sequences[partition], entry))
                Events += outcome.Accepted;
        }
        FoldSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        foreach (var partition in Partitions)
        {
            while (partition.BuildIndexes(1_000))
                continue;
        }
        BuildSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        var accepted = 0;
        for (var i = 0; i < _pending.Count; i++)
            accepted += EventReader.Read(_pending[i], out _).IsAccepted ? 1 : 0;
        if (accepted != _pending.Count)
            throw new InvalidOperationException("An event that was accepted is rejected.");
        ReadSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        _entries.Clear();
        _pending.Clear();
    }
}
