using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A customer who has been silent for too long.</summary>
/// <param name="Id">Its id, in UTF-8.</param>
/// <param name="LastMs">Its last selected event.</param>
/// <param name="SilentDays">The tenant's days from that of the last selected event to that of "now".</param>
/// <param name="TwiceMedianGap">Twice the median of its gaps in days, a whole number; null with fewer than three.</param>
/// <param name="RecurringRevenue">At "now", minor units a month.</param>
/// <param name="Revenue">Purchases less refunds in the 365 × 24 hours before "now", minor units.</param>
public sealed record CustomerAtRisk(
    byte[] Id, long LastMs, long SilentDays, long? TwiceMedianGap, Int128 RecurringRevenue, Int128 Revenue)
{
    /// <summary>Where it stands in the list.</summary>
    public RiskPlace Place => new(RecurringRevenue, Revenue, Id);
}

/// <summary>A place in the list: the most recurring revenue first, then the most revenue, then by id bytewise.</summary>
/// <param name="RecurringRevenue">See <see cref="CustomerAtRisk.RecurringRevenue"/>.</param>
/// <param name="Revenue">See <see cref="CustomerAtRisk.Revenue"/>.</param>
/// <param name="Id">See <see cref="CustomerAtRisk.Id"/>.</param>
public sealed record RiskPlace(Int128 RecurringRevenue, Int128 Revenue, byte[] Id)
{
    /// <summary>The order of the list.</summary>
    public static Comparer<RiskPlace> Order { get; } =
        Comparer<RiskPlace>.Create((x, y) => x.CompareTo(y.RecurringRevenue, y.Revenue, y.Id));

    /// <summary>Whether it stands before (below 0), at or after another place.</summary>
    public int CompareTo(Int128 recurringRevenue, Int128 revenue, ReadOnlySpan<byte> id) =>
        recurringRevenue.CompareTo(RecurringRevenue) is not 0 and var first ? first
        : revenue.CompareTo(Revenue) is not 0 and var second ? second
        : Id.AsSpan().SequenceCompareTo(id);
}

/// <summary>The first of the customers at risk.</summary>
/// <param name="TotalCount">All of them.</param>
/// <param name="Customers">Those after the place asked for, in order; one more than a page if there is a next page.</param>
public sealed record RiskPage(long TotalCount, IReadOnlyList<CustomerAtRisk> Customers);

/// <summary>Who has been silent for too long, a page at a time.</summary>
public sealed class AtRiskQuery : Query<RiskPage>
{
    /// <summary>Gaps that a customer must have to be measured by them.</summary>
    public const int LeastGaps = 3;

    /// <summary>"Now": what is at or after it does not count.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter { get; init; } = Filter.None;

    /// <summary>Which events end a silence.</summary>
    public ActivitySelector Selector { get; init; } = ActivitySelector.Any;

    /// <summary>Silence of more than so many times the median gap is too long.</summary>
    public double GapMultiple { get; init; } = 3;

    /// <summary>Silence of more than so many milliseconds is too long, whatever the gaps; null to go by them.</summary>
    public long? SilenceMs { get; init; }

    /// <summary>Only customers after this place; null means from the first.</summary>
    public RiskPlace? After { get; init; }

    /// <summary>So many and one more are given, at least 1.</summary>
    public required int PageSize { get; init; }

    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public override RiskPage Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        var total = 0L;
        var page = new PriorityQueue<CustomerAtRisk, RiskPlace>(LastFirst);
        var scan = new AtRiskReference(tenant, this);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (!scan.Read(tenant.Live(customer)))
                continue;
            total++;
            var id = tenant.Customers.IdOf(customer);
            if (After is { } after && after.CompareTo(scan.RecurringRevenue, scan.Revenue, id) >= 0)
                continue;
            if (page.Count <= PageSize || page.Peek().Place.CompareTo(scan.RecurringRevenue, scan.Revenue, id) > 0)
                Keep(page, scan.Customer(id));
        }
        return new(total, InOrder(page));
    }

    /// <inheritdoc/>
    public override RiskPage Merge(RiskPage left, RiskPage right)
    {
        var page = new PriorityQueue<CustomerAtRisk, RiskPlace>(LastFirst);
        foreach (var customer in left.Customers.Concat(right.Customers))
            Keep(page, customer);
        return new(left.TotalCount + right.TotalCount, InOrder(page));
    }

    private static Comparer<RiskPlace> LastFirst { get; } = Comparer<RiskPlace>.Create((x, y) => RiskPlace.Order.Compare(y, x));

    private void Keep(PriorityQueue<CustomerAtRisk, RiskPlace> page, CustomerAtRisk customer)
    {
        page.Enqueue(customer, customer.Place);
        if (page.Count > PageSize + 1)
            page.Dequeue();
    }

    private static CustomerAtRisk[] InOrder(PriorityQueue<CustomerAtRisk, RiskPlace> page)
    {
        var customers = new CustomerAtRisk[page.Count];
        while (page.TryDequeue(out var last, out _))
            customers[page.Count] = last;
        return customers;
    }
}
