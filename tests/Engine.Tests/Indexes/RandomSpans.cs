namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Changes of customers' spans: live, late by any time, in the future, taken back, on boundaries, several in one day.</summary>
internal sealed class RandomSpans(Random random, int customers)
{
    private const int DaysBeforeAxis = 3;
    private const int DaysAhead = 8;

    public PlainSpans[] Of { get; } = [.. Enumerable.Range(0, customers).Select(_ => new PlainSpans())];

    /// <summary>Changes the turns of one customer.</summary>
    /// <param name="live">The end of the current day.</param>
    /// <returns>The customer.</returns>
    public int Next(int live)
    {
        var customer = random.Next(customers);
        var turns = Of[customer].Turns;
        var now = (live - 1) * PlainSpans.InstantsADay;
        switch (random.Next(10))
        {
            case < 5:
                Put(turns, now + random.Next(PlainSpans.InstantsADay));
                break;
            case < 6:
                Put(turns, now + random.Next(DaysAhead * PlainSpans.InstantsADay));
                break;
            case < 8:
                // A whole span more, or a span cut in two: what comes after stays as it is.
                var late = random.Next(-DaysBeforeAxis * PlainSpans.InstantsADay, now + PlainSpans.InstantsADay);
                Put(turns, late);
                Put(turns, late + random.Next(3 * PlainSpans.InstantsADay));
                break;
            case < 9 when turns.Count > 1:
                turns.RemoveRange(random.Next(turns.Count - 1), 2);
                break;
            default:
                // Every later begin becomes an end.
                if (turns.Count > 0)
                    turns.RemoveAt(random.Next(turns.Count));
                break;
        }
        return customer;
    }

    private void Put(List<int> turns, int instant)
    {
        if (random.Next(3) == 0)
            instant -= ((instant % PlainSpans.InstantsADay) + PlainSpans.InstantsADay) % PlainSpans.InstantsADay;
        turns.Add(instant);
        turns.Sort();
    }
}
