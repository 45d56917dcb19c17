using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Benchmarks;

/// <summary>
/// Customers for matrices: each joins on some day, is active about 30 times from then on, and has a contract that ends for two in three,
/// and begins again for one in three. All by a fixed seed.
/// </summary>
internal sealed class MatrixCustomers
{
    private readonly int _days;
    private readonly int[][] _active;
    private readonly StateSegment[][] _spans;

    public MatrixCustomers(int days, int customers)
    {
        _days = days;
        var random = new Random(20_261_126);
        _active = new int[customers][];
        _spans = new StateSegment[customers][];
        var isActive = new bool[days];
        for (var customer = 0; customer < customers; customer++)
        {
            var joined = random.Next(days);
            Array.Clear(isActive);
            isActive[joined] = true;
            for (var i = 0; i < 29; i++)
                isActive[random.Next(joined, days)] = true;
            _active[customer] = DaysOf(isActive);
            _spans[customer] = Spans(random, joined + 1);
        }
    }

    /// <summary>Built in bulk, then rolled to the last day's end.</summary>
    public ActivityMatrix Activity()
    {
        var matrix = new ActivityMatrix();
        foreach (var days in _active)
        {
            matrix.MoveFirst(ActivityMatrix.Never, days[0]);
            for (var i = 0; i < days.Length; i++)
                matrix.AddDay(i == 0 ? ActivityMatrix.BeforeAxis : days[i - 1], days[i], ActivityMatrix.Never);
        }
        matrix.RollTo(_days);
        return matrix;
    }

    /// <inheritdoc cref="Activity"/>
    public StateMatrix States()
    {
        var matrix = new StateMatrix();
        foreach (var spans in _spans)
            matrix.Change([], spans);
        matrix.RollTo(_days);
        return matrix;
    }

    /// <inheritdoc cref="Activity"/>
    public RepeatMatrix Repeats(int k)
    {
        var matrix = new RepeatMatrix(k);
        foreach (var days in _active)
            matrix.Change([], days);
        matrix.RollTo(_days);
        return matrix;
    }

    /// <summary>By week.</summary>
    public CohortCounters Cohorts()
    {
        var counters = new CohortCounters();
        foreach (var days in _active)
        {
            var counted = -1;
            foreach (var day in days)
            {
                if (day / 7 == counted)
                    continue;
                counted = day / 7;
                counters.Add(days[0] / 7, counted);
            }
        }
        return counters;
    }

    private static int[] DaysOf(bool[] isActive)
    {
        var days = new List<int>();
        for (var day = 0; day < isActive.Length; day++)
        {
            if (isActive[day])
                days.Add(day);
        }
        return [.. days];
    }

    private StateSegment[] Spans(Random random, int first)
    {
        var last = random.Next(first - 1, _days + 1);
        return random.Next(3) switch
        {
            0 => [new(first, StateSegment.Forever)],
            1 => [new(first, last)],
            _ => [new(first, last), new(random.Next(last + 1, _days + 2), StateSegment.Forever)],
        };
    }
}
