using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Benchmarks;

/// <summary>The slow twin: 30 days of churn by scanning every timeline of one partition. What indexes will be measured against.</summary>
[MemoryDiagnoser]
public class ChurnByTimelines
{
    private const long DayMs = 24L * 3600 * 1000;
    private Partition _partition = new(new PartitionSettings(0));
    private ChurnQuery? _query;

    [Params(2_000, 20_000)]
    public int Customers { get; set; }

    [Params(CustomerBasis.Subscription, CustomerBasis.Activity)]
    public CustomerBasis Basis { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _partition = ShopData.Fold(ShopData.Entries(ShopData.Events(Customers, 365)));
        var endMs = new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var population = new ChurnPopulation(Basis, 30 * DayMs, ActivitySelector.Any, Filter.None);
        _query = new ChurnQuery(population, [new Interval(endMs - 30 * DayMs, endMs)]);
    }

    [Benchmark]
    public long LostFromStart() => _partition.Answer(TenantSettings.DefaultId, _query!).Partial[0].Counts.LostFromStart;
}
