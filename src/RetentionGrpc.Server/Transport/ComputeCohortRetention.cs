using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using BucketUnit = RetentionGrpc.Engine.Calendar.BucketUnit;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using CohortRule = RetentionGrpc.Engine.Metrics.CohortRule;
using GroupKind = RetentionGrpc.V1.GroupKind;
using GroupValueRule = RetentionGrpc.Engine.Metrics.GroupValueRule;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using ReturnCriterion = RetentionGrpc.Engine.Metrics.ReturnCriterion;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int CellsPerRowLimit = 10;
    private const int BracketLimit = 1_000;
    private const int BracketSizeLimit = 10_000;
    private const long DayMs = 24L * 3600 * 1000;

    /// <summary>Of those who began in a bucket, how many came back k buckets later. Split by a value it is asked in two rounds.</summary>
    public override Task<ComputeCohortRetentionResponse> ComputeCohortRetention(
        ComputeCohortRetentionRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (definition, grouping, window) = MapCohorts(call, request, "");
        var property = CountByMapping.Map(call, request.HasCountBy ? request.CountBy : null, request.GroupBy);
        call.Check();
        var asked = new CohortRetentionQuery(definition);
        if (property is null && call.Recall(request, ComputeCohortRetentionResponse.Parser, asked) is { } kept)
            return Task.FromResult(kept);
        definition = ChooseGroups(call, definition, grouping);
        var triangles = property is null
            ? call.Ask(new CohortRetentionQuery(definition))
            : AskCounted(call, new CountedCohorts(definition, property));
        var counted = CountByMapping.Counted(request.CountBy);
        var reply = new ComputeCohortRetentionResponse { Info = call.Info(Describe(definition, counted), window) };
        for (var group = 0; group < triangles.Count; group++)
        {
            if (definition.Grouping is null || triangles[group].HasMembers)
                reply.Groups.Add(ToWire(triangles[group], definition.Layout, GroupOf(definition.Grouping, group)));
        }
        return Task.FromResult(call.Keep(reply));
    }

    /// <summary>What a request asks; the values of its grouping are not chosen yet.</summary>
    private static (CohortDefinition Definition, Grouping? Grouping, Interval Window) MapCohorts(
        QueryCall call, ComputeCohortRetentionRequest request, string field)
    {
        var violations = call.Violations;
        var rule = request.CohortRule == V1.CohortRule.Unspecified ? CohortRule.FirstEver : (CohortRule)(int)request.CohortRule;
        var isRule = System.Enum.IsDefined(request.CohortRule);
        violations.Require(isRule, $"{field}cohort_rule", "Set FIRST_EVER, FIRST_MATCHING or RECURRING.");
        var (layout, window) = MapLayout(call, request, field);
        var grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: true, $"{field}group_by");
        var start = call.Selectors.Selector(request.StartSelector, $"{field}start_selector");
        var definition = new CohortDefinition
        {
            StartSelector = start,
            ReturnSelector = request.ReturnSelector is null
                ? start
                : call.Selectors.Selector(request.ReturnSelector, $"{field}return_selector"),
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Rule = rule,
            MinOccurrences = violations.InRange(request.MinOccurrences, 1, OccurrenceLimit, 1, $"{field}min_occurrences"),
            Grouping = MapGrouping(call, request.GroupBy, grouping, $"{field}group_by"),
            Layout = layout,
        };
        var groups = grouping is null ? 1 : grouping.Limit + 2;
        var cells = 0L;
        for (var row = 0; row < layout.RowCount; row++)
            cells += 1 + layout.CellCount(row);
        if (cells * groups > (long)call.RowLimit * CellsPerRowLimit)
            call.TooManyRows($"{field}window");
        return (definition, grouping, window);
    }

    private static (CohortLayout Layout, Interval Window) MapLayout(QueryCall call, ComputeCohortRetentionRequest request, string field)
    {
        var violations = call.Violations;
        var unit = call.Unit(request.Bucket, BucketUnit.Month, $"{field}bucket");
        var multiple = violations.InRange(request.BucketMultiple, 1, 1_000, 1, $"{field}bucket_multiple");
        violations.Require(System.Enum.IsDefined(request.Bucketing), $"{field}bucketing", "Set CALENDAR or ROLLING.");
        var criterion = request.Criterion == V1.ReturnCriterion.Unspecified ? ReturnCriterion.On : (ReturnCriterion)(int)request.Criterion;
        violations.Require(System.Enum.IsDefined(request.Criterion), $"{field}criterion", "Set ON, ON_OR_AFTER, ON_OR_BEFORE or STREAK.");
        long? spanMs = null;
        if (request.Bucketing == Bucketing.Rolling)
        {
            spanMs = multiple * RollingSpanMs(unit);
            violations.Require(spanMs > 0, $"{field}bucket", "ROLLING buckets are of DAY, WEEK or MONTH.");
        }
        var areSound = request.BracketSizes.Count <= BracketLimit && request.BracketSizes.All(size => size is >= 1 and <= BracketSizeLimit);
        violations.Require(areSound, $"{field}bracket_sizes", $"Give at most {BracketLimit} sizes of 1 to {BracketSizeLimit}.");
        var buckets = call.Buckets(call.Window(request.Window, $"{field}window"), unit, multiple, $"{field}window");
        var layout = new CohortLayout(
            buckets, spanMs is > 0 or null ? spanMs : DayMs, criterion, areSound ? [.. request.BracketSizes] : [], call.AsOfMs);
        return (layout, buckets.Window);
    }

    private static long RollingSpanMs(BucketUnit unit) => unit switch
    {
        BucketUnit.Day => DayMs,
        BucketUnit.Week => 7 * DayMs,
        BucketUnit.Month => 30 * DayMs,
        _ => 0,
    };

    private static CohortGrouping? MapGrouping(QueryCall call, GroupBy? groupBy, Grouping? grouping, string field)
    {
        if (groupBy is null || grouping is null)
            return null;
        call.Violations.Require(System.Enum.IsDefined(groupBy.ValueRule), $"{field}.value_rule", "Set SAME_VALUE or START_VALUE.");
        var rule = groupBy.ValueRule == V1.GroupValueRule.StartValue ? GroupValueRule.StartValue : GroupValueRule.SameValue;
        return new CohortGrouping(grouping.Key, grouping.IsAttribute, rule, []);
    }

    /// <summary>The first round: the largest values have groups, or those that a segment declares, as far as anybody has them.</summary>
    private static CohortDefinition ChooseGroups(QueryCall call, CohortDefinition definition, Grouping? asked)
    {
        if (definition.Grouping is not { } grouping || asked is null)
            return definition;
        var sizes = call.Ask(new CohortValuesQuery(definition));
        if (asked.Values is { } declared)
            sizes = [.. sizes.Where(size => declared.Any(value => value.AsSpan().SequenceEqual(size.Value)))];
        return definition with { Grouping = grouping with { Values = CohortValuesQuery.Largest(sizes, asked.Limit) } };
    }

    /// <summary>Which cohorts each value is in, and who came back; where one round cannot tell both, in two.</summary>
    private static IReadOnlyList<CohortTriangle> AskCounted(QueryCall call, CountedCohorts cohorts)
    {
        var starts = CountByMapping.Ask(call, cohorts.Starts);
        if (!cohorts.HasSecondRound)
            return call.InTime(deadline => cohorts.Of(starts, deadline));
        return CountByMapping.Ask(call, call.InTime(deadline => cohorts.Returns(starts, deadline)));
    }

    private static string Describe(CohortDefinition definition, string counted)
    {
        var buckets = definition.Layout.IsRolling ? "ROLLING" : "CALENDAR";
        var rule = definition.Rule switch
        {
            CohortRule.FirstEver => "FIRST_EVER",
            CohortRule.FirstMatching => "FIRST_MATCHING",
            _ => "RECURRING",
        };
        var criterion = definition.Layout.Criterion switch
        {
            ReturnCriterion.On => "ON",
            ReturnCriterion.OnOrAfter => "ON_OR_AFTER",
            ReturnCriterion.OnOrBefore => "ON_OR_BEFORE",
            _ => "STREAK",
        };
        return $"cohort retention of {counted}, {rule}, {buckets} buckets, criterion {criterion}";
    }

    private static Group GroupOf(CohortGrouping? grouping, int group)
    {
        if (grouping is null)
            return new Group { Kind = GroupKind.All };
        if (group == grouping.Other)
            return new Group { Kind = GroupKind.Other };
        return group == grouping.None
            ? new Group { Kind = GroupKind.None }
            : new Group { Kind = GroupKind.Value, Value = ByteString.CopyFrom(grouping.Values[group]).ToStringUtf8() };
    }

    private static CohortGroup ToWire(CohortTriangle triangle, CohortLayout layout, Group group)
    {
        var wire = new CohortGroup { Group = group };
        for (var row = 0; row < triangle.Rows.Count; row++)
            wire.Cohorts.Add(ToWire(triangle, layout, row));
        foreach (var average in triangle.Averages(layout))
        {
            var averaged = new V1.CohortAverage
            {
                K = average.K,
                Pooled = WireNumbers.Ratio(average.PooledNumerator, average.PooledDenominator),
            };
            if (average.Simple is { } simple)
                averaged.Simple = simple;
            wire.Averages.Add(averaged);
        }
        return wire;
    }

    private static Cohort ToWire(CohortTriangle triangle, CohortLayout layout, int row)
    {
        var cohort = new Cohort
        {
            Window = WireTime.ToWire(layout.Row(row)),
            State = (V1.CellState)(int)layout.StateOf(row),
            Size = triangle.Rows[row].Size,
            ReturnedInBucket0 = triangle.Rows[row].ReturnedInBucket0,
        };
        for (var k = 1; k <= triangle.Rows[row].Cells.Length; k++)
        {
            var cell = triangle.Rows[row].Cells[k - 1];
            var state = layout.StateOf(row, k);
            var wire = new V1.CohortCell
            {
                State = (V1.CellState)(int)state,
                Eligible = cell.Eligible,
                EligibleReturned = cell.EligibleReturned,
            };
            if (state != CellState.NotYet)
                wire.Count = cell.Count;
            if (triangle.RateOf(layout, row, k) is { } rate)
                wire.Rate = rate;
            cohort.Cells.Add(wire);
        }
        return cohort;
    }
}
