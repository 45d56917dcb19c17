using RetentionGrpc.Engine.Indexes;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>The state matrix against plain spans, for every pair of boundaries, those in the future included.</summary>
public sealed class StateMatrixTests(ITestOutputHelper output)
{
    private const int Boundaries = 28;

    [Fact]
    public void Read_RandomSpans_CountsLikePlainOnes()
    {
        var rounds = new MatrixRounds(output, "states by spans");
        rounds.Run(24, random =>
        {
            var spans = new RandomSpans(random, customers: 6);
            var matrix = new StateMatrix();
            var told = new StateSegment[spans.Of.Length][];
            Array.Fill(told, []);
            for (var step = 0; step < 90; step++)
            {
                var customer = spans.Next(matrix.LiveBoundary);
                if (random.Next(3) > 0)
                    Tell(customer);
                if (random.Next(5) == 0)
                    matrix.RollTo(Math.Min(matrix.LiveBoundary + random.Next(4), Boundaries - 6));
                if (random.Next(15) == 0)
                    TellAndCompare();
            }
            TellAndCompare();
            Compare(rounds, spans.Of, Built(random, spans.Of, matrix.LiveBoundary));

            void Tell(int customer)
            {
                var segments = spans.Of[customer].Segments();
                matrix.Change(told[customer], segments);
                told[customer] = random.Next(2) == 0 ? segments : MergedOf(segments);
            }

            void TellAndCompare()
            {
                for (var customer = 0; customer < told.Length; customer++)
                    Tell(customer);
                Compare(rounds, spans.Of, matrix);
            }
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Read_RandomDaysUnderAnInactivityRule_CountsLikePlainLists(int inactivity)
    {
        var rounds = new MatrixRounds(output, $"states under {inactivity} days of inactivity");
        rounds.Run(20, random =>
        {
            var days = new RandomDays(random, customers: 6, several: false);
            var matrix = new StateMatrix();
            for (var step = 0; step < 90; step++)
            {
                days.Next(matrix.LiveBoundary);
                matrix.Change(RunsOf(days.Before, inactivity, step % 2 == 0), RunsOf(days.After, inactivity, step % 3 == 0));
                if (random.Next(5) == 0)
                    matrix.RollTo(Math.Min(matrix.LiveBoundary + random.Next(4), Boundaries - 6));
                if (random.Next(15) == 0)
                    CompareRuns(rounds, days.Of, inactivity, matrix);
            }
            CompareRuns(rounds, days.Of, inactivity, matrix);
        });
    }

    [Fact]
    public void Read_WorkedExample_IsThatOfTheDefinitions()
    {
        // METRICS.md §3, June as days 31 to 60, boundary 31 its start: spans of the customers A to J.
        var matrix = new StateMatrix();
        StateSegment[][] customers =
        [
            [new(2, StateSegment.Forever)], [new(2, 19), new(41, StateSegment.Forever)], [new(2, 31)],
            [new(5, 5), new(51, StateSegment.Forever)], [new(36, 55)], [new(2, StateSegment.Forever)], [new(32, StateSegment.Forever)],
            [new(62, StateSegment.Forever)], [new(-19, -11), new(39, 39)], [new(33, 34)],
        ];
        // D is new in June: its first start is the 5th of June.
        customers[3] = [new(36, 36), new(51, StateSegment.Forever)];
        foreach (var segments in customers)
            matrix.Change([], segments);
        var expected = new StateCounts(Start: 3, End: 5, Retained: 2, New: 4, NewRetained: 2, LostFromReturned: 1);
        Assert.Equal(expected, matrix.Read(31, 61));
        matrix.RollTo(61);
        Assert.Equal(expected, matrix.Read(31, 61));
        Assert.Equal((1L, 2L, 1L), (expected.LostFromStart, expected.LostFromNew, expected.Returned));
    }

    [Fact]
    public void Read_EndBeforeStart_IsRefused()
    {
        var matrix = new StateMatrix();
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Read(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Read(-1, 2));
    }

    private static StateMatrix Built(Random random, PlainSpans[] customers, int live)
    {
        var matrix = new StateMatrix();
        var order = customers.ToArray();
        random.Shuffle(order);
        foreach (var customer in order)
            matrix.Change([], customer.Segments());
        matrix.RollTo(live);
        return matrix;
    }

    /// <summary>The same boundaries with touching spans as one.</summary>
    private static StateSegment[] MergedOf(StateSegment[] segments)
    {
        var merged = new List<StateSegment>();
        foreach (var segment in segments)
        {
            if (merged.Count > 0 && merged[^1].Last + 1 == segment.First)
                merged[^1] = merged[^1] with { Last = segment.Last };
            else
                merged.Add(segment);
        }
        return [.. merged];
    }

    private static StateSegment[] RunsOf(int[] days, int inactivity, bool merge)
    {
        var runs = new List<StateSegment>();
        foreach (var day in days)
        {
            if (runs.Count > 0 && day + 1 <= runs[^1].Last)
                runs[^1] = runs[^1] with { Last = day + inactivity };
            else
                runs.Add(new(day + 1, day + inactivity));
        }
        return merge ? MergedOf([.. runs]) : [.. runs];
    }

    private static void Compare(MatrixRounds rounds, PlainSpans[] customers, StateMatrix matrix)
    {
        var at = Enumerable.Range(0, Boundaries + 2)
            .Select(boundary => Array.ConvertAll(customers, customer => customer.IsCustomerAt(boundary))).ToArray();
        Compare(rounds, matrix, at, (who, start, end) => customers[who].IsNewIn(start, end),
            (who, start, end) => customers[who].IsLostFromReturned(start, end));
    }

    private static void CompareRuns(MatrixRounds rounds, List<int>[] customers, int inactivity, StateMatrix matrix)
    {
        var at = Enumerable.Range(0, Boundaries + 2).Select(boundary => Array.ConvertAll(customers,
            days => days.Exists(day => day >= boundary - inactivity && day < boundary))).ToArray();
        Compare(rounds, matrix, at, IsNew, (who, start, end) => !at[start][who] && !at[end][who] && !IsNew(who, start, end)
            && customers[who].Exists(day => day >= start && day < end));

        bool IsNew(int who, int start, int end) => customers[who].Count > 0 && customers[who][0] >= start && customers[who][0] < end;
    }

    private static void Compare(MatrixRounds rounds, StateMatrix matrix, bool[][] at, Func<int, int, int, bool> isNew,
        Func<int, int, int, bool> isLostFromReturned)
    {
        var live = matrix.LiveBoundary;
        var all = Enumerable.Range(0, at[0].Length).ToArray();
        for (var end = 0; end <= Boundaries; end++)
        {
            Equal(who => at[end][who], matrix.AliveAt(end), "alive", 0, end);
            Equal(who => at[end][who] && !at[end + 1][who], matrix.LostOn(end), "lost on", end, end + 1);
            Equal(who => !at[end][who] && at[end + 1][who], matrix.GainedOn(end), "gained on", end, end + 1);
            Equal(who => isNew(who, end, end + 1), matrix.NewOn(end), "new on", end, end + 1);
            for (var start = 0; start <= end; start++)
            {
                var counts = matrix.Read(start, end);
                Equal(who => at[start][who], counts.Start, "start", start, end);
                Equal(who => at[end][who], counts.End, "end", start, end);
                Equal(who => at[start][who] && at[end][who], counts.Retained, "retained", start, end);
                Equal(who => at[start][who] && !at[end][who], counts.LostFromStart, "lost from start", start, end);
                Equal(who => isNew(who, start, end), counts.New, "new", start, end);
                Equal(who => isNew(who, start, end) && at[end][who], counts.NewRetained, "new retained", start, end);
                Equal(who => isNew(who, start, end) && !at[end][who], counts.LostFromNew, "lost from new", start, end);
                Equal(who => at[end][who] && !at[start][who] && !isNew(who, start, end), counts.Returned, "returned", start, end);
                Equal(who => isLostFromReturned(who, start, end), counts.LostFromReturned, "lost from returned", start, end);
            }
        }

        void Equal(Func<int, bool> counted, long actual, string what, int start, int end) =>
            rounds.Equal(all.Count(counted), actual, what, start, end, live);
    }
}
