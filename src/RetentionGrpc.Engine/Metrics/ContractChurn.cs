using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Churn under the bases SUBSCRIPTION and PAYING_SUBSCRIPTION over indexes: the matrix at the days that the ends fall into, put right by
/// those who began or ended on such a day, and by those whom the matrix does not hold. Their timelines tell.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="population">Who is a customer.</param>
internal sealed class ContractChurn(IndexReach reach, ChurnPopulation population)
{
    private readonly StateIndex _states =
        population.Basis == CustomerBasis.PayingSubscription ? reach.Segment.Paying : reach.Segment.Subscriptions;

    private readonly List<CustomerSpans> _irregular = [];
    private readonly AnswerTrace _trace = reach.Tenant.Trace;

    /// <summary>How many timelines the answers for these windows look at.</summary>
    public static long TimelinesOf(IndexReach reach, CustomerBasis basis, IReadOnlyList<Interval> windows)
    {
        var states = basis == CustomerBasis.PayingSubscription ? reach.Segment.Paying : reach.Segment.Subscriptions;
        long count = states.Irregular.Count;
        foreach (var window in windows)
            count += 2 * (ChangedAt(window.StartMs) + ChangedAt(window.EndMs));
        return count;

        long ChangedAt(long ms) => reach.TryStateBoundary(ms, out var day) ? 0 : states.ChangedOn(day)?.Count ?? 0;
    }

    /// <summary>Looks at those whom the matrix does not hold; once for all windows.</summary>
    public ContractChurn WithIrregular()
    {
        for (var chunk = 0; chunk < _states.Irregular.ChunkCount; chunk++)
        {
            foreach (var number in _states.Irregular.Members(chunk))
                _irregular.Add(SpansOf(number));
        }
        return this;
    }

    /// <summary>The counts of one window, and of its days.</summary>
    public WindowChurn Answer(Interval window)
    {
        _trace.Path |= AnswerPath.Matrices;
        return new(Count(window), LossesOf(new ClippedDays(reach, window)));
    }

    private DayLosses[] LossesOf(ClippedDays days)
    {
        var losses = new DayLosses[days.Count];
        var whole = days.Whole;
        if (whole.Count > 0)
            CountWhole(whole.Day, losses.AsSpan(whole.Index, whole.Count));
        for (var i = 0; i < losses.Length; i++)
        {
            if (!whole.Holds(i))
                losses[i] = LossesOf(Count(days[i]));
            else if (_irregular.Count > 0)
                losses[i] = WithIrregular(losses[i], days[i]);
        }
        return losses;
    }

    private static DayLosses LossesOf(ChurnCounts counts) => new(counts.Start, counts.LostFromStart);

    /// <summary>Whoever is a customer when a day ends was so when it began and was not lost, or was gained.</summary>
    private void CountWhole(int firstDay, Span<DayLosses> losses)
    {
        _trace.Rows += losses.Length;
        var matrix = _states.Matrix;
        var lost = matrix.LostFrom(firstDay);
        var gained = matrix.GainedFrom(firstDay);
        var start = matrix.AliveAt(firstDay);
        for (var i = 0; i < losses.Length; i++)
        {
            var lostOn = i < lost.Length ? lost[i] : 0;
            losses[i] = new(start, lostOn);
            start += (i < gained.Length ? gained[i] : 0) - lostOn;
        }
    }

    private DayLosses WithIrregular(DayLosses sum, Interval day)
    {
        foreach (var spans in _irregular)
        {
            var one = ChurnReference.Count(spans, day);
            sum = new(sum.Start + one.Start, sum.Lost + one.LostFromStart);
        }
        return sum;
    }

    private ChurnCounts Count(Interval window)
    {
        var isWholeStart = reach.TryStateBoundary(window.StartMs, out var start);
        var isWholeEnd = reach.TryStateBoundary(window.EndMs, out var end);
        var read = _states.Matrix.Read(start, end);
        _trace.Rows += 6;
        var counts = new ChurnCounts(
            read.Start, read.End, read.Retained, read.New, read.NewRetained, read.Returned, read.LostFromReturned);
        foreach (var spans in _irregular)
            counts += ChurnReference.Count(spans, window);
        var whole = new Interval(reach.Index.Axis.StartOf(start), reach.Index.Axis.StartOf(end));
        var (changedAtStart, changedAtEnd) = (isWholeStart ? null : _states.ChangedOn(start), isWholeEnd ? null : _states.ChangedOn(end));
        if (changedAtStart is not null)
            counts += Correction(changedAtStart, null, whole, window);
        if (changedAtEnd is not null && start != end)
            counts += Correction(changedAtEnd, changedAtStart, whole, window);
        else if (changedAtEnd is not null && changedAtStart is null)
            counts += Correction(changedAtEnd, null, whole, window);
        return counts;
    }

    /// <summary>What some customers count in the window, less what the matrix counted them for.</summary>
    private ChurnCounts Correction(CustomerSet changed, CustomerSet? corrected, Interval whole, Interval window)
    {
        var sum = default(ChurnCounts);
        for (var chunk = 0; chunk < changed.ChunkCount; chunk++)
        {
            foreach (var number in changed.Members(chunk))
            {
                // A number that is not a customer's any more was left noted.
                var isDone = corrected is not null && corrected.Contains(number);
                if (isDone || _states.Irregular.Contains(number) || reach.Segment.CustomerOf(number) < 0)
                    continue;
                var spans = SpansOf(number);
                sum += ChurnReference.Count(spans, window) - ChurnReference.Count(spans, whole);
            }
        }
        return sum;
    }

    private CustomerSpans SpansOf(int number)
    {
        _trace.Timelines++;
        return ContractSpans.Of(
            reach.Tenant.Live(reach.Segment.CustomerOf(number)), reach.Tenant.Settings,
            mustPay: population.Basis == CustomerBasis.PayingSubscription);
    }
}
