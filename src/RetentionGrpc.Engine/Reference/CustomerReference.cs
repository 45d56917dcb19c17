using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>What one timeline says of its customer.</summary>
internal static class CustomerReference
{
    /// <summary>The customer as of an instant; null without an event before it.</summary>
    public static CustomerProfile? Profile(TenantState tenant, int customer, long asOfMs)
    {
        var live = tenant.Live(customer);
        if (live.IsEmpty || live[0].OccurredMs >= asOfMs)
            return null;
        var kinds = new long[(int)EventKind.Spend + 1];
        var (last, lastActivity) = (live[0].OccurredMs, (long?)null);
        foreach (ref readonly var act in live)
        {
            if (act.OccurredMs >= asOfMs)
                break;
            kinds[(int)act.Kind]++;
            last = act.OccurredMs;
            if (act.IsActivity)
                lastActivity = act.OccurredMs;
        }
        var purchaser = new Purchaser(tenant, asOfMs);
        purchaser.Read(live);
        var contracts = new RevenueSteps(tenant.Settings);
        contracts.Read(live);
        var purchases = new PurchaseTotals(tenant);
        purchases.Begin();
        purchases.ReadTo(live, new Interval(live[0].OccurredMs, asOfMs));
        return new()
        {
            Purchases = purchases.FirstMs is null ? null : purchases.Row,
            FirstMs = live[0].OccurredMs,
            LastMs = last,
            LastActivityMs = lastActivity,
            Kinds = kinds,
            Orders = purchaser.Figures.Orders,
            Revenue = purchaser.Figures.Revenue,
            RecurringRevenue = contracts.At(asOfMs).Rounded,
            Surveys = Surveys(tenant, live, asOfMs),
            Attributes = Attributes(tenant, live),
        };
    }

    private static LatestAnswer[] Surveys(TenantState tenant, ReadOnlySpan<TimelineEvent> live, long asOfMs)
    {
        var latest = new Dictionary<(int Survey, int Type), LatestAnswer>();
        foreach (ref readonly var act in live)
        {
            if (act.Kind == EventKind.SurveyResponse && act.OccurredMs < asOfMs)
                latest[(act.NameNumber, act.Detail)] = new(tenant.TextOf(act.NameNumber).ToArray(), act.Detail, act.Number, act.OccurredMs);
        }
        var answers = latest.Values.ToArray();
        Array.Sort(answers, (x, y) =>
            x.SurveyId.AsSpan().SequenceCompareTo(y.SurveyId) is not 0 and var order ? order : x.Type.CompareTo(y.Type));
        return answers;
    }

    private static (byte[] Key, byte[] Value)[] Attributes(TenantState tenant, ReadOnlySpan<TimelineEvent> live)
    {
        var keys = new HashSet<int>();
        foreach (ref readonly var act in live)
        {
            if (act.Kind != EventKind.Profile)
                continue;
            foreach (var attribute in act.Properties.Span)
                keys.Add(attribute.KeyNumber);
        }
        var plan = tenant.Texts.Find(CustomerAttributes.Plan);
        keys.Remove(plan);
        var attributes = new List<(byte[] Key, byte[] Value)>();
        if (CustomerAttributes.ValueOf(live, plan, isPlan: true) is >= 0 and var planned)
            attributes.Add((CustomerAttributes.Plan.ToArray(), tenant.Texts[planned].ToArray()));
        foreach (var key in keys)
        {
            if (CustomerAttributes.ValueOf(live, key, isPlan: false) is >= 0 and var value)
                attributes.Add((tenant.Texts[key].ToArray(), tenant.Texts[value].ToArray()));
        }
        attributes.Sort((x, y) => x.Key.AsSpan().SequenceCompareTo(y.Key));
        return [.. attributes];
    }
}
