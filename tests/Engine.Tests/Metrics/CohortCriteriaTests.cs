using System.Numerics;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>Every set of return days of one member, against bit arithmetic.</summary>
public sealed class CohortCriteriaTests
{
    private const int Days = 7;
    private const string FirstDay = "2026-03-01";
    private static readonly OneTenant Tenant = EveryCustomer();

    [Theory]
    [InlineData(ReturnCriterion.On, false)]
    [InlineData(ReturnCriterion.OnOrAfter, false)]
    [InlineData(ReturnCriterion.OnOrBefore, false)]
    [InlineData(ReturnCriterion.Streak, false)]
    [InlineData(ReturnCriterion.On, true)]
    [InlineData(ReturnCriterion.OnOrAfter, true)]
    [InlineData(ReturnCriterion.OnOrBefore, true)]
    [InlineData(ReturnCriterion.Streak, true)]
    public void EverySetOfReturnDays_CountsAsTheCriterionSays(ReturnCriterion criterion, bool isRolling)
    {
        var definition = Definition(criterion, isRolling, [], Days);
        var row = Tenant.Ask(new CohortRetentionQuery(definition))[0].Rows[0];
        Assert.Equal(1 << Days, row.Size);
        Assert.Equal(1 << (Days - 1), row.ReturnedInBucket0);
        Assert.Equal(Days - 1, row.Cells.Length);
        for (var k = 1; k < Days; k++)
        {
            var expected = Enumerable.Range(0, 1 << Days).Count(set => Counts(criterion, set, k, k, days => days));
            Assert.Equal(new CohortCell(expected, 1 << Days, expected), row.Cells[k - 1]);
        }
        Assert.Equal(Days - 1, definition.Layout.CellCount(0));
    }

    [Theory]
    [InlineData(ReturnCriterion.On)]
    [InlineData(ReturnCriterion.OnOrAfter)]
    [InlineData(ReturnCriterion.OnOrBefore)]
    [InlineData(ReturnCriterion.Streak)]
    public void Brackets_CountAsOneCell_AndTheCutOneIsLeftOut(ReturnCriterion criterion)
    {
        // Base buckets 1-2, 3-5 and 6-7, of which the window holds 1 to 6.
        (int First, int Last)[] brackets = [(1, 2), (3, 5)];
        var definition = Definition(criterion, false, [2, 3, 2], Days);
        var rows = Tenant.Ask(new CohortRetentionQuery(definition))[0].Rows;
        Assert.Equal(2, rows[0].Cells.Length);
        Assert.Equal([2, 2, 1, 1, 1, 0, 0], rows.Select(row => row.Cells.Length));
        for (var cell = 1; cell <= 2; cell++)
        {
            var (first, last) = brackets[cell - 1];
            var expected = Enumerable.Range(0, 1 << Days).Count(set => Counts(criterion, set, first, last, InBrackets));
            Assert.Equal(expected, rows[0].Cells[cell - 1].Count);
        }

        static int InBrackets(int set) =>
            (set & 1) | ((set & 0b110) != 0 ? 0b110 : 0) | ((set & 0b111000) != 0 ? 0b111000 : 0) | (set & 0b1000000);
    }

    [Fact]
    public void States_FollowNow()
    {
        // As of day 3, 12:00: day 3 is on, days 4 to 6 have not begun.
        var on = Definition(ReturnCriterion.On, false, [], 3.5);
        Assert.Equal([CellState.Value, CellState.Value, CellState.Partial, CellState.NotYet], States(on, 1, 2, 3, 4));
        var row = Tenant.Ask(new CohortRetentionQuery(on))[0].Rows[0];
        Assert.Equal(new CohortCell(64, 0, 0), row.Cells[2]);
        Assert.Equal(default, row.Cells[3]);
        Assert.Equal(new CohortCell(64, 128, 64), row.Cells[1]);

        var onOrAfter = Definition(ReturnCriterion.OnOrAfter, false, [], 3.5);
        Assert.Equal([CellState.Partial, CellState.Partial, CellState.Partial, CellState.NotYet], States(onOrAfter, 1, 2, 3, 4));
        // Bucket 1 is over, so its members are eligible although the window still runs.
        Assert.Equal(new CohortCell(126, 128, 126), Tenant.Ask(new CohortRetentionQuery(onOrAfter))[0].Rows[0].Cells[0]);

        var bracketed = Definition(ReturnCriterion.On, false, [2, 2, 2], 3.5);
        Assert.Equal([CellState.Value, CellState.Partial, CellState.NotYet], States(bracketed, 1, 2, 3));
    }

    [Fact]
    public void RollingStates_AreOfEveryPossibleMember()
    {
        // Starts lie in [day 0, day 1): bucket k may begin at day k and is over for all at day k + 2.
        var rolling = Definition(ReturnCriterion.On, true, [], 4);
        Assert.Equal([CellState.Value, CellState.Value, CellState.Partial, CellState.NotYet], States(rolling, 1, 2, 3, 4));
        // The members began at 06:00, so bucket 2 of theirs is over at day 3, 06:00, and bucket 3 is not.
        var row = Tenant.Ask(new CohortRetentionQuery(rolling))[0].Rows[0];
        Assert.Equal([128, 128, 0, 0], row.Cells.Take(4).Select(cell => cell.Eligible));
        Assert.Equal([64, 64, 64, 0], row.Cells.Take(4).Select(cell => cell.Count));
    }

    private static IEnumerable<CellState> States(CohortDefinition definition, params int[] cells) =>
        cells.Select(cell => definition.Layout.StateOf(0, cell));

    private static bool Counts(ReturnCriterion criterion, int set, int first, int last, Func<int, int> reading)
    {
        var days = reading(set) & ~1;
        return criterion switch
        {
            ReturnCriterion.On => (days & Range(first, last)) != 0,
            ReturnCriterion.OnOrAfter => days >> first != 0,
            ReturnCriterion.OnOrBefore => (days & Range(1, last)) != 0,
            _ => BitOperations.PopCount((uint)(days & Range(1, last))) == last,
        };
    }

    private static int Range(int first, int last) => ((1 << (last + 1)) - 1) & ~((1 << first) - 1);

    private static CohortDefinition Definition(ReturnCriterion criterion, bool isRolling, int[] brackets, double asOfDay)
    {
        var startMs = At(FirstDay + "T00:00:00Z");
        var window = new Interval(startMs, startMs + Days * DayMs);
        // The last rolling bucket of a member is over a day later than the window.
        var later = isRolling && asOfDay == Days ? DayMs : 0;
        return new()
        {
            StartSelector = new([], [OneTenant.Bytes("start")], Filter.None),
            ReturnSelector = new([], [OneTenant.Bytes("return")], Filter.None),
            Layout = new(
                Tenant.Calendar.Buckets(window, BucketUnit.Day, 1, Days), isRolling ? DayMs : null, criterion, brackets,
                startMs + (long)(asOfDay * DayMs) + later),
        };
    }

    /// <summary>Customer number s starts on day 0 at 06:00 and returns at 07:00 on the days of the bits of s.</summary>
    private static OneTenant EveryCustomer()
    {
        var tenant = new OneTenant();
        for (var set = 0; set < 1 << Days; set++)
        {
            var customer = $"c{set}";
            tenant.Act(customer, $"{FirstDay}T06:00:00Z", "start");
            for (var day = 0; day < Days; day++)
            {
                if ((set >> day & 1) != 0)
                    tenant.Act(customer, $"2026-03-{day + 1:00}T07:00:00Z", "return");
            }
        }
        return tenant;
    }
}
