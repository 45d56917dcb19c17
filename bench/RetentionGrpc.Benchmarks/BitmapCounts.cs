using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Benchmarks;

/// <summary>
/// Windows apart of 30 days from bitmaps, 730 days with 27 random active days a customer. One invocation asks or changes
/// <see cref="Batch"/> times, times are for each: of random windows, which mostly come from memory, and of the same ones again and again.
/// </summary>
[MemoryDiagnoser]
public class BitmapCounts
{
    private const int Batch = 64;
    private const int Days = 730;
    private const int WindowDays = 30;
    private const int ActiveDays = 27;
    private const int Plans = 40;

    private readonly BitmapScratch _scratch = new();
    private readonly CustomerFilter _segment = new();
    private readonly CustomerFilter _plans = new();
    private readonly (int First, int Second)[] _starts = new (int, int)[Batch];
    private readonly (int Customer, int Day, int Next)[] _late = new (int, int, int)[Batch];
    private DyadicBitmaps _bitmaps = new();

    [Params(1_000_000)]
    public int Customers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _bitmaps = new DyadicBitmaps(keepsTimes: true);
        var column = new AttributeColumn();
        var (days, activeDays) = (new SortedSet<int>(), 0L);
        for (var customer = 0; customer < Customers; customer++)
        {
            days.Clear();
            while (days.Count < ActiveDays)
                days.Add(random.Next(Days));
            var previous = DyadicBitmaps.NoPrevious;
            foreach (var day in days)
            {
                _bitmaps.Add(customer, previous, day, DyadicBitmaps.NoNext, DayTime.Of(customer, customer, 86_400_000));
                previous = day;
            }
            activeDays += days.Count;
            column.Set(customer, random.Next(Plans));
            if (customer % (Customers / Batch) == 0 && customer / (Customers / Batch) < Batch)
                _late[customer / (Customers / Batch)] = (customer, days.Min - 1, days.Min);
        }
        for (var i = 0; i < Batch; i++)
            _starts[i] = (random.Next(Days - WindowDays), random.Next(Days - WindowDays));
        for (var day = 1; day <= Days; day++)
            _bitmaps.TrimSpansEnding(day);
        _segment.Range = new CustomerRange(Customers * 3 / 10, Customers * 4 / 10);
        _plans.Require(column, new[] { 1, 5, 17, 33 }, excludes: false);
        Console.WriteLine($"// {(double)_bitmaps.Bytes / activeDays:F2} bytes an active day, {(double)column.Bytes / Customers:F2} a customer's value");
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int Apart() => Count(null);

    [Benchmark(OperationsPerInvoke = Batch)]
    public int ApartOfATenthInARow() => Count(_segment);

    [Benchmark(OperationsPerInvoke = Batch)]
    public int ApartOfFourPlans() => Count(_plans);

    [Benchmark(OperationsPerInvoke = Batch)]
    public int ApartTheSameAgain()
    {
        var both = 0;
        for (var i = 0; i < Batch; i++)
            both += _scratch.Count(new ActiveWindow(_bitmaps, 101, 131), new ActiveWindow(_bitmaps, 301, 331)).Both;
        return both;
    }

    /// <summary>A customer active on one day more, and then not: two updates each.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Batch)]
    public void Updates()
    {
        foreach (var (customer, day, next) in _late)
        {
            if (day >= 0)
                _bitmaps.Add(customer, DyadicBitmaps.NoPrevious, day, next);
        }
        foreach (var (customer, day, next) in _late)
        {
            if (day >= 0)
                _bitmaps.Remove(customer, DyadicBitmaps.NoPrevious, day, next);
        }
    }

    private int Count(CustomerFilter? filter)
    {
        var both = 0;
        foreach (var (first, second) in _starts)
        {
            var (a, b) = (new ActiveWindow(_bitmaps, first, first + WindowDays), new ActiveWindow(_bitmaps, second, second + WindowDays));
            both += _scratch.Count(a, b, filter).Both;
        }
        return both;
    }
}
