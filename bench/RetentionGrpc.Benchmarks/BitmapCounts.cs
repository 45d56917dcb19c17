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
    private readonly (int Customer, int NewestDay)[] _late = new (int, int)[Batch];
    private DyadicBitmaps _bitmaps = new();

    [Params(1_000_000)]
    public int Customers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _bitmaps = new DyadicBitmaps(keepsTimes: true);
        var newest = new int[Customers];
        Array.Fill(newest, DyadicBitmaps.NoPrevious);
        var activeDays = 0L;
        for (var day = 0; day < Days; day++)
        {
            for (var customer = Gap(random); customer < Customers; customer += 1 + Gap(random), activeDays++)
            {
                _bitmaps.Add(customer, newest[customer], day, DyadicBitmaps.NoNext, (byte)(customer % 100));
                newest[customer] = day;
            }
            _bitmaps.TrimSpansEnding(day + 1);
        }
        var column = new AttributeColumn();
        for (var customer = 0; customer < Customers; customer++)
            column.Set(customer, random.Next(Plans));
        for (var i = 0; i < Batch; i++)
        {
            _starts[i] = (random.Next(Days - WindowDays), random.Next(Days - WindowDays));
            var customer = i * (Customers / Batch);
            _late[i] = (customer, newest[customer]);
        }
        _segment.Range = new CustomerRange(Customers * 3 / 10, Customers * 4 / 10);
        _plans.Require(column, new[] { 1, 5, 17, 33 }, excludes: false);
        Console.WriteLine($"// {(double)_bitmaps.Bytes / activeDays:F2} bytes an active day");
        Console.WriteLine($"// {(double)column.Bytes / Customers:F2} bytes a customer's value");
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
        foreach (var (customer, newest) in _late)
            _bitmaps.Add(customer, newest, newest + 1, DyadicBitmaps.NoNext);
        foreach (var (customer, newest) in _late)
            _bitmaps.Remove(customer, newest, newest + 1, DyadicBitmaps.NoNext);
    }

    // How many customers are not active on a day between two that are.
    private static int Gap(Random random) => (int)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - (double)ActiveDays / Days));

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
