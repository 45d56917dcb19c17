using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Benchmarks;

/// <summary>A day that goes by, and matrices of a million customers from nothing.</summary>
[MemoryDiagnoser]
public class MatrixBuilding
{
    private const int Rolls = 64;
    private MatrixCustomers _million = new(1, 0);
    private ActivityMatrix _activity = new();

    [Params(365, 730, 1_825)]
    public int Days { get; set; }

    [GlobalSetup(Targets = [nameof(Activity), nameof(States)])]
    public void Setup() => _million = new(Days, 1_000_000);

    [IterationSetup(Target = nameof(Roll))]
    public void RollFrom()
    {
        _activity = new ActivityMatrix();
        _activity.RollTo(Days);
    }

    [Benchmark(Description = "one day goes by", OperationsPerInvoke = Rolls)]
    public void Roll()
    {
        for (var day = 1; day <= Rolls; day++)
            _activity.RollTo(Days + day);
    }

    [Benchmark(Description = "activity of 1 M customers, about 30 days each")]
    public ActivityMatrix Activity() => _million.Activity();

    [Benchmark(Description = "states of 1 M customers")]
    public StateMatrix States() => _million.States();
}
