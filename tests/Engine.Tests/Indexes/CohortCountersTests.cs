using RetentionGrpc.Engine.Indexes;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Cohort counters against plain lists of events, each by its bucket.</summary>
public sealed class CohortCountersTests(ITestOutputHelper output)
{
    private const int Buckets = 25;

    [Fact]
    public void Read_RandomHistories_CountsLikePlainLists()
    {
        var rounds = new MatrixRounds(output, "cohorts");
        rounds.Run(60, random =>
        {
            List<int>[] customers = [.. Enumerable.Range(0, 12).Select(_ => new List<int>())];
            var counters = new CohortCounters();
            for (var step = 0; step < 200; step++)
            {
                var events = customers[random.Next(customers.Length)];
                List<int> before = [.. events];
                if (events.Count > 0 && random.Next(4) == 0)
                    events.RemoveAt(random.Next(events.Count));
                else
                    events.Add(random.Next(Math.Min(Buckets, 3 + (step / 6))));
                events.Sort();
                Change(counters, before, events);
                if (random.Next(20) == 0)
                    Compare(rounds, customers, counters);
            }
            Compare(rounds, customers, counters);
        });
    }

    [Fact]
    public void Add_BucketBeforeTheFirst_IsRefused()
    {
        var counters = new CohortCounters();
        Assert.Throws<ArgumentOutOfRangeException>(() => counters.Add(4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => counters.Add(-1, 3));
        Assert.Equal((0, 0, 0), (counters.Cohorts, counters.Size(4), counters.Count(-1, 3)));
    }

    private static void Change(CohortCounters counters, List<int> before, List<int> after)
    {
        var (first, now) = (before.Count == 0 ? -1 : before[0], after.Count == 0 ? -1 : after[0]);
        if (before.Count(bucket => bucket == first) > 1)
            counters.RemoveAgain(first);
        if (after.Count(bucket => bucket == now) > 1)
            counters.AddAgain(now);
        foreach (var gone in before.Except(after))
            counters.Remove(first, gone);
        if (first >= 0 && now >= 0 && first != now)
            counters.Move(first, now, before.Intersect(after).ToArray());
        foreach (var come in after.Except(before))
            counters.Add(now, come);
    }

    private static void Compare(MatrixRounds rounds, List<int>[] customers, CohortCounters counters)
    {
        for (var first = 0; first < Buckets; first++)
        {
            List<int>[] cohort = [.. customers.Where(events => events.Count > 0 && events[0] == first)];
            rounds.Equal(cohort.Length, counters.Size(first), "size", first, first, 0);
            rounds.Equal(cohort.Count(events => events.FindAll(bucket => bucket == first).Count > 1), counters.AgainInFirst(first),
                "again", first, first, 0);
            var sums = new long[Buckets - first - 3 > 0 ? Buckets - first - 3 : Buckets];
            Array.Fill(sums, 1_000);
            counters.AddRowTo(first, sums);
            for (var bucket = first; bucket < Buckets; bucket++)
            {
                var expected = cohort.Count(events => events.Contains(bucket));
                rounds.Equal(expected, counters.Count(first, bucket), "cell", first, bucket, 0);
                if (bucket - first < sums.Length)
                    rounds.Equal(expected + 1_000, sums[bucket - first], "sum", first, bucket, 0);
                var row = counters.Row(first);
                rounds.Equal(expected, bucket - first < row.Length ? row[bucket - first] : 0, "row", first, bucket, 0);
            }
        }
    }
}
