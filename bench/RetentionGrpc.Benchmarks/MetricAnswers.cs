using BenchmarkDotNet.Attributes;
using RetentionGrpc.LoadTest.InProcess;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.Benchmarks;

/// <summary>State → answer: every question of the table, by whichever path the engine takes, for 16 windows in turn.</summary>
[MemoryDiagnoser]
public class MetricAnswers
{
    private Func<int, long> _ask = _ => 0;
    private int _variant;

    [Params(2_000, 20_000)]
    public int Customers { get; set; }

    [ParamsSource(nameof(Questions))]
    public string Question { get; set; } = "";

    public static IEnumerable<string> Questions => new EngineQuestions(Fold(1)).All().Select(question => question.Name);

    [GlobalSetup]
    public void Setup() => _ask = new EngineQuestions(Fold(Customers)).All().Single(question => question.Name == Question).Ask;

    [Benchmark]
    public long Answer() => _ask(_variant++ % EngineQuestions.Variants);

    private static PartitionedShop Fold(int customers) =>
        PartitionedShop.Fold(new LargeShopOptions(customers) { HasProfiles = true }, null, _ => { });
}
