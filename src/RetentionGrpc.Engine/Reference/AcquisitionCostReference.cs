using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Costs of customers by looking at what was spent and at every customer's timeline.</summary>
internal static class AcquisitionCostReference
{
    private const byte Acquisition = 1;

    /// <summary>One partition's share.</summary>
    public static AcquisitionSummary Scan(TenantState tenant, AcquisitionCostQuery query)
    {
        var windows = new AcquisitionTotals[query.Windows.Count];
        var buckets = new WindowBuckets(query.Windows);
        var channels = new Dictionary<int, AcquisitionTotals>();
        foreach (ref readonly var spent in tenant.Spend.Live(tenant.Order))
        {
            var totals = spent.Action == Acquisition
                ? new AcquisitionTotals(0, spent.Number, 0, 0)
                : new AcquisitionTotals(0, 0, 0, spent.Number);
            Add(query.Windows[0], buckets, windows, channels, spent.OccurredMs, spent.NameNumber, totals);
        }
        var channelNumber = tenant.Texts.Find(AcquisitionCostQuery.ChannelAttribute);
        var (steps, revenue) = (new RevenueSteps(tenant.Settings), default(RevenueTotal));
        var reader = new SpanReader(tenant, query.Population);
        var (scan, churn) = (new ChurnSeriesScan(query.Windows), new ChurnSeries(query.Windows.Count));
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            steps.Read(live);
            var monthly = steps.At(query.Windows[0].EndMs);
            revenue += new RevenueTotal(monthly, monthly.IsZero ? 0 : 1);
            scan.Count(reader.Read(live), churn);
            if (AcquiredMs(live, query.Event) is { } ms)
                Add(query.Windows[0], buckets, windows, channels, ms, ChannelOf(live, channelNumber), new(1, 0, 0, 0));
        }
        for (var i = 0; i < windows.Length; i++)
            windows[i] += new AcquisitionTotals(0, 0, churn[i].Retained, 0);
        var named = new SortedDictionary<byte[], AcquisitionTotals>(Bytewise.Order);
        foreach (var (channel, totals) in channels)
            named.Add(tenant.Texts[channel].ToArray(), totals);
        return new(windows, named, revenue);
    }

    /// <summary>Every customer who was acquired in a window.</summary>
    public static IEnumerable<MemberMatch> Members(TenantState tenant, AcquisitionCostQuery query, int window, byte[]? channel)
    {
        var channelNumber = tenant.Texts.Find(AcquisitionCostQuery.ChannelAttribute);
        var wanted = channel is null ? -1 : tenant.Texts.Find(channel);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            var isOfChannel = channel is null || ChannelOf(live, channelNumber) == wanted;
            if (isOfChannel && AcquiredMs(live, query.Event) is { } ms && query.Windows[window].Contains(ms))
                yield return new(customer, ms, []);
        }
    }

    private static void Add(
        Interval whole, WindowBuckets buckets, AcquisitionTotals[] sums, Dictionary<int, AcquisitionTotals> channels, long ms, int channel,
        AcquisitionTotals added)
    {
        if (buckets.Of(ms) is > 0 and var bucket)
            sums[bucket] += added;
        if (!whole.Contains(ms))
            return;
        sums[0] += added;
        CollectionsMarshal.GetValueRefOrAddDefault(channels, channel, out _) += added;
    }

    private static int ChannelOf(ReadOnlySpan<TimelineEvent> live, int attribute) =>
        Math.Max(CustomerAttributes.ValueOf(live, attribute, isPlan: false), TenantState.EmptyText);

    private static long? AcquiredMs(ReadOnlySpan<TimelineEvent> live, AcquisitionEvent wanted)
    {
        foreach (ref readonly var act in live)
        {
            var isFirst = wanted == AcquisitionEvent.Purchase
                ? act.Kind == EventKind.Purchase
                : act.Kind == EventKind.Subscription && act.Action == (byte)SubscriptionAction.Started;
            if (isFirst)
                return act.OccurredMs;
        }
        return null;
    }
}
