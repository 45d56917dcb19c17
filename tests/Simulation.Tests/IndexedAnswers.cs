using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Simulation;

/// <summary>
/// What a server answers from indexes that it built while events came in, against the timelines of a refold, which has none: in windows
/// of whole days and with ends inside a day.
/// </summary>
/// <param name="live">The server's partitions, at rest.</param>
/// <param name="refold">The same log, folded at once.</param>
internal sealed class IndexedAnswers(PartitionSet live, PartitionSet refold)
{
    private const long DayMs = 24 * 3600 * 1000;
    private const long InactivityMs = 9 * DayMs;

    /// <summary>Asks about the time of some events.</summary>
    /// <returns>What differs, or null.</returns>
    public string? Compare(string tenant, int eventCount, SimRandom random)
    {
        var lastDay = (int)(eventCount * Ledger.StepMs / DayMs) + 2;
        Interval[] windows = [Between(0, lastDay, 0), Draw(lastDay, random, 0), Draw(lastDay, random, 1 + random.Below((int)DayMs - 1))];
        var population = new ChurnPopulation(CustomerBasis.Activity, InactivityMs, ActivitySelector.Any, Filter.None);
        var active = Array.ConvertAll(windows, window => new ActivityWindow(window, ActivitySelector.Any));
        for (var partition = 0; partition < live.Count; partition++)
        {
            if (live[partition].Enter(state => state.Tenants.Any(one => one.Indexes.Failure is not null)))
                return $"partition {partition} has given its indexes up";
            // A server may have come up with the last step of its world.
            while (live[partition].Enter(state => state.BuildIndexes(8)))
                continue;
            var difference = Differ(partition, tenant, new ChurnQuery(population, windows), Shown)
                ?? Differ(partition, tenant, new RetentionQuery(active[0], active, Filter.None), Shown);
            if (difference is not null)
                return $"{difference} of {string.Join(", ", windows)}";
        }
        return null;
    }

    private string? Differ<T>(int partition, string tenant, Query<T> query, Func<T, string> shown)
    {
        var (hasEvents, found) = live[partition].Enter(
            state => (state.Find(tenant)!.Indexes.Ready is not null, state.Answer(tenant, query)));
        var expected = refold[partition].Enter(state => state.Answer(tenant, query));
        if (expected.Cost.Path != AnswerPath.Timelines || (hasEvents && found.Cost.Path.HasFlag(AnswerPath.Timelines)))
            return $"partition {partition} answers {tenant} by {found.Cost.Path}, its refold by {expected.Cost.Path}";
        return shown(found.Partial) == shown(expected.Partial)
            ? null
            : $"partition {partition} answers {tenant} with {shown(found.Partial)}, its refold with {shown(expected.Partial)}";
    }

    private static string Shown(IReadOnlyList<WindowChurn> churn) =>
        string.Join(" | ", churn.Select(each => $"{each.Counts} {string.Join(' ', each.Days)}"));

    private static string Shown(RetentionCounts counts) => $"{counts.Base} {string.Join(' ', counts.Comparisons)}";

    private static Interval Draw(int lastDay, SimRandom random, long insideMs)
    {
        var start = random.Below(lastDay);
        return Between(start, start + 1 + random.Below(lastDay), insideMs);
    }

    private static Interval Between(int start, int end, long insideMs) =>
        new(Ledger.FirstMs + start * DayMs + insideMs, Ledger.FirstMs + end * DayMs + insideMs);
}
