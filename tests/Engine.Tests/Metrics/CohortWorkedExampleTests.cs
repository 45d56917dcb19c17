using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>The worked example of METRICS 4: Europe/Berlin, 28 to 30 March 2026, as of the 30th 12:00 local.</summary>
public sealed class CohortWorkedExampleTests
{
    private const long DayMs = 86_400_000;

    private static readonly OneTenant Tenant = new OneTenant("Europe/Berlin")
        .Act("u1", "2026-03-28T23:30:00+01:00", "start")
        .Act("u1", "2026-03-29T00:10:00+01:00", "return")
        .Act("u1", "2026-03-30T10:00:00+02:00", "return")
        .Act("u2", "2026-03-28T08:00:00+01:00", "return")
        .Act("u2", "2026-03-28T09:00:00+01:00", "start")
        .Act("u2", "2026-03-28T09:30:00+01:00", "return")
        .Act("u2", "2026-03-29T09:30:00+02:00", "return")
        .Act("u3", "2026-03-29T12:00:00+02:00", "start");

    private static CohortDefinition Definition(long? rollingSpanMs) => new()
    {
        StartSelector = new([], [OneTenant.Bytes("start")], Filter.None),
        ReturnSelector = new([], [OneTenant.Bytes("return")], Filter.None),
        Rule = CohortRule.FirstMatching,
        Layout = new(
            Tenant.Calendar.Buckets(new(At("2026-03-28T00:00:00+01:00"), At("2026-03-31T00:00:00+02:00")), BucketUnit.Day, 1, 3),
            rollingSpanMs, ReturnCriterion.On, [], At("2026-03-30T12:00:00+02:00")),
    };

    [Fact]
    public void Calendar_Buckets()
    {
        var definition = Definition(null);
        var triangle = Assert.Single(Tenant.Ask(new CohortRetentionQuery(definition)));
        var row28 = triangle.Rows[0];
        Assert.Equal((2, 1), (row28.Size, row28.ReturnedInBucket0));
        Assert.Equal([new(2, 2, 2), new(1, 0, 0)], row28.Cells);
        Assert.Equal(CellState.Value, definition.Layout.StateOf(0, 1));
        Assert.Equal(CellState.Partial, definition.Layout.StateOf(0, 2));
        var row29 = triangle.Rows[1];
        Assert.Equal((1, 0), (row29.Size, row29.ReturnedInBucket0));
        Assert.Equal([new(0, 0, 0)], row29.Cells);
        Assert.Equal(CellState.Partial, definition.Layout.StateOf(1, 1));
        Assert.Empty(triangle.Rows[2].Cells);
        Assert.Equal([new(1, 2, 2, 1.0), new(2, 0, 0, null)], triangle.Averages(definition.Layout));
    }

    [Fact]
    public void Rolling_Buckets()
    {
        var definition = Definition(DayMs);
        var triangle = Assert.Single(Tenant.Ask(new CohortRetentionQuery(definition)));
        var row28 = triangle.Rows[0];
        Assert.Equal((2, 2), (row28.Size, row28.ReturnedInBucket0));
        Assert.Equal(new CohortCell(1, 1, 0), row28.Cells[0]);
        Assert.Equal(CellState.Partial, definition.Layout.StateOf(0, 1));
        Assert.Equal(new CohortAverage(1, 0, 1, null), triangle.Averages(definition.Layout)[0]);
    }

    [Fact]
    public void Members_OfTheFirstRow_EachWithItsCells()
    {
        var (total, members) = Tenant.AllPages((after, size) => new CohortMembersQuery(Definition(null), 0, null, null, after, size));
        Assert.Equal(2, total);
        Assert.Equal(["u1", "u2"], members.Select(member => OneTenant.Text(member.Id)));
        Assert.Equal([[1, 2], [0, 1]], members.Select(member => member.Cells));
        Assert.Equal(At("2026-03-28T23:30:00+01:00"), members[0].TimeMs);
        var (inCell2, _) = Tenant.AllPages((after, size) => new CohortMembersQuery(Definition(null), 0, 2, null, after, size));
        Assert.Equal(1, inCell2);
    }
}
