using PlainRecount;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>One seed: the plain history, and the same events folded in six orders: by 1, 3 and 4 partitions without indexes, by 2 with
/// indexes, and once restored halfway into another number of partitions. In some of them customers are erased on the way.</summary>
internal sealed class Round
{
    private static readonly int[] PartitionCounts = [1, 3, 4];

    // Some days fewer than there are events of, so that axes begin late, are rebuilt, and some questions reach before them.
    private static readonly int[] IndexedDays = [1_830, 25];

    // From how many partitions into how many; with indexes or without.
    private static readonly (int From, int Into, bool IsIndexed)[] Restores =
        [(3, 2, false), (4, 4, true), (1, 3, false), (4, 1, true), (2, 4, false)];

    public Round(int seed, bool isShop = false, PlainKind? rich = null)
    {
        Random = new RandomTenant(seed, isShop, rich);
        Erased = new ErasedCustomers(Random.Arrival, seed);
        History = new PlainHistory(Random.Tenant, Erased.Remaining);
        Questions = new RandomQuestions(Random);
        Folded =
        [
            .. PartitionCounts.Select(count =>
                new FoldedTenant(Random.Tenant, Erased.Arrival(Random), count, seed + count)),
            .. IndexedDays.Select(days => new FoldedTenant(
                Random.Tenant, Erased.Arrival(Random), 2, seed + days, new(MinEvents: 1, days, AnswersAlways: true),
                Questions.Declare())),
            RestoredTenant(seed, Restores[seed % Restores.Length]),
        ];
    }

    private FoldedTenant RestoredTenant(int seed, (int From, int Into, bool IsIndexed) way) => new(
        Random.Tenant, Erased.Arrival(Random), way.From, seed + 7,
        way.IsIndexed ? new(MinEvents: 1, IndexedDays[0], AnswersAlways: true) : null, way.IsIndexed ? Questions.Declare() : null,
        way.Into);

    public RandomTenant Random { get; }

    public ErasedCustomers Erased { get; }

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
