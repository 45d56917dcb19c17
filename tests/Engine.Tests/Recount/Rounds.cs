using PlainRecount;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>One seed: the plain history, and the same events folded in five orders: by 1, 3 and 4 partitions without indexes, and by 2 with
/// indexes.</summary>
internal sealed class Round
{
    private static readonly int[] PartitionCounts = [1, 3, 4];

    // Some days fewer than there are events of, so that axes begin late, are rebuilt, and some questions reach before them.
    private static readonly int[] IndexedDays = [1_830, 25];

    public Round(int seed, bool isShop = false, PlainKind? rich = null)
    {
        Random = new RandomTenant(seed, isShop, rich);
        History = new PlainHistory(Random.Tenant, Random.Arrival);
        Questions = new RandomQuestions(Random);
        Folded =
        [
            .. PartitionCounts.Select(count =>
                new FoldedTenant(Random.Tenant, Random.Shuffled(Random.Arrival), count, seed + count)),
            .. IndexedDays.Select(days => new FoldedTenant(
                Random.Tenant, Random.Shuffled(Random.Arrival), 2, seed + days, new(MinEvents: 1, days, AnswersAlways: true),
                Questions.Declare())),
        ];
    }

    public RandomTenant Random { get; }

    public PlainHistory History { get; }

    public RandomQuestions Questions { get; }

    public IReadOnlyList<FoldedTenant> Folded { get; }

    public void Same<T>(T expected, T actual, FoldedTenant folded, Func<string> question)
    {
        if (EqualityComparer<T>.Default.Equals(expected, actual))
            return;
        Assert.Fail($"seed {Random.Seed}, {folded.PartitionCount} partitions, {Random.Tenant.Describe()}: {question()}\n"
            + $"recount: {expected}\nengine:  {actual}");
    }

    /// <summary>Two lists; the first item that differs is told.</summary>
    public void SameList<T>(IEnumerable<T> expected, IEnumerable<T> actual, FoldedTenant folded, Func<string> question)
    {
        var (recounted, answered) = (expected.ToList(), actual.ToList());
        for (var i = 0; i < Math.Min(recounted.Count, answered.Count); i++)
            Same(recounted[i], answered[i], folded, () => $"{question()}: item {i}");
        Same(recounted.Count, answered.Count, folded, () => $"{question()}: number of items");
    }
}

/// <summary>How many seeds are tried: RETENTION_PROPERTY_ROUNDS, or as many as a build has time for.</summary>
internal static class Rounds
{
    public static IEnumerable<Round> Of(int firstSeed, int rounds, bool isShop = false, PlainKind? rich = null)
    {
        var wanted = Environment.GetEnvironmentVariable("RETENTION_PROPERTY_ROUNDS");
        var count = int.TryParse(wanted, out var number) ? number : rounds;
        return Enumerable.Range(firstSeed, count).Select(seed => new Round(seed, isShop, rich));
    }
}
