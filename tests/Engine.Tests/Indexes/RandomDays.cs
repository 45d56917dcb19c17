namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Days of events as they come: most of them today, a third late by any time, some in the future, some taken back.</summary>
internal sealed class RandomDays(Random random, int customers, bool several)
{
    private const int DaysBeforeAxis = 4;
    private const int DaysAhead = 8;

    /// <summary>Days of each customer, ascending; negative ones are before the axis.</summary>
    public List<int>[] Of { get; } = [.. Enumerable.Range(0, customers).Select(_ => new List<int>())];

    /// <summary>The days that were changed by the last <see cref="Next"/>, before and after it.</summary>
    public int[] Before { get; private set; } = [];

    /// <inheritdoc cref="Before"/>
    public int[] After { get; private set; } = [];

    /// <summary>Changes the days of one customer.</summary>
    /// <param name="live">The end of the current day.</param>
    /// <returns>The day that was added, or taken away; the customer.</returns>
    public (int Customer, int Day, bool Added) Next(int live)
    {
        while (true)
        {
            var customer = random.Next(customers);
            var days = Of[customer];
            var kind = random.Next(100);
            var day = kind switch
            {
                < 30 => random.Next(-DaysBeforeAxis, live + 1),
                < 40 => live + random.Next(DaysAhead),
                < 60 when days.Count > 0 => days[random.Next(days.Count)],
                _ => live - 1,
            };
            var removes = kind is >= 40 and < 60 && days.Count > 0;
            if (!removes && !several && days.Contains(day))
                continue;
            Before = [.. days];
            if (removes)
                days.Remove(day);
            else
                days.Add(day);
            days.Sort();
            After = [.. days];
            return (customer, day, !removes);
        }
    }
}
