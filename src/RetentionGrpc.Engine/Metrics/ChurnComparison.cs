using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Churn of some customers beside churn of the others, over one window.</summary>
/// <param name="dayCount">How many of the tenant's days the window has, clipped ones included.</param>
public sealed class ChurnComparison(int dayCount)
{
    /// <summary>Of those who are compared.</summary>
    public WindowChurn Compared { get; private set; } = new(default, new DayLosses[dayCount]);

    /// <summary>Of all others.</summary>
    public WindowChurn Others { get; private set; } = new(default, new DayLosses[dayCount]);

    internal void Add(ChurnComparison other) =>
        (Compared, Others) = (WindowChurn.Gather(Compared, other.Compared), WindowChurn.Gather(Others, other.Others));

    internal void Count(bool isCompared, ChurnCounts counts, CustomerSpans spans, List<Interval> days)
    {
        var side = isCompared ? Compared : Others;
        ChurnReference.CountDays(spans, days, side.Days);
        side = side with { Counts = side.Counts + counts };
        (Compared, Others) = isCompared ? (side, Others) : (Compared, side);
    }
}

/// <summary>Compares churn customer by customer in one partition.</summary>
internal sealed class ChurnComparing
{
    private readonly TenantState _tenant;
    private readonly ChurnPopulation _population;
    private readonly Interval _window;
    private readonly BoundSelector _selector;
    private readonly List<Interval> _days;

    /// <param name="tenant">Whose customers.</param>
    /// <param name="population">Who is a customer; its filter is not read.</param>
    /// <param name="window">Between which instants.</param>
    public ChurnComparing(TenantState tenant, ChurnPopulation population, Interval window)
    {
        (_tenant, _population, _window) = (tenant, population, window);
        _selector = population.CountedSelector.Bind(tenant);
        _days = tenant.Calendar.ClippedDays(window);
    }

    /// <summary>Counts a customer on one of the sides.</summary>
    public void Count(ReadOnlySpan<TimelineEvent> live, bool isCompared, ChurnComparison comparison)
    {
        var spans = ChurnReference.SpansOf(_tenant, live, _population, _selector);
        comparison.Count(isCompared, ChurnReference.Count(spans, _window), spans, _days);
    }
}
