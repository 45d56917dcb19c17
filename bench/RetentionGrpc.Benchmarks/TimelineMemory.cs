using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Benchmarks;

/// <summary>
/// What the state of many customers costs: bytes an event, events a second of processor time, how long a cut stops a partition, and how
/// long its snapshot takes to write and to read. Not a case of BenchmarkDotNet, because one run of it is minutes.
/// </summary>
internal static class TimelineMemory
{
    private const int Partitions = 4;

    /// <summary>Processor time, of the garbage collector too: it says the same on a machine that others use as well.</summary>
    private static TimeSpan Cpu => Environment.CpuUsage.TotalTime;

    /// <summary>Measures for each number of customers.</summary>
    public static int Run(IEnumerable<string> customers)
    {
        foreach (var count in customers.Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
        {
            Line($"{count:N0} customers, {CustomerEvents.EventsACustomer} events each on average, 730 days, {Partitions} partitions");
            MeasureDirectory(count);
            MeasureTimelines(count);
            Measure(new(count, Partitions, Arrival.InOrder, hasIds: false), "in order");
            Measure(new(count, Partitions, Arrival.Late, hasIds: false), "5 % late");
            Measure(new(count, Partitions, Arrival.Shuffled, hasIds: false), "shuffled");
            Measure(new(count, Partitions, Arrival.InOrder, hasIds: true), "in order, with event ids");
        }
        return 0;
    }

    private static void MeasureDirectory(int customers)
    {
        var before = Held();
        var table = new ByteStringTable();
        for (var i = 0; i < customers; i++)
            table.NumberOf(Encoding.UTF8.GetBytes($"c-{i:D7}"));
        var held = Held() - before;
        Line($"  directory: {(double)held.Heap / customers:F1} bytes a customer, 9 of them its id's");
        GC.KeepAlive(table);
    }

    /// <summary>Activities alone: what is left of a timeline without ids of orders.</summary>
    private static void MeasureTimelines(int customers)
    {
        var texts = new ByteStringTable();
        for (var i = 0; i < 9; i++)
            texts.NumberOf(Encoding.UTF8.GetBytes(new string('n', i)));
        var order = new TimelineOrder(new Vocabulary(texts), new TimelineScratch());
        var (random, before, timelines) = (new Random(7), Held(), new Timelines());
        for (var i = 0; i < customers; i++)
            timelines.AddCustomer();
        var events = (long)customers * CustomerEvents.EventsACustomer;
        var start = Cpu;
        for (long i = 0; i < events; i++)
        {
            var added = new TimelineEvent
            {
                OccurredMs = 1_704_067_200_000 + (long)(730 * 86_400_000.0 * i / events) + random.Next(1_000),
                Kind = EventKind.Activity,
                Action = 0,
                NameNumber = 1 + random.Next(8),
                Number = EventView.Absent,
                UntilMs = EventView.Absent,
            };
            timelines.Add(random.Next(customers), added, order);
        }
        var rate = events / (Cpu - start).TotalSeconds;
        var held = Held() - before;
        Line($"  timelines of activities: {(double)held.Heap / events:F2} bytes an event; {rate / 1e6:F2} M added a second");
        GC.KeepAlive(timelines);
    }

    private static void Measure(CustomerEvents events, string how)
    {
        var before = Held();
        var partitions = Enumerable.Range(0, Partitions).Select(_ => new Partition(new PartitionSettings(Partitions))).ToArray();
        foreach (var partition in partitions)
            partition.Apply(1, events.Tenant());
        long applied = 0;
        var (spent, entries) = (TimeSpan.Zero, new byte[64 * Partitions][]);
        while (applied < events.EventCount)
        {
            for (var i = 0; i < entries.Length; i++)
                entries[i] = events.NextEntry(i % Partitions);
            var start = Cpu;
            for (var i = 0; i < entries.Length; i++)
                partitions[i % Partitions].Apply(partitions[i % Partitions].Sequence + 1, entries[i]);
            spent += Cpu - start;
            applied += entries.Length * CustomerEvents.EventsPerEntry;
        }
        Array.Clear(entries);
        var held = Held() - before;
        var (rate, heap, rss) = (applied / spent.TotalSeconds, (double)held.Heap / applied, (double)held.Rss / applied);
        Line($"  {how}: {rate / 1e6:F2} M events/s of processor time; bytes an event: {heap:F2} of heap, {rss:F2} of RSS");
        MeasureSnapshots(partitions);
        GC.KeepAlive(partitions);
    }

    private static void MeasureSnapshots(Partition[] partitions)
    {
        var (longest, snapshots) = (TimeSpan.Zero, new List<IReadOnlyList<ReadOnlyMemory<byte>>>());
        var write = TimeSpan.Zero;
        foreach (var partition in partitions)
        {
            var start = Cpu;
            var cut = partition.Cut();
            longest = Cpu - start > longest ? Cpu - start : longest;
            start = Cpu;
            snapshots.Add([.. cut.Chunks()]);
            write += Cpu - start;
        }
        var bytes = snapshots.Sum(chunks => chunks.Sum(chunk => (long)chunk.Length));
        var (began, reading) = (Stopwatch.StartNew(), Cpu);
        var restored = snapshots.AsParallel().WithDegreeOfParallelism(2)
            .Select(chunks => Partition.ReadSnapshot(new PartitionSettings(Partitions), chunks)).ToArray();
        var (read, took) = (Cpu - reading, began.Elapsed);
        Line($"    snapshots of {bytes / 1e6:F0} MB; the longest cut {longest.TotalMilliseconds:F1} ms of processor time");
        Line($"    written in {write.TotalSeconds:F2} s, read in {read.TotalSeconds:F2} s, by two cores in {took.TotalSeconds:F2} s");
        GC.KeepAlive(restored);
    }

    private static Footprint Held()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return new(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private readonly record struct Footprint(long Heap, long Rss)
    {
        public static Footprint operator -(Footprint left, Footprint right) => new(left.Heap - right.Heap, left.Rss - right.Rss);
    }
}
