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

    private readonly ulong[] _one = new ulong[CustomerSet.ChunkWords];
    private readonly ulong[] _other = new ulong[CustomerSet.ChunkWords];
    private readonly ulong[] _passing = new ulong[CustomerSet.ChunkWords];
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
        _plans.Require(column, new[] { 1, 5, 17, 33 }, excludes: false);
        Console.WriteLine($"// {(double)_bitmaps.Bytes / activeDays:F2} bytes an active day");
        Console.WriteLine($"// {(double)column.Bytes / Customers:F2} bytes a customer's value");
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int Apart() => Count(null);

    [Benchmark(OperationsPerInvoke = Batch)]
    public int ApartOfFourPlans() => Count(_plans);

    [Benchmark(OperationsPerInvoke = Batch)]
    public int ApartTheSameAgain()
    {
        var both = 0;
        for (var i = 0; i < Batch; i++)
            both += Count(101, 301, null);
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
            both += Count(first, second, filter);
        return both;
    }

    private int Count(int first, int second, CustomerFilter? filter)
    {
        var both = 0;
        for (var chunk = 0; chunk < _bitmaps.ChunkCount; chunk++)
        {
            Array.Clear(_one);
            Array.Clear(_other);
            _bitmaps.OrInto(chunk, first, first + WindowDays, _one);
            _bitmaps.OrInto(chunk, second, second + WindowDays, _other);
            if (filter is not null)
            {
                filter.Fill(chunk, _passing, []);
                Bits.And(_one, _passing);
            }
            both += Bits.CountBoth(_one, _other).Both;
        }
        return both;
    }
}
