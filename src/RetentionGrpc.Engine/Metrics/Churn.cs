using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Who is a customer at an instant. The numbers are those of the wire.</summary>
public enum CustomerBasis : byte
{
    /// <summary>Some subscription is open.</summary>
    Subscription = 1,

    /// <summary>Some subscription with recurring revenue over 0 is open.</summary>
    PayingSubscription = 2,

    /// <summary>A selected event lies less than the inactivity back.</summary>
    Activity = 3,

    /// <summary>A purchase lies less than the inactivity back.</summary>
    Purchase = 4,
}

/// <summary>Who counts as a customer, and which of them are asked about.</summary>
/// <param name="Basis">Who is a customer at an instant.</param>
/// <param name="InactivityMs">ACTIVITY and PURCHASE: how far back an event may lie.</param>
/// <param name="Selector">ACTIVITY: which events.</param>
/// <param name="CustomerFilter">Only customers who pass it.</param>
public sealed record ChurnPopulation(CustomerBasis Basis, long InactivityMs, ActivitySelector Selector, Filter CustomerFilter)
{
    /// <summary>The longest inactivity, in milliseconds: 36,600 days, over a century.</summary>
    public const long LongestInactivityMs = 36_600L * 24 * 3600 * 1000;

    /// <summary>ACTIVITY and PURCHASE: which events.</summary>
    public ActivitySelector CountedSelector => Basis == CustomerBasis.Purchase ? ActivitySelector.Purchases : Selector;
}

/// <summary>
/// Customers by what became of them between two instants: S at the start, E at the end, N, none of S, whose first ever start falls
/// between.
/// </summary>
/// <param name="Start">|S|.</param>
/// <param name="End">|E|.</param>
/// <param name="Retained">|S ∩ E|.</param>
/// <param name="New">|N|.</param>
/// <param name="NewRetained">|N ∩ E|.</param>
/// <param name="Returned">|E \ S \ N|.</param>
/// <param name="LostFromReturned">Back and gone again between the two, in neither S nor N.</param>
public readonly record struct ChurnCounts(
    long Start, long End, long Retained, long New, long NewRetained, long Returned, long LostFromReturned)
{
    /// <summary>|S \ E|.</summary>
    public long LostFromStart => Start - Retained;

    /// <summary>|N \ E|.</summary>
    public long LostFromNew => New - NewRetained;

    /// <summary>What changes where some customers count otherwise.</summary>
    public static ChurnCounts operator -(ChurnCounts x, ChurnCounts y) => new(
        x.Start - y.Start, x.End - y.End, x.Retained - y.Retained, x.New - y.New, x.NewRetained - y.NewRetained,
        x.Returned - y.Returned, x.LostFromReturned - y.LostFromReturned);

    /// <summary>The counts of two disjoint sets of customers together.</summary>
    public static ChurnCounts operator +(ChurnCounts x, ChurnCounts y) => new(
        x.Start + y.Start, x.End + y.End, x.Retained + y.Retained, x.New + y.New, x.NewRetained + y.NewRetained,
        x.Returned + y.Returned, x.LostFromReturned + y.LostFromReturned);
}

/// <summary>One day's part of SUM_OF_DAILY_RATES.</summary>
/// <param name="Start">Customers when the day begins.</param>
/// <param name="Lost">Those of them who are none when it ends.</param>
public readonly record struct DayLosses(long Start, long Lost);

/// <summary>A window's counts and those of its days.</summary>
/// <param name="Counts">The counts of the window.</param>
/// <param name="Days">The tenant's days, clipped to the window.</param>
public sealed record WindowChurn(ChurnCounts Counts, DayLosses[] Days)
{
    /// <summary>SUM_OF_DAILY_RATES: the sum of each day's lost / start, oldest first; a day that starts with nobody adds 0.</summary>
    public double SumOfDailyRates() => Days.Where(day => day.Start > 0).Aggregate(0.0, (sum, day) => sum + (double)day.Lost / day.Start);

    /// <summary>Of two disjoint sets of customers together.</summary>
    public static WindowChurn operator +(WindowChurn x, WindowChurn y)
    {
        var days = new DayLosses[x.Days.Length];
        for (var i = 0; i < days.Length; i++)
            days[i] = new(x.Days[i].Start + y.Days[i].Start, x.Days[i].Lost + y.Days[i].Lost);
        return new(x.Counts + y.Counts, days);
    }
}

/// <summary>Who stayed and who left, in each of several windows.</summary>
/// <param name="population">Who counts.</param>
/// <param name="windows">The windows, each answered by itself.</param>
public sealed class ChurnQuery(ChurnPopulation population, IReadOnlyList<Interval> windows) : Query<IReadOnlyList<WindowChurn>>
{
    /// <summary>Who counts.</summary>
    public ChurnPopulation Population => population;

    /// <summary>The windows.</summary>
    public IReadOnlyList<Interval> Windows => windows;

    /// <inheritdoc/>
    public override IReadOnlyList<WindowChurn> Answer(TenantState tenant)
    {
        if (Planner.SegmentsFor(tenant, this) is not { } segments)
            return ChurnReference.Scan(tenant, this);
        return population.Basis is CustomerBasis.Subscription or CustomerBasis.PayingSubscription
            ? Gather(segments, reach => AnswerEach(new ContractChurn(reach, population).WithIrregular().Answer))
            : Gather(segments, reach => AnswerEach(new ActivityChurn(reach, population).Answer));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WindowChurn> Merge(IReadOnlyList<WindowChurn> left, IReadOnlyList<WindowChurn> right)
    {
        var merged = new WindowChurn[left.Count];
        for (var i = 0; i < merged.Length; i++)
            merged[i] = left[i] + right[i];
        return merged;
    }

    private WindowChurn[] AnswerEach(Func<Interval, WindowChurn> answer)
    {
        var answers = new WindowChurn[windows.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = answer(windows[i]);
        return answers;
    }
}
