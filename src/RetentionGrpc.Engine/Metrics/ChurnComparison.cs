using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Churn of some customers beside churn of the others, over one window.</summary>
/// <param name="dayCount">How many of the tenant's days the window has, clipped ones included.</param>
public sealed class ChurnComparison(int dayCount)
{
    private readonly Side _compared = new(dayCount);
    private readonly Side _others = new(dayCount);

    /// <summary>Of those who are compared.</summary>
    public WindowChurn Compared => new(_compared.Counts, _compared.Losses.Days());

    /// <summary>Of all others.</summary>
    public WindowChurn Others => new(_others.Counts, _others.Losses.Days());

    internal void Add(ChurnComparison other)
    {
        _compared.Add(other._compared);
        _others.Add(other._others);
    }

    internal void Count(bool isCompared, in ChurnCounts counts, CustomerSpans spans, DayLossScan days)
    {
        var side = isCompared ? _compared : _others;
        side.Counts += counts;
        days.Count(spans, side.Losses);
    }

    private sealed class Side(int dayCount)
    {
        public DayLossChanges Losses { get; } = new(dayCount);

        public ChurnCounts Counts { get; set; }

        public void Add(Side other)
        {
            Counts += other.Counts;
            Losses.Add(other.Losses);
        }
    }
}

/// <summary>Compares churn customer by customer in one partition.</summary>
internal sealed class ChurnComparing
{
    private readonly Interval _window;
    private readonly SpanReader _spans;
    private readonly DayLossScan _days;

    /// <param name="tenant">Whose customers.</param>
    /// <param name="population">Who is a customer; its filter is not read.</param>
    /// <param name="window">Between which instants.</param>
    public ChurnComparing(TenantState tenant, ChurnPopulation population, Interval window)
    {
        (_window, _spans) = (window, new(tenant, population));
        _days = new(tenant.Calendar.ClippedDays(window));
    }

    /// <summary>Counts a customer on one of the sides.</summary>
    public void Count(ReadOnlySpan<TimelineEvent> live, bool isCompared, ChurnComparison comparison)
    {
        var spans = _spans.Read(live);
        comparison.Count(isCompared, ChurnReference.Count(spans, _window), spans, _days);
    }
}
