using RetentionGrpc.Engine.Tests.Recount;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Indexed answer == reference answer, over random tenants, windows, metrics and filters; events late and shuffled.</summary>
public sealed class IndexDrawsTests(ITestOutputHelper output)
{
    private const int DrawsOfTenant = 700;

    /// <summary>How many draws are made: RETENTION_INDEX_DRAWS, or as many as a build has time for.</summary>
    [Fact]
    public void AnswersFromIndexes_AreThoseFromTimelines()
    {
        var draws = int.TryParse(Environment.GetEnvironmentVariable("RETENTION_INDEX_DRAWS"), out var wanted) ? wanted : 100_000;
        var telling = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 0; seed * DrawsOfTenant < draws; seed++)
            DrawFrom(70_000 + seed, telling);
        foreach (var (way, count) in telling)
            output.WriteLine($"measured: {way}: {count} answers with somebody in them, of {draws} draws");
        string[] ways =
        [
            "churn by contract: Matrices", "churn by contract: Timelines", "churn by activity: Matrices", "churn by activity: Bitmaps",
            "churn by activity: Matrices, Bitmaps", "retention: Matrices", "retention: Bitmaps", "activity: Matrices, Bitmaps",
            "activity: Timelines", "lifecycle: Matrices", "lifecycle: Bitmaps", "cohorts: CohortCounters", "cohorts: Bitmaps",
            "cohorts: Timelines", "repeat purchase: Matrices", "repeat purchase: Timelines", "recurring revenue: Matrices",
            "recurring revenue: Timelines",
        ];
        foreach (var way in ways)
            Assert.True(telling.GetValueOrDefault(way) >= draws / 200, $"{way}: only {telling.GetValueOrDefault(way)} of {draws} draws");
    }

    private static void DrawFrom(int seed, SortedDictionary<string, int> telling)
    {
        var tenant = new RandomTenant(seed);
        var questions = new RandomQuestions(tenant);
        var days = seed % 3 == 0 ? 25 : 1_830;
        var arrival = (seed % 4) switch
        {
            1 => tenant.Shuffled(tenant.Arrival),
            3 => new ErasedCustomers(tenant.Arrival, 3 * seed).Arrival(tenant),
            _ => tenant.Arrival,
        };
        var scanned = new FoldedTenant(tenant.Tenant, arrival, 1, seed);
        var indexed = new FoldedTenant(
            tenant.Tenant, arrival, 2, seed, new(MinEvents: 1, days, AnswersAlways: true), questions.Declare());
        var draws = new IndexDraws(tenant, questions, scanned, indexed);
        for (var i = 0; i < DrawsOfTenant; i++)
        {
            var metric = i % IndexDraws.Metrics.Length;
            var (path, isTelling, difference) = draws.Draw(metric);
            Assert.True(difference is null, $"{IndexDraws.Metrics[metric]}, draw {i}: {difference}");
            var way = $"{IndexDraws.Metrics[metric]}: {path}";
            telling[way] = telling.GetValueOrDefault(way) + (isTelling ? 1 : 0);
        }
    }
}
