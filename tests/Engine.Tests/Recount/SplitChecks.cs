using PlainRecount;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>What tests of split answers have in common.</summary>
internal static class SplitChecks
{
    /// <summary>Holds every group of the answer equal to the recount, in every folding.</summary>
    /// <param name="round">The round.</param>
    /// <param name="split">The groups by the recount.</param>
    /// <param name="sizeOf">Customers of a group by the recount: groups of nobody are left out of a split answer.</param>
    /// <param name="lineOf">What the recount says of a group.</param>
    /// <param name="query">Makes the question: asking may change it.</param>
    /// <param name="answered">What the engine says of a group.</param>
    /// <param name="question">The question in words.</param>
    /// <param name="whole">What the recount says of all groups together; null where it is not asked.</param>
    /// <returns>How many groups there are.</returns>
    public static int Same<T>(
        Round round, PlainSplit split, Func<string, long> sizeOf, Func<string, string> lineOf, Func<SplitQuery<T>> query,
        Func<T, string> answered, string question, string? whole = null)
        where T : class, IStatistic<T>
    {
        var expected = split.Groups.Where(group => group == "ALL" || sizeOf(group) > 0)
            .Select(group => $"{group} of {sizeOf(group)}: {lineOf(group)}").ToList();
        foreach (var folded in round.Folded)
        {
            var asked = query();
            var answer = folded.AskSplit(asked);
            var groups = answer.Groups()
                .Select(group => $"{EngineQuestions.NameOf(group)} of {group.Statistic.Customers}: {answered(group.Statistic)}");
            round.SameList(expected, groups, folded, () => question);
            if (whole is not null)
                round.Same(whole, answered(asked.Whole(answer)), folded, () => $"{question}: all groups together");
        }
        return expected.Count;
    }

    /// <summary>
    /// A group by chance whose members are asked for, by its name and as the engine is told it; none where nothing is split, and now and
    /// then else.
    /// </summary>
    public static (string? Name, ChosenGroup? Group) Part(Round round, PlainSplit split, Grouping? grouping)
    {
        var random = round.Random.Random;
        if (grouping is null || random.Next(3) == 0)
            return (null, null);
        var names = split.Groups.ToList();
        var name = names[random.Next(names.Count)];
        return name switch
        {
            "OTHER" => (name, new(
                grouping with { Values = [.. split.Largest.Select(EngineQuestions.Utf8)] }, GroupKind.Other, [])),
            "NONE" => (name, new(grouping, GroupKind.None, [])),
            _ => (name, new(grouping, GroupKind.Value, EngineQuestions.Utf8(name[1..^1]))),
        };
    }

    /// <summary>Many short buckets, the days about the tenant's events: in most of them most customers do nothing.</summary>
    public static List<Span> DaysOf(Round round)
    {
        var (tenant, window) = (round.Random.Tenant, round.Random.Window);
        var days = tenant.Calendar.Buckets(window.StartMs, window.EndMs, PlainUnit.Day, 1).Take(60).ToList();
        return [new(days[0].StartMs, days[^1].EndMs), .. days];
    }

    /// <summary>A group by chance of a split by an attribute, as members are asked of it, and who is in it.</summary>
    public static (ChosenGroup? Group, Func<string, bool> Has) PartOfCustomers(Round round)
    {
        var grouping = round.Questions.Grouping(hasEvents: false);
        string? ValueOf(string id) => grouping?.ValueOf(round.History.Customers[id], null);
        var split = new PlainSplit(grouping, round.History.Customers.Keys.Select(id => (id, ValueOf(id))));
        var (name, group) = Part(round, split, EngineQuestions.Of(grouping));
        return (group, id => name is null || split.GroupOf(ValueOf(id)) == name);
    }

    /// <summary>A window by chance and its buckets; now and then so many that groups are found in a first reading.</summary>
    public static (Span Window, PlainUnit Unit, int Multiple) ManyBuckets(Round round)
    {
        var window = round.Questions.Window();
        if (round.Random.Random.Next(3) == 0)
            return (new(window.StartMs, window.StartMs + 110 * 3_600_000L), PlainUnit.Hour, 1);
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Hour, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month);
        return (window, unit, multiple);
    }

    /// <summary>A window by chance, widened, and its buckets.</summary>
    public static List<Span> WindowsOf(Round round)
    {
        var window = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month);
        var buckets = round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple);
        return buckets.Count == 0 ? [window] : [new(buckets[0].StartMs, buckets[^1].EndMs), .. buckets.Take(5)];
    }
}
