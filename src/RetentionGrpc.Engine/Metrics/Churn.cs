using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Whether it is ACTIVITY or PURCHASE.</summary>
    public bool IsByEvents => Basis is CustomerBasis.Activity or CustomerBasis.Purchase;

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

    /// <summary>Customers at the start, or at some time between the two.</summary>
    public long Seen => Start + New + Returned + LostFromReturned;

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
    public double SumOfDailyRates()
    {
        var sum = 0.0;
        foreach (var day in Days)
            sum += day.Start > 0 ? (double)day.Lost / day.Start : 0;
        return sum;
    }

    /// <summary>Of two disjoint sets of customers together; made of the first, which is not to be used again.</summary>
    internal static WindowChurn Gather(WindowChurn into, WindowChurn other)
    {
        var days = into.Days.AsSpan();
        var others = other.Days.AsSpan(0, days.Length);
        // Two numbers a day, two days a vector of 256 bits: there may be many days and many partitions.
        var sums = MemoryMarshal.Cast<DayLosses, Vector256<long>>(days);
        var adds = MemoryMarshal.Cast<DayLosses, Vector256<long>>(others);
        for (var i = 0; i < sums.Length; i++)
            sums[i] += adds[i];
        if (days.Length % 2 != 0)
            days[^1] = new(days[^1].Start + others[^1].Start, days[^1].Lost + others[^1].Lost);
        return new(into.Counts + other.Counts, into.Days);
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
    public override long? ReadsUntil => EndOf(windows, population.CustomerFilter);

    /// <inheritdoc/>
    internal override void Plan(TenantState tenant) => Planner.SegmentsFor(tenant, this);

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
            merged[i] = WindowChurn.Gather(left[i], right[i]);
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
