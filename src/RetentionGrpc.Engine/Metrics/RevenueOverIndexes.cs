using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Recurring revenue over indexes: the matrices at the days that the ends of a window fall into, put right by those whose revenue changed
/// on such a day, and by those whom the matrix of money does not hold. Their timelines tell.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="windows">The windows.</param>
internal sealed class RevenueOverIndexes(IndexReach reach, IReadOnlyList<Interval> windows)
{
    private const int RowsOfWindow = 11;

    private readonly RevenueIndex _revenue = reach.Segment.Revenue;
    private readonly StateMatrix _paying = reach.Segment.Paying.Matrix;
    private readonly AnswerTrace _trace = reach.Tenant.Trace;
    private readonly RevenueSteps _steps = new(reach.Tenant.Settings);

    /// <summary>How many timelines the answers for these windows look at.</summary>
    public static long TimelinesOf(IndexReach reach, IReadOnlyList<Interval> windows)
    {
        long count = reach.Segment.Revenue.Irregular.Count;
        foreach (var window in windows)
            count += 2 * (ChangedAt(window.StartMs) + ChangedAt(window.EndMs));
        return count;

        long ChangedAt(long ms) => reach.TryStateBoundary(ms, out var day) ? 0 : reach.Segment.Revenue.ChangedOn(day)?.Count ?? 0;
    }

    /// <summary>The revenue of all windows.</summary>
    public RevenueStatistic Answer()
    {
        _trace.Path |= AnswerPath.Matrices;
        var answer = new RevenueStatistic(windows.Count);
        for (var i = 0; i < windows.Count; i++)
        {
            CountRegular(windows[i], answer.Windows[i].Movements);
            CountDays(new ClippedDays(reach, windows[i]), answer.Windows[i]);
        }
        CountIrregular(answer);
        return answer;
    }

    private void CountDays(ClippedDays days, RevenueWindow into)
    {
        if (days.Count == 0)
            return;
        var daily = into.DaysOf(days.Count);
        var isWholeStart = reach.TryStateBoundary(days[0].StartMs, out var start);
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            var isWholeEnd = IsBoundaryAfter(isWholeStart, start, day.EndMs, out var end);
            if (isWholeStart && isWholeEnd && end - start == 1)
            {
                _trace.Rows += 2;
                var lost = MonthlyRevenue.OfShares(_revenue.Matrix.LostOn(start));
                daily.Set(i, MonthlyRevenue.OfShares(_revenue.Matrix.At(start)), lost);
            }
            else
            {
                var movements = new RevenueMovements();
                CountRegular(day, movements);
                daily.Set(i, movements[RevenueGroup.Start].Amount,
                    movements[RevenueGroup.Churned].Amount + movements[RevenueGroup.Contraction].Amount);
            }
            (isWholeStart, start) = (isWholeEnd, end);
        }
    }

    /// <summary>The boundary of an instant, which is often the one after another.</summary>
    private bool IsBoundaryAfter(bool isWhole, int boundary, long ms, out int after)
    {
        after = boundary + 1;
        return (isWhole && reach.Index.Axis.StartOf(after) == ms) || reach.TryStateBoundary(ms, out after);
    }

    /// <summary>Counts those whom the matrix holds, and of the others the customers at the days of the ends, as the matrix does.</summary>
    private void CountRegular(Interval window, RevenueMovements into)
    {
        var isWholeStart = reach.TryStateBoundary(window.StartMs, out var start);
        var isWholeEnd = reach.TryStateBoundary(window.EndMs, out var end);
        CountWhole(start, end, into);
        var whole = new Interval(reach.Index.Axis.StartOf(start), reach.Index.Axis.StartOf(end));
        var changedAtStart = isWholeStart ? null : _revenue.ChangedOn(start);
        var changedAtEnd = isWholeEnd ? null : _revenue.ChangedOn(end);
        if (changedAtStart is not null)
            Correct(changedAtStart, null, whole, window, into);
        if (changedAtEnd is not null && (start != end || changedAtStart is null))
            Correct(changedAtEnd, changedAtStart, whole, window, into);
    }

    private void CountWhole(int start, int end, RevenueMovements into)
    {
        _trace.Rows += RowsOfWindow;
        var money = _revenue.Matrix.Read(start, end);
        var customers = _paying.Read(start, end);
        into[RevenueGroup.Start] = Total(money.Start, customers.Start);
        into[RevenueGroup.End] = Total(money.End, customers.End);
        into[RevenueGroup.New] = Total(money.New, customers.NewRetained);
        into[RevenueGroup.Reactivation] = Total(money.End - money.EndOfStart - money.New, customers.Returned);
        into[RevenueGroup.Expansion] = Total(money.EndOfStart - money.Common, money.Expanded);
        into[RevenueGroup.Contraction] = Total(money.KeptOfStart - money.Common, money.Contracted);
        into[RevenueGroup.Churned] = Total(money.Start - money.KeptOfStart, customers.LostFromStart);

        static RevenueTotal Total(long shares, long customers) => new(MonthlyRevenue.OfShares(shares), customers);
    }

    /// <summary>Counts some customers in the window instead of in the whole days.</summary>
    private void Correct(CustomerSet changed, CustomerSet? corrected, Interval whole, Interval window, RevenueMovements into)
    {
        for (var chunk = 0; chunk < changed.ChunkCount; chunk++)
        {
            foreach (var number in changed.Members(chunk))
            {
                // A number that is not a customer's any more was left noted.
                var isDone = corrected is not null && corrected.Contains(number);
                if (isDone || _revenue.Irregular.Contains(number) || reach.Segment.CustomerOf(number) < 0)
                    continue;
                Read(number);
                into.Count(_steps.In(window));
                into.Count(_steps.In(whole), -1);
            }
        }
    }

    private void CountIrregular(RevenueStatistic into)
    {
        if (_revenue.Irregular.Count == 0)
            return;
        var days = new RevenueDays[windows.Count];
        for (var i = 0; i < days.Length; i++)
            days[i] = new RevenueDays(reach.Tenant, windows[i]);
        for (var chunk = 0; chunk < _revenue.Irregular.ChunkCount; chunk++)
        {
            foreach (var number in _revenue.Irregular.Members(chunk))
            {
                Read(number);
                for (var i = 0; i < days.Length; i++)
                {
                    into.Windows[i].Movements.Count(_steps.In(windows[i]));
                    into.Windows[i].Movements.TakeBackCustomer(_steps.In(WholeOf(windows[i])));
                    days[i].Count(_steps, into.Windows[i]);
                }
            }
        }
    }

    private Interval WholeOf(Interval window)
    {
        _ = reach.TryStateBoundary(window.StartMs, out var start);
        _ = reach.TryStateBoundary(window.EndMs, out var end);
        return new(reach.Index.Axis.StartOf(start), reach.Index.Axis.StartOf(end));
    }

    private void Read(int number)
    {
        _trace.Timelines++;
        _steps.Read(reach.Tenant.Live(reach.Segment.CustomerOf(number)));
    }
}
