using RetentionGrpc.Engine.Indexes;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>The activity matrix against plain lists of days, for every pair of boundaries, those in the future included.</summary>
public sealed class ActivityMatrixTests(ITestOutputHelper output)
{
    private const int Boundaries = 34;

    [Fact]
    public void Read_RandomHistories_CountsLikePlainLists()
    {
        var rounds = new MatrixRounds(output, "activity");
        rounds.Run(60, random =>
        {
            var days = new RandomDays(random, customers: 9, several: false);
            var matrix = new ActivityMatrix();
            for (var step = 0; step < 120; step++)
            {
                var (_, day, added) = days.Next(matrix.LiveBoundary);
                Change(matrix, days.Before, days.After, day, added);
                if (random.Next(5) == 0)
                    matrix.RollTo(Math.Min(matrix.LiveBoundary + random.Next(4), Boundaries - 8));
                if (random.Next(12) == 0)
                    Compare(rounds, days.Of, matrix);
                if (random.Next(12) == 0)
                    CompareInactivities(rounds, days.Of, matrix, random.Next(4) == 0 ? 12 : 4);
            }
            Compare(rounds, days.Of, matrix);
            CompareInactivities(rounds, days.Of, matrix, 12);
            Compare(rounds, days.Of, Built(days.Of, matrix.LiveBoundary));
        });
    }

    [Fact]
    public void AddDay_NotBetweenItsNeighbours_IsRefused()
    {
        var matrix = new ActivityMatrix();
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.AddDay(5, 5, ActivityMatrix.Never));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.AddDay(ActivityMatrix.BeforeAxis, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.AddDay(-2, -1, 5));
    }

    /// <summary>Everything at once, before the first day has gone by.</summary>
    private static ActivityMatrix Built(IEnumerable<List<int>> customers, int live)
    {
        var matrix = new ActivityMatrix();
        foreach (var days in customers)
        {
            matrix.MoveFirst(ActivityMatrix.Never, FirstOf(days));
            var onAxis = days.FindAll(day => day >= 0);
            for (var i = 0; i < onAxis.Count; i++)
                matrix.AddDay(i == 0 ? ActivityMatrix.BeforeAxis : onAxis[i - 1], onAxis[i], ActivityMatrix.Never);
        }
        matrix.RollTo(live);
        return matrix;
    }

    private static void Change(ActivityMatrix matrix, int[] before, int[] after, int day, bool added)
    {
        if (FirstOf(before) != FirstOf(after))
            matrix.MoveFirst(FirstOf(before), FirstOf(after));
        if (day < 0)
            return;
        var previous = before.Where(other => other >= 0 && other < day).DefaultIfEmpty(ActivityMatrix.BeforeAxis).Max();
        var next = before.Where(other => other > day).DefaultIfEmpty(ActivityMatrix.Never).Min();
        if (added)
            matrix.AddDay(previous, day, next);
        else
            matrix.RemoveDay(previous, day, next);
    }

    private static int FirstOf(IReadOnlyList<int> days) => days.Count == 0 ? ActivityMatrix.Never : Math.Max(days[0], -1);

    /// <summary>Few inactivities are kept, and read again after changes of rows that were read before; of many, some are not.</summary>
    private static void CompareInactivities(MatrixRounds rounds, List<int>[] customers, ActivityMatrix matrix, int inactivities)
    {
        var live = matrix.LiveBoundary;
        for (var inactivity = 1; inactivity <= inactivities; inactivity++)
        {
            var read = matrix.Inactivity(inactivity, live);
            for (var t = 0; t <= live; t++)
            {
                rounds.Equal(customers.Count(days => IsAlive(days, t)), read.Alive(t, 1)[0], $"{inactivity} days", t - inactivity, t, live);
                if (t < live)
                {
                    var lost = customers.Count(days => IsAlive(days, t) && !IsAlive(days, t + 1));
                    rounds.Equal(lost, read.Lost(t, 1)[0], $"lost by {inactivity} days", t - inactivity, t, live);
                }
            }

            // The axis begins with day 0: what lies before it is not seen.
            bool IsAlive(List<int> days, int t) => days.Exists(day => day >= Math.Max(0, t - inactivity) && day < t);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Inactivity(1, live + 1));
    }

    private static void Compare(MatrixRounds rounds, List<int>[] customers, ActivityMatrix matrix)
    {
        var live = matrix.LiveBoundary;
        for (var end = -1; end <= Boundaries; end++)
        {
            var ever = customers.Count(days => days.Exists(day => day < Math.Max(end, 0)));
            rounds.Equal(ever, matrix.FirstBefore(end), "ever active", 0, end, live);
            for (var start = -2; start <= end + 1; start++)
            {
                var active = customers.Count(days => days.Exists(day => day >= Math.Max(start, 0) && day < end));
                rounds.Equal(active, matrix.Active(start, end), "active", start, end, live);
                var isNew = customers.Count(days => days.Count > 0 && days[0] >= Math.Max(start, 0) && days[0] < end);
                rounds.Equal(isNew, matrix.New(start, end), "new", start, end, live);
                var last = start < 0 ? 0 : customers.Count(days => days.FindLast(day => day < end) == start
                    && days.Exists(day => day == start && day < end));
                rounds.Equal(last, matrix.LastActiveOn(start, end), "last active", start, end, live);
            }
        }
    }
}
