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
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (!answers.HasAny(live) || !answers.Passes(live))
                continue;
            for (var window = 0; window < query.Windows.Count; window++)
            {
                for (var place = answers.Next(live, query.Windows[window], -1); place >= 0;
                    place = answers.Next(live, query.Windows[window], place))
                {
                    scan.Of(live, live[place]).Windows[window].Count(customer, live[place].Number);
                }
            }
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

        /// <summary>Whether there is any that fits, whenever it was given: most customers gave none, and windows may be many.</summary>
        public bool HasAny(ReadOnlySpan<TimelineEvent> live)
        {
            foreach (ref readonly var act in live)
            {
                if (Fits(act))
                    return true;
            }
            return false;
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
