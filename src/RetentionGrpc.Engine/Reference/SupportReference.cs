using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Support cases by looking at every customer's timeline.</summary>
internal static class SupportReference
{
    private const int Complaint = 2;
    private const byte Opened = 1;
    private const byte Responded = 2;

    /// <summary>Counts the cases of every customer who passes.</summary>
    public static void Scan(TenantState tenant, SupportQuery query, SplitScan<SupportStatistic> scan)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var churn = new ChurnComparing(tenant, query.Population, query.Windows[0]);
        var steps = new FirstSteps(query.AsOfMs);
        var buckets = new WindowBuckets(query.Windows);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (live.IsEmpty || !filter.PassesCustomer(live))
                continue;
            var statistic = scan.Of(live);
            statistic.Customers++;
            if (!query.OnlyFindsGroups)
                churn.Count(live, IsComplainer(live, query), statistic.Churn);
            steps.Read(live);
            foreach (var step in steps.All)
            {
                if (query.Windows[0].Contains(step.Ms))
                    statistic.Windows[0] += SupportCounts.Of(step.IsComplaint, step.Action);
                if (buckets.Of(step.Ms) is > 0 and var bucket)
                    statistic.Windows[bucket] += SupportCounts.Of(step.IsComplaint, step.Action);
            }
            foreach (var (openedMs, action, ms) in steps.Waits)
            {
                if (query.Windows[0].Contains(openedMs))
                    (action == Responded ? statistic.FirstResponse : statistic.Resolution).Add(ms - openedMs);
            }
        }
    }

    /// <summary>Every customer behind a count.</summary>
    public static IEnumerable<MemberMatch> Members(TenantState tenant, SupportQuery query, int window, SupportGroup group)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var steps = new FirstSteps(query.AsOfMs);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer)) && FirstMs(tenant.Live(customer), steps, query, window, group) is { } ms)
                yield return new(customer, ms, []);
        }
    }

    private static long? FirstMs(
        ReadOnlySpan<TimelineEvent> live, FirstSteps steps, SupportQuery query, int window, SupportGroup group)
    {
        if (group == SupportGroup.Complainers)
            return FirstComplaint(live, query.Windows[window].StartMs - query.LookbackMs, query.Windows[window].StartMs);
        steps.Read(live);
        long? first = null;
        foreach (var step in steps.All)
        {
            var isAsked = step.IsComplaint == group >= SupportGroup.ComplaintsOpened && step.Action == ((int)group - 1) % 3 + 1;
            if (isAsked && query.Windows[window].Contains(step.Ms) && !(step.Ms >= first))
                first = step.Ms;
        }
        return first;
    }

    private static bool IsComplainer(ReadOnlySpan<TimelineEvent> live, SupportQuery query) =>
        FirstComplaint(live, query.Windows[0].StartMs - query.LookbackMs, query.Windows[0].StartMs) is not null;

    private static long? FirstComplaint(ReadOnlySpan<TimelineEvent> live, long fromMs, long beforeMs)
    {
        foreach (ref readonly var act in live)
        {
            if (act.OccurredMs >= beforeMs)
                break;
            if (act.OccurredMs >= fromMs && act.Kind == EventKind.SupportCase && act.Action == Opened && act.Detail == Complaint)
                return act.OccurredMs;
        }
        return null;
    }

    /// <summary>A step that a case takes for the first time.</summary>
    private readonly record struct Step(int Case, byte Action, bool IsComplaint, long Ms);

    /// <summary>The first step of each kind of each case of one customer, and how long those that were opened waited.</summary>
    private sealed class FirstSteps(long asOfMs)
    {
        private readonly Dictionary<(int Case, byte Action), long> _taken = [];
        private readonly HashSet<(int Case, byte Action)> _waited = [];

        public List<Step> All { get; } = [];

        /// <summary>When cases were opened, and which step came when after it for the first time.</summary>
        public List<(long OpenedMs, byte Action, long Ms)> Waits { get; } = [];

        public void Read(ReadOnlySpan<TimelineEvent> live)
        {
            All.Clear();
            Waits.Clear();
            if (_taken.Count > 0)
                _taken.Clear();
            if (_waited.Count > 0)
                _waited.Clear();
            foreach (ref readonly var act in live)
            {
                if (act.Kind == EventKind.SupportCase)
                    Take(new(act.NameNumber, act.Action, act.Detail == Complaint, act.OccurredMs));
            }
        }

        private void Take(in Step step)
        {
            if (_taken.TryAdd((step.Case, step.Action), step.Ms))
                All.Add(step);
            var isWaitedFor = step.Action != Opened && step.Ms < asOfMs && _taken.ContainsKey((step.Case, Opened));
            if (isWaitedFor && _waited.Add((step.Case, step.Action)))
                Waits.Add((_taken[(step.Case, Opened)], step.Action, step.Ms));
        }
    }
}
