using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Surveys by looking at every customer's timeline.</summary>
internal static class SurveyScoreReference
{
    /// <summary>Counts the answers of every customer who passes.</summary>
    public static void Scan(TenantState tenant, SurveyScoreQuery query, SplitScan<SurveyStatistic> scan)
    {
        var answers = new CountedAnswers(tenant, query);
        var buckets = new WindowBuckets(query.Windows);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (!answers.FindAll(live) || !answers.Passes(live))
                continue;
            var (whole, ofBucket, bucket) = (-1, -1, -1);
            foreach (var place in answers.All)
            {
                if (query.Windows[0].Contains(live[place].OccurredMs))
                    whole = Take(0, whole, place, live, customer);
                if (buckets.Of(live[place].OccurredMs) is not (> 0 and var next))
                    continue;
                if (next != bucket)
                    CountLatest(bucket, ofBucket, live, customer);
                ofBucket = Take(bucket = next, -1, place, live, customer);
            }
            CountLatest(0, whole, live, customer);
            CountLatest(bucket, ofBucket, live, customer);
        }

        // Of those who count once in a window, the latest so far is kept until the window is over.
        int Take(int window, int latest, int place, ReadOnlySpan<TimelineEvent> live, int customer)
        {
            if (query.Counting == SurveyCounting.LatestPerCustomer)
                return place;
            scan.Of(live, live[place]).Windows[window].Count(customer, live[place].Number);
            return latest;
        }

        void CountLatest(int window, int latest, ReadOnlySpan<TimelineEvent> live, int customer)
        {
            if (latest >= 0)
                scan.Of(live, live[latest]).Windows[window].Count(customer, live[latest].Number);
        }
    }

    /// <summary>Every customer with a counted answer of the group, and of the part of a split answer, if there is one.</summary>
    public static IEnumerable<MemberMatch> Members(
        TenantState tenant, SurveyScoreQuery query, int window, SurveyGroup group, GroupTest? part)
    {
        var answers = new CountedAnswers(tenant, query);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (answers.FirstMs(tenant.Live(customer), query.Windows[window], group, part) is { } ms)
                yield return new(customer, ms, []);
        }
    }

    /// <summary>Which answers of a customer are counted.</summary>
    private sealed class CountedAnswers(TenantState tenant, SurveyScoreQuery query)
    {
        private readonly BoundFilter _customers = query.CustomerFilter.Bind(tenant);
        private readonly BoundFilter _events = query.EventFilter.Bind(tenant);
        private readonly int? _survey = query.SurveyId is null ? null : tenant.Texts.Find(query.SurveyId);

        public bool Passes(ReadOnlySpan<TimelineEvent> live) => _customers.PassesCustomer(live);

        /// <summary>The places of those that fit, whenever they were given.</summary>
        public List<int> All { get; } = [];

        /// <summary>Finds them; whether there are any.</summary>
        public bool FindAll(ReadOnlySpan<TimelineEvent> live)
        {
            All.Clear();
            for (var i = 0; i < live.Length; i++)
            {
                if (Fits(live[i]))
                    All.Add(i);
            }
            return All.Count > 0;
        }

        /// <summary>The next counted answer in the window after a place in the timeline, -1 to begin; -1 if there is none.</summary>
        public int Next(ReadOnlySpan<TimelineEvent> live, Interval window, int after)
        {
            if (query.Counting == SurveyCounting.LatestPerCustomer)
                return after >= 0 ? -1 : Latest(live, window);
            for (var i = after + 1; i < live.Length && live[i].OccurredMs < window.EndMs; i++)
            {
                if (live[i].OccurredMs >= window.StartMs && Fits(live[i]))
                    return i;
            }
            return -1;
        }

        public long? FirstMs(ReadOnlySpan<TimelineEvent> live, Interval window, SurveyGroup group, GroupTest? part)
        {
            for (var place = Passes(live) ? Next(live, window, -1) : -1; place >= 0; place = Next(live, window, place))
            {
                if (SurveyCounts.IsIn(group, live[place].Number) && part?.Has(live, place) != false)
                    return live[place].OccurredMs;
            }
            return null;
        }

        private int Latest(ReadOnlySpan<TimelineEvent> live, Interval window)
        {
            for (var i = live.Length - 1; i >= 0 && live[i].OccurredMs >= window.StartMs; i--)
            {
                if (live[i].OccurredMs < window.EndMs && Fits(live[i]))
                    return i;
            }
            return -1;
        }

        private bool Fits(in TimelineEvent act) => act.Kind == EventKind.SurveyResponse && act.Detail == (int)query.Type
            && (_survey is null || act.NameNumber == _survey) && _events.PassesEvent(act);
    }
}
