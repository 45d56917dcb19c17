using System.Text;
using System.Text.Json;
using PlainRecount;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>A plain cohort question in the engine's words, asked in two rounds when it is split, as the server does.</summary>
internal sealed class CohortQuestionToEngine
{
    private readonly FoldedTenant _folded;
    private readonly CohortDefinition _definition;
    private readonly string? _countBy;

    public CohortQuestionToEngine(FoldedTenant folded, PlainCohortQuestion question)
    {
        (_folded, _countBy) = (folded, question.CountBy);
        var buckets = EngineQuestions.Buckets(folded.Calendar, question.Window, question.Unit, question.Multiple);
        var layout = new CohortLayout(buckets, question.Rolling ? question.RollingMs : null, (ReturnCriterion)question.Criterion,
            question.Brackets, question.AsOfMs);
        _definition = new CohortDefinition
        {
            StartSelector = EngineQuestions.Of(question.Start),
            ReturnSelector = EngineQuestions.Of(question.Return),
            CustomerFilter = EngineQuestions.Of(question.Filter),
            Rule = (CohortRule)question.Rule,
            MinOccurrences = question.MinOccurrences,
            Layout = layout,
        };
        if ((question.GroupAttribute ?? question.GroupProperty) is not { } key)
            return;
        var grouping = new CohortGrouping(EngineQuestions.Utf8(key), question.GroupAttribute is not null,
            question.SameValue ? GroupValueRule.SameValue : GroupValueRule.StartValue, []);
        var sizes = folded.Ask(new CohortValuesQuery(_definition with { Grouping = grouping }));
        _definition = _definition with { Grouping = grouping with { Values = CohortValuesQuery.Largest(sizes, question.GroupLimit) } };
    }

    public CohortDefinition Definition => _definition;

    /// <summary>The groups as the reply has them: those of values, then OTHER and NONE where they have members.</summary>
    public List<AnsweredGroup> Groups()
    {
        if (_countBy is not null)
        {
            var (once, twice) = (AskCounted(null), AskCounted(instantLimit: -1));
            Assert.Equal(JsonSerializer.Serialize(once), JsonSerializer.Serialize(twice));
            return [once];
        }
        var query = new CohortRetentionQuery(_definition);
        // No index tells them, so the partitions are asked at the same time.
        Assert.True(query.ReadsEveryTimeline || (_definition.Rule != CohortRule.Recurring && _definition.Grouping is null));
        var triangles = _folded.Ask(query);
        if (_definition.Grouping is not { } grouping)
            return [Group(1, "", triangles[0])];
        List<AnsweredGroup> groups = [.. grouping.Values.Select((value, i) => Group(2, Encoding.UTF8.GetString(value), triangles[i]))];
        if (triangles[grouping.Other].HasMembers)
            groups.Add(Group(3, "", triangles[grouping.Other]));
        if (triangles[grouping.None].HasMembers)
            groups.Add(Group(4, "", triangles[grouping.None]));
        return groups;
    }

    /// <summary>Asked as the server does, or in two rounds whether there must be two or not.</summary>
    private AnsweredGroup AskCounted(int? instantLimit)
    {
        var property = EngineQuestions.Utf8(_countBy!);
        var counted = instantLimit is { } limit
            ? new CountedCohorts(_definition, property, limit)
            : new CountedCohorts(_definition, property);
        Assert.True(counted.HasSecondRound || instantLimit is null);
        var starts = _folded.Ask(counted.Starts);
        return counted.HasSecondRound
            ? Group(1, "", _folded.AskCounted(counted.Returns(starts, CancellationToken.None))[0])
            : Group(1, "", counted.Of(starts, CancellationToken.None)[0]);
    }

    private AnsweredGroup Group(int kind, string value, CohortTriangle triangle)
    {
        var layout = _definition.Layout;
        return new(kind, value,
            [.. triangle.Rows.Select((row, i) => new AnsweredCohort(
                EngineQuestions.Span(layout.Row(i)), (PlainState)layout.StateOf(i), row.Size, row.ReturnedInBucket0,
                [.. row.Cells.Select((cell, k) => Cell(i, k + 1, cell))]))],
            [.. triangle.Averages(layout).Select(one => new PlainAverage(one.PooledNumerator, one.PooledDenominator, one.Simple))]);
    }

    private PlainCell Cell(int row, int k, CohortCell cell)
    {
        var state = _definition.Layout.StateOf(row, k);
        return new((PlainState)state, state == CellState.NotYet ? null : cell.Count, cell.Eligible, cell.EligibleReturned);
    }

    internal sealed record AnsweredCohort(Span Window, PlainState State, long Size, long ReturnedInBucket0, List<PlainCell> Cells);

    internal sealed record AnsweredGroup(int Kind, string Value, List<AnsweredCohort> Cohorts, List<PlainAverage> Averages);
}
