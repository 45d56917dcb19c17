using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using ChurnGroup = RetentionGrpc.Engine.Metrics.ChurnGroup;
using GroupKind = RetentionGrpc.V1.GroupKind;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using LifecycleGroup = RetentionGrpc.Engine.Metrics.LifecycleGroup;
using LossDating = RetentionGrpc.Engine.Metrics.LossDating;
using RetentionGroup = RetentionGrpc.Engine.Metrics.RetentionGroup;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int PageLimit = 10_000;
    private const int DefaultPage = 100;

    /// <summary>The customers behind any count of a Compute reply, page by page.</summary>
    public override Task<ListMetricMembersResponse> ListMetricMembers(ListMetricMembersRequest request, ServerCallContext context)
    {
        var (asked, field) = RequestOf(request);
        using var call = new QueryCall(services, OptionsOf(asked), field, context);
        CountByMapping.RequireCustomers(call, asked, field);
        var pageSize = call.Violations.InRange(request.PageSize, 1, PageLimit, DefaultPage, "page_size");
        var group = request.ReplyGroup is { Kind: not GroupKind.All } ? request.ReplyGroup : null;
        var page = new Page(PageToken.Read(call.Violations, request, request.PageToken), pageSize, group);
        var (query, window) = MapMembers(call, request, field, page);
        call.Violations.Require(
            group is null || query is null or { Group: not null }, GroupMapping.ReplyGroup,
            "The reply has no groups: set group_by in the metric's request. Cohorts and acquisition costs name theirs in their own field.");
        call.Check();
        var answer = call.Ask(query!); // Check ends the call where no metric is set.
        var reply = new ListMetricMembersResponse
        {
            Info = call.Info($"members of {request.MetricCase}", window),
            TotalCount = answer.TotalCount,
        };
        foreach (var member in answer.Members.Take(pageSize))
            reply.Members.Add(ToWire(member));
        if (answer.Members.Count > pageSize)
            reply.NextPageToken = PageToken.Write(request, answer.Members[pageSize - 1].Id);
        return Task.FromResult(reply);
    }

    /// <summary>Where a page begins, how long it is, and of which group of a split answer its members are; null means of all.</summary>
    private readonly record struct Page(byte[] After, int Size, Group? Group);

    // Every message of the oneof has the request as its first field, and every request its options.
    private static (IMessage? Request, string Field) RequestOf(ListMetricMembersRequest request)
    {
        var metric = ListMetricMembersRequest.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(request);
        if (metric is null)
            return (null, "");
        var members = (IMessage)metric.Accessor.GetValue(request);
        return (members.Descriptor.Fields[1].Accessor.GetValue(members) as IMessage, $"{metric.Name}.request.");
    }

    private static QueryOptions? OptionsOf(IMessage? asked) =>
        asked is null ? null : FirstField(asked).GetValue(asked) as QueryOptions;

    // One line a metric: what is behind it is mapped where the metric's own request is.
    private static (MembersQuery? Query, Interval Window) MapMembers(
        QueryCall call, ListMetricMembersRequest request, string field, Page page) => request.MetricCase switch
        {
            ListMetricMembersRequest.MetricOneofCase.Churn => MapChurnMembers(call, request.Churn, field, page),
            ListMetricMembersRequest.MetricOneofCase.Retention => MapRetentionMembers(call, request.Retention, field, page),
            ListMetricMembersRequest.MetricOneofCase.CohortRetention => MapCohortMembers(call, request.CohortRetention, field, page),
            ListMetricMembersRequest.MetricOneofCase.Activity => MapActivityMembers(call, request.Activity, field, page),
            ListMetricMembersRequest.MetricOneofCase.Lifecycle => MapLifecycleMembers(call, request.Lifecycle, field, page),
            ListMetricMembersRequest.MetricOneofCase.RepeatPurchase => MapRepeatMembers(call, request.RepeatPurchase, field, page),
            ListMetricMembersRequest.MetricOneofCase.SurveyScore => MapSurveyMembers(call, request.SurveyScore, field, page),
            ListMetricMembersRequest.MetricOneofCase.RecurringRevenue => MapRevenueMembers(call, request.RecurringRevenue, field, page),
            ListMetricMembersRequest.MetricOneofCase.Funnel => MapFunnelMembers(call, request.Funnel, field, page),
            ListMetricMembersRequest.MetricOneofCase.ChurnReasons => MapChurnReasonMembers(call, request.ChurnReasons, field, page),
            ListMetricMembersRequest.MetricOneofCase.WinBack => MapWinBackMembers(call, request.WinBack, field, page),
            ListMetricMembersRequest.MetricOneofCase.Lifetime => MapLifetimeMembers(call, request.Lifetime, field, page),
            ListMetricMembersRequest.MetricOneofCase.LifetimeValue => MapLifetimeValueMembers(call, request.LifetimeValue, field, page),
            ListMetricMembersRequest.MetricOneofCase.AcquisitionCost => MapAcquisitionMembers(call, request.AcquisitionCost, field, page),
            ListMetricMembersRequest.MetricOneofCase.Loyalty => MapLoyaltyMembers(call, request.Loyalty, field, page),
            ListMetricMembersRequest.MetricOneofCase.Support => MapSupportMembers(call, request.Support, field, page),
            ListMetricMembersRequest.MetricOneofCase.CouponRedemption => MapCouponMembers(call, request.CouponRedemption, field, page),
            ListMetricMembersRequest.MetricOneofCase.CampaignPerformance =>
                MapCampaignMembers(call, request.CampaignPerformance, field, page),
            ListMetricMembersRequest.MetricOneofCase.Referral => MapReferralMembers(call, request.Referral, field, page),
            _ => MapNoMembers(call),
        };

    private static (MembersQuery? Query, Interval Window) MapNoMembers(QueryCall call)
    {
        call.Violations.Add("metric", "Set the metric whose count is behind it, e.g. churn.");
        return (null, default);
    }

    private static (MembersQuery Query, Interval Window) MapActivityMembers(QueryCall call, ActivityMembers wire, string field, Page page)
    {
        var activity = MapActivity(call, wire.Request ?? new(), field);
        var bucket = wire.HasBucketIndex ? wire.BucketIndex : (int?)null;
        RequireIndex(call, bucket ?? 0, bucket is null ? 1 : activity.Buckets.Count, "activity.bucket_index");
        var members = new ActivityMembersQuery(activity, bucket, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, SplitActivity(call, wire.Request ?? new(), activity, field), page.Group),
        };
        return (members, activity.Buckets.Window);
    }

    private static (MembersQuery Query, Interval Window) MapLifecycleMembers(QueryCall call, LifecycleMembers wire, string field, Page page)
    {
        var lifecycle = MapLifecycle(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "lifecycle.group");
        RequireIndex(call, wire.BucketIndex, lifecycle.Buckets.Count, "lifecycle.bucket_index");
        var group = (LifecycleGroup)(int)wire.Group;
        var members = new LifecycleMembersQuery(lifecycle, wire.BucketIndex, group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, SplitLifecycle(call, wire.Request ?? new(), lifecycle, field), page.Group),
        };
        return (members, lifecycle.Buckets.Window);
    }

    private static (MembersQuery Query, Interval Window) MapChurnMembers(QueryCall call, ChurnMembers wire, string field, Page page)
    {
        var (churn, series) = MapChurn(call, wire.Request ?? new(), field);
        var group = (ChurnGroup)(int)wire.Group;
        RequireGroup(call, wire.Group, "churn.group");
        call.Violations.Require(Enum.IsDefined(wire.LossDating), "churn.loss_dating", "Set AT_DEADLINE or AT_LAST_EVENT.");
        var dating = wire.LossDating == V1.LossDating.AtLastEvent ? LossDating.AtLastEvent : LossDating.AtDeadline;
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, churn.Windows, "churn.bucket_index");
        var window = churn.Windows[index];
        var members = new ChurnMembersQuery(churn.Population, window, group, dating, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, SplitChurn(call, wire.Request ?? new(), churn, field), page.Group),
        };
        return (members, window);
    }

    private static (MembersQuery Query, Interval Window) MapRetentionMembers(QueryCall call, RetentionMembers wire, string field, Page page)
    {
        var retention = MapRetention(call, wire.Request ?? new(), field);
        var group = (RetentionGroup)(int)wire.Group;
        RequireGroup(call, wire.Group, "retention.group");
        if (group != RetentionGroup.Base)
            RequireIndex(call, wire.ComparisonIndex, retention.Comparisons.Count, "retention.comparison_index");
        var members = new RetentionMembersQuery(retention, group, wire.ComparisonIndex, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, SplitRetention(call, wire.Request ?? new(), retention, field), page.Group),
        };
        return (members, retention.Base.Window);
    }

    private static (MembersQuery Query, Interval Window) MapCohortMembers(QueryCall call, CohortMembers wire, string field, Page page)
    {
        var request = wire.Request ?? new();
        var (definition, grouping, window) = MapCohorts(call, request, field);
        var cell = wire.HasK ? wire.K : (int?)null;
        if (RequireIndex(call, wire.CohortIndex, definition.Layout.RowCount, "cohort_retention.cohort_index") && cell is { } k)
            RequireIndex(call, k, definition.Layout.CellCount(wire.CohortIndex) + 1, "cohort_retention.k");
        int? group = null;
        if (wire.Group is { } named && call.Violations.List.Count == 0)
        {
            definition = ChooseGroups(call, definition, grouping);
            group = IndexOf(definition.Grouping, named);
            var isKnown = group is not null || named.Kind == GroupKind.All;
            call.Violations.Require(isKnown, "cohort_retention.group", "Name a group of the reply, and group_by in the request.");
        }
        return (new CohortMembersQuery(definition, wire.CohortIndex, cell, group, page.After, page.Size), window);
    }

    private static int? IndexOf(CohortGrouping? grouping, Group named)
    {
        for (var group = 0; group < grouping?.Count; group++)
        {
            if (GroupOf(grouping, group).Equals(named))
                return group;
        }
        return null;
    }

    /// <summary>Which of a question's windows: the whole, which is the first, or a bucket of its series.</summary>
    private static int WindowIndex(
        QueryCall call, bool hasBucket, int bucket, BucketSeries? series, IReadOnlyList<Interval> windows, string field)
    {
        var index = hasBucket && RequireIndex(call, bucket, series?.Count ?? 0, field) ? bucket + 1 : 0;
        RequireBegun(call, index, windows[index], field);
        return index;
    }

    private static bool RequireIndex(QueryCall call, int index, int count, string field)
    {
        var isInside = index >= 0 && index < count;
        call.Violations.Require(isInside, field, count == 0 ? "The reply has none." : $"It must be 0 to {count - 1}.");
        return isInside;
    }

    /// <summary>A bucket that is NOT_YET has no count; window 0 is no bucket but the whole.</summary>
    private static void RequireBegun(QueryCall call, int index, Interval window, string field)
    {
        var hasBegun = index == 0 || CellStates.Of(window, call.AsOfMs) != Engine.Metrics.CellState.NotYet;
        call.Violations.Require(hasBegun, field, "That bucket has not begun as of as_of_time: it has no count.");
    }

    private static void RequireGroup<TGroup>(QueryCall call, TGroup group, string field)
        where TGroup : struct, Enum
    {
        var isNamed = Enum.IsDefined(group) && Convert.ToInt32(group, CultureInfo.InvariantCulture) != 0;
        call.Violations.Require(isNamed, field, "Name the count whose customers to list.");
    }

    private static MetricMember ToWire(Member member)
    {
        var wire = new MetricMember { CustomerId = Encoding.UTF8.GetString(member.Id) };
        if (member.TimeMs is { } ms)
            wire.Time = WireTime.ToWire(ms);
        wire.ReturnedCells.AddRange(member.Cells);
        wire.RecurringRevenue = ToWire(member.Revenue);
        return wire;
    }
}
