using RetentionGrpc.Engine.Indexes;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>The matrix of repeated purchases against plain lists, for every pair of boundaries.</summary>
public sealed class RepeatMatrixTests(ITestOutputHelper output)
{
    private const int Boundaries = 30;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Read_RandomHistories_CountsLikePlainLists(int k, bool byOrder)
    {
        var rounds = new MatrixRounds(output, $"at least {k} by {(byOrder ? "order" : "day")}");
        rounds.Run(30, random =>
        {
            var days = new RandomDays(random, customers: 6, byOrder);
            var matrix = new RepeatMatrix(k);
            for (var step = 0; step < 100; step++)
            {
                days.Next(matrix.LiveBoundary);
                matrix.Change(OnAxisAtTimes(random, days.Before), OnAxisAtTimes(random, days.After));
                if (random.Next(5) == 0)
                    matrix.RollTo(Math.Min(matrix.LiveBoundary + random.Next(4), Boundaries - 8));
                if (random.Next(12) == 0)
                    Compare(rounds, days.Of, matrix, k);
            }
            Compare(rounds, days.Of, matrix, k);
            var built = new RepeatMatrix(k);
            foreach (var customer in days.Of)
                built.Change([], customer.ToArray());
            built.RollTo(matrix.LiveBoundary);
            Compare(rounds, days.Of, built, k);
        });
    }

    /// <summary>Days before the axis may be given or left out.</summary>
    private static int[] OnAxisAtTimes(Random random, int[] days) => random.Next(2) == 0 ? days : [.. days.Where(day => day >= 0)];

    private static void Compare(MatrixRounds rounds, List<int>[] customers, RepeatMatrix matrix, int k)
    {
        for (var end = -1; end <= Boundaries; end++)
        {
            for (var start = -1; start <= end + 1; start++)
            {
                var repeated = customers.Count(days => days.Count(day => day >= Math.Max(start, 0) && day < end) >= k);
                rounds.Equal(repeated, matrix.Repeated(start, end), "repeated", start, end, matrix.LiveBoundary);
            }
        }
    }
}
