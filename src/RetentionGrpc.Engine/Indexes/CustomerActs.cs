using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// One customer's timeline as indexes see it: active days by selector, and when it was a customer by rule. Room that is used again for the
/// next customer.
/// </summary>
/// <param name="tenant">Whose customer.</param>
/// <param name="plan">What is indexed.</param>
internal sealed class CustomerActs(TenantState tenant, IndexPlan plan)
{
    private readonly DayActs[] _days = [.. plan.Selectors.Select(_ => new DayActs())];
    private readonly RevenueSteps _revenue = new(tenant.Settings);
    private readonly SegmentList[] _rules = [.. plan.Rules.Select(_ => new SegmentList())];

    /// <summary>When it bought.</summary>
    public PurchaseDays Purchases { get; } = new(tenant, plan.Axis);

    /// <summary>When it had a contract.</summary>
    public SegmentList Subscription { get; } = new();

    /// <summary>When it had a contract that pays.</summary>
    public SegmentList Paying { get; } = new();

    /// <summary>What its contracts brought in.</summary>
    public RevenueSegments Revenue { get; } = new();

    /// <summary>The active days under a selector, by its number in the plan.</summary>
    public ReadOnlySpan<DayAct> DaysOf(int selector) => _days[selector].Days;

    /// <summary>When it was a customer under an inactivity rule, by its number in the plan.</summary>
    public SegmentList OfRule(int rule) => _rules[rule];

    /// <summary>A customer who did nothing.</summary>
    public void Clear()
    {
        foreach (var days in _days)
            days.Clear();
        foreach (var rule in _rules)
            rule.Clear();
        Purchases.Clear();
        Subscription.Clear();
        Paying.Clear();
        Revenue.Clear();
    }

    /// <summary>Takes the place of what was there, in some parts; the others are of no meaning then.</summary>
    public void Read(ReadOnlySpan<TimelineEvent> live, in IndexParts parts)
    {
        for (var i = 0; i < _days.Length; i++)
        {
            if (parts.HasSelector(i))
                _days[i].Read(live, plan.Selectors[i].Bound, plan.Axis);
        }
        for (var rule = 0; rule < _rules.Length; rule++)
        {
            if (parts.HasRule(rule))
                ReadRule(rule, live);
        }
        if (parts.HasPurchases)
            Purchases.Read(live);
        if (!parts.HasContracts)
            return;
        Read(live, mustPay: false, Subscription);
        Read(live, mustPay: true, Paying);
        _revenue.Read(live);
        Revenue.Read(_revenue, plan.Axis, plan.Limit);
    }

    /// <summary>Reads what one rule makes of a timeline.</summary>
    public void ReadRule(int rule, ReadOnlySpan<TimelineEvent> live) =>
        _rules[rule].Read(live, plan.SelectorOf(rule), plan.Rules[rule].InactivityMs, plan.Axis, plan.Limit);

    private void Read(ReadOnlySpan<TimelineEvent> live, bool mustPay, SegmentList into)
    {
        into.Clear();
        foreach (ref readonly var step in live)
        {
            if (step.Kind != EventKind.Subscription)
                continue;
            into.Read(ContractSpans.Of(live, tenant.Settings, mustPay), plan.Axis, plan.Limit);
            return;
        }
    }
}
