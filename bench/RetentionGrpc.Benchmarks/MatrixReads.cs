using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Benchmarks;

/// <summary>Questions to filled matrices. Each invocation asks about another window, 1,024 in turn; the matrices stay warm.</summary>
[MemoryDiagnoser]
public class MatrixReads
{
    private const int Asked = 1_024;

    private readonly (int Start, int End)[] _windows = new (int Start, int End)[Asked];
    private readonly (int Start, int End)[] _months = new (int Start, int End)[Asked];
    private readonly long[] _sums = new long[52];
    private ActivityMatrix _activity = new();
    private StateMatrix _states = new();
    private CohortCounters _cohorts = new();
    private int _asked;

    [Params(365, 730, 1_825)]
    public int Days { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var customers = new MatrixCustomers(Days, 20_000);
        (_activity, _states, _cohorts) = (customers.Activity(), customers.States(), customers.Cohorts());
        var random = new Random(3);
        for (var i = 0; i < Asked; i++)
        {
            var end = random.Next(31, Days + 1);
            _months[i] = (end - 30, end);
            _windows[i] = (random.Next(end), end);
        }
    }

    [Benchmark(Description = "distinct active, any window")]
    public long Active()
    {
        var (start, end) = _windows[_asked++ % Asked];
        return _activity.Active(start, end);
    }

    [Benchmark(Description = "distinct active, the longest sum at these days")]
    public long ActiveAtWorst() => _activity.Active(Days / 2, Days);

    [Benchmark(Description = "distinct active, 30 days")]
    public long ActiveInMonth()
    {
        var (start, end) = _months[_asked++ % Asked];
        return _activity.Active(start, end);
    }

    [Benchmark(Description = "states, all six numbers, any window")]
    public StateCounts States()
    {
        var (start, end) = _windows[_asked++ % Asked];
        return _states.Read(start, end);
    }

    [Benchmark(Description = "states, all six numbers, 30 days")]
    public StateCounts StatesInMonth()
    {
        var (start, end) = _months[_asked++ % Asked];
        return _states.Read(start, end);
    }

    [Benchmark(Description = "customers lost on each of 30 days")]
    public long LostByDay()
    {
        var (start, end) = _months[_asked++ % Asked];
        var (alive, weighted) = (_states.AliveAt(start), 0L);
        for (var day = start; day < end; day++)
        {
            weighted += alive * _states.LostOn(day);
            alive += _states.GainedOn(day) - _states.LostOn(day);
        }
        return weighted;
    }

    [Benchmark(Description = "weekly cohorts, 52 x 52")]
    public long Triangle()
    {
        for (var cohort = 0; cohort < 52; cohort++)
            _cohorts.AddRowTo(cohort, _sums.AsSpan(0, 52 - cohort));
        return _sums[0];
    }
}
