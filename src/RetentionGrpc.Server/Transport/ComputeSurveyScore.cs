using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using SurveyCounting = RetentionGrpc.Engine.Metrics.SurveyCounting;
using SurveyGroup = RetentionGrpc.Engine.Metrics.SurveyGroup;
using SurveyType = RetentionGrpc.Engine.Metrics.SurveyType;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int HighestScore = 10;

    /// <summary>What customers say in surveys.</summary>
    public override Task<ComputeSurveyScoreResponse> ComputeSurveyScore(ComputeSurveyScoreRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapSurveyScore(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeSurveyScoreResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var which = query.Counting == SurveyCounting.AllAnswers ? "ALL_ANSWERS" : "LATEST_PER_CUSTOMER";
        var definition = $"survey score, {request.Type.ToString().ToUpperInvariant()}, {which}";
        var reply = new ComputeSurveyScoreResponse { Info = call.Info(definition, query.Windows[0]) };
        foreach (var group in answer.Groups())
        {
            var wire = new SurveyScoreGroup
            {
                Group = GroupMapping.ToWire(group),
                Score = ToWire(query.Type, group.Statistic.Windows[0]),
            };
            for (var i = 0; i < series?.Count; i++)
                wire.Series.Add(ToWire(call, query.Type, series[i], group.Statistic.Windows[i + 1]));
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (SurveyScoreQuery Query, BucketSeries? Series) MapSurveyScore(
        QueryCall call, ComputeSurveyScoreRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var isType = request.Type != V1.SurveyType.Unspecified && Enum.IsDefined(request.Type);
        call.Violations.Require(isType, $"{field}type", "Set NPS, CSAT or CES: scores of different kinds do not add up.");
        call.Violations.Require(Enum.IsDefined(request.Counting), $"{field}counting", "Set LATEST_PER_CUSTOMER or ALL_ANSWERS.");
        var query = new SurveyScoreQuery
        {
            Type = (SurveyType)(int)request.Type,
            SurveyId = request.SurveyId.Length == 0 ? null : Encoding.UTF8.GetBytes(request.SurveyId),
            Counting = request.Counting == V1.SurveyCounting.AllAnswers ? SurveyCounting.AllAnswers : SurveyCounting.LatestPerCustomer,
            EventFilter = call.Selectors.EventFilter(request.EventFilter, $"{field}event_filter"),
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: true, $"{field}group_by"),
            Windows = windows,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Engine.Calendar.Interval Window) MapSurveyMembers(
        QueryCall call, SurveyMembers wire, string field, Page page)
    {
        var (query, series) = MapSurveyScore(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "survey_score.group");
        var isOfType = wire.Group switch
        {
            V1.SurveyGroup.Promoters or V1.SurveyGroup.Passives or V1.SurveyGroup.Detractors => query.Type == SurveyType.Nps,
            V1.SurveyGroup.Satisfied => query.Type == SurveyType.Csat,
            _ => true,
        };
        call.Violations.Require(isOfType, "survey_score.group", "Surveys of this type have no such count.");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "survey_score.bucket_index");
        var members = new SurveyMembersQuery(query, index, (SurveyGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    private static SurveyScoreBucket ToWire(QueryCall call, SurveyType type, Engine.Calendar.Interval bucket, SurveyCounts counts)
    {
        var state = CellStates.Of(bucket, call.AsOfMs);
        var wire = new SurveyScoreBucket { Window = WireTime.ToWire(bucket), State = (V1.CellState)(int)state };
        if (state != CellState.NotYet)
            wire.Score = ToWire(type, counts);
        return wire;
    }

    private static SurveyScore ToWire(SurveyType type, SurveyCounts counts)
    {
        var wire = new SurveyScore { CustomerCount = counts.Customers, AnswerCount = counts.Answers };
        if (type == SurveyType.Nps)
        {
            wire.PromoterCount = counts.In(SurveyGroup.Promoters);
            wire.PassiveCount = counts.In(SurveyGroup.Passives);
            wire.DetractorCount = counts.In(SurveyGroup.Detractors);
            if (counts.NetPromoterScore is { } score)
                wire.NetPromoterScore = score;
        }
        else if (type == SurveyType.Csat)
        {
            wire.Satisfied = WireNumbers.Ratio(counts.In(SurveyGroup.Satisfied), counts.Answers);
        }
        if (counts.Answers > 0)
            wire.MeanScore = (double)counts.ScoreSum / counts.Answers;
        for (var score = 0; score <= HighestScore; score++)
        {
            if (counts.Between(score, score) is > 0 and var answers)
                wire.ScoreCounts.Add(new SurveyScoreCount { Score = score, AnswerCount = answers });
        }
        return wire;
    }
}
