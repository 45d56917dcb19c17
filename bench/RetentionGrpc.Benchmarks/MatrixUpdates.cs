using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Benchmarks;

/// <summary>
/// Updates of filled matrices. An update and what takes it back are one invocation of two operations, so that the matrix stays what it was;
/// the days vary from one invocation to the next.
/// </summary>
[MemoryDiagnoser]
public class MatrixUpdates
{
    private readonly int[] _purchases = new int[30];
    private ActivityMatrix _activity = new();
    private StateMatrix _states = new();
    private RepeatMatrix _repeats = new(2);
    private int _turn;

    [Params(365, 730, 1_825)]
    public int Days { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var customers = new MatrixCustomers(Days, 20_000);
        (_activity, _states, _repeats) = (customers.Activity(), customers.States(), customers.Repeats(2));
        for (var i = 0; i < _purchases.Length - 1; i++)
            _purchases[i] = i * (Days - 2) / _purchases.Length;
        _purchases[^1] = Days - 1;
    }

    [Benchmark(Description = "active today", OperationsPerInvoke = 2)]
    public void ActiveLive() => ActiveOn(Days - 1);

    [Benchmark(Description = "active 30 days ago", OperationsPerInvoke = 2)]
    public void ActiveMonthAgo() => ActiveOn(Days - 31);

    [Benchmark(Description = "active 360 days ago", OperationsPerInvoke = 2)]
    public void ActiveYearAgo() => ActiveOn(Days - 361);

    [Benchmark(Description = "contract begins today", OperationsPerInvoke = 2)]
    public void ContractBegins() => ContractFrom(Days);

    [Benchmark(Description = "contract begun 30 days ago", OperationsPerInvoke = 2)]
    public void ContractBegunMonthAgo() => ContractFrom(Days - 30);

    [Benchmark(Description = "contract begun 360 days ago", OperationsPerInvoke = 2)]
    public void ContractBegunYearAgo() => ContractFrom(Days - 360);

    [Benchmark(Description = "contract of two spans ends today", OperationsPerInvoke = 2)]
    public void ContractEnds()
    {
        var first = ++_turn % (Days / 2);
        ReadOnlySpan<StateSegment> open = [new(first, first + 10), new(first + 20, StateSegment.Forever)];
        ReadOnlySpan<StateSegment> ended = [new(first, first + 10), new(first + 20, Days - 1)];
        _states.Change(open, ended);
        _states.Change(ended, open);
    }

    [Benchmark(Description = "alive for 90 days more, by activity today", OperationsPerInvoke = 2)]
    public void StaysActive()
    {
        var first = 1 + (++_turn % (Days / 2));
        ReadOnlySpan<StateSegment> before = [new(first, first + 89), new(first + 95, Days + 80)];
        ReadOnlySpan<StateSegment> after = [new(first, first + 89), new(first + 95, Days + 89)];
        _states.Change(before, after);
        _states.Change(after, before);
    }

    [Benchmark(Description = "30th purchase, today", OperationsPerInvoke = 2)]
    public void PurchaseLive()
    {
        _repeats.Change(_purchases.AsSpan(0, 29), _purchases);
        _repeats.Change(_purchases, _purchases.AsSpan(0, 29));
    }

    private void ActiveOn(int day)
    {
        var previous = (++_turn % Math.Max(day, 1)) - 1;
        _activity.AddDay(previous, day, ActivityMatrix.Never);
        _activity.RemoveDay(previous, day, ActivityMatrix.Never);
    }

    private void ContractFrom(int first)
    {
        var earlier = ++_turn % Math.Max(first - 2, 1);
        ReadOnlySpan<StateSegment> before = [new(earlier, earlier)];
        ReadOnlySpan<StateSegment> after = [new(earlier, earlier), new(first, StateSegment.Forever)];
        _states.Change(before, after);
        _states.Change(after, before);
    }
}
