namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Who bought again between any two days: by the second last purchase before a boundary, and, of those who first bought between them, by
/// the first and the second. By days with a purchase and by orders.
/// </summary>
public sealed class PurchaseIndex
{
    /// <summary>By days with a purchase.</summary>
    public RepeatCounters ByDay { get; } = new();

    /// <summary>By orders.</summary>
    public RepeatCounters ByOrder { get; } = new();

    /// <summary>All matrices go on to a new day.</summary>
    public void RollTo(int today)
    {
        ByDay.RollTo(today);
        ByOrder.RollTo(today);
    }

    /// <summary>Takes a purchase that is later than all others of its customer: the newest of those given.</summary>
    internal void Append(PurchaseDays after)
    {
        ByDay.Change(after.DaysBeforeNewest, after.Days);
        ByOrder.Change(after.OrdersBeforeNewest, after.Orders);
    }

    /// <summary>Replaces what a customer bought.</summary>
    internal void Change(PurchaseDays before, PurchaseDays after)
    {
        ByDay.Change(before.Days, after.Days);
        ByOrder.Change(before.Orders, after.Orders);
    }
}

/// <summary>Customers with at least two of something that has a day.</summary>
public sealed class RepeatCounters
{
    private readonly RepeatMatrix _secondLast = new(2);
    private readonly AnswerMatrix _firstOfSecond = new();
    private readonly DayCounts _secondDays = new();
    private int _secondsBeforeAxis;

    /// <summary>Customers with two in the days [start, end).</summary>
    public long In(int start, int end) => _secondLast.Repeated(start, end);

    /// <summary>Customers with two before a boundary, of whom the first lies in the days [start, end).</summary>
    public long OfAcquired(int start, int end) => end <= start ? 0 : _firstOfSecond.Suffix(end, start);

    /// <summary>Customers with two before a boundary.</summary>
    public long Before(int end) => _secondsBeforeAxis + _secondDays.Before(end);

    internal IEnumerable<DigestedPart> Parts(string name, int steps) =>
    [
        new($"{name}, matrix of second last ones", steps, row => _secondLast.DigestOf(row, steps)),
        new($"{name}, matrix of the first of two", steps, row => _firstOfSecond.DigestOf(row, steps)),
        new($"{name}, second ones by day", 1, _ =>
        {
            var digest = new CellDigest();
            digest.Add(-1, _secondsBeforeAxis);
            _secondDays.AddTo(ref digest, 0);
            return digest.Sum;
        }),
    ];

    internal void RollTo(int today)
    {
        _secondLast.RollTo(today);
        _firstOfSecond.RollTo(today);
    }

    internal void Change(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        if (before.SequenceEqual(after))
            return;
        _secondLast.Change(before, after);
        // The first two decide, and to take them out and in again would walk through all rows since then.
        if (FirstTwo(before).SequenceEqual(FirstTwo(after)))
            return;
        Count(before, -1);
        Count(after, 1);
    }

    private static ReadOnlySpan<int> FirstTwo(ReadOnlySpan<int> days) => days[..Math.Min(days.Length, 2)];

    private void Count(ReadOnlySpan<int> days, int weight)
    {
        if (days.Length < 2)
            return;
        if (days[1] < 0)
        {
            _secondsBeforeAxis += weight;
            return;
        }
        _secondDays.Add(days[1], weight);
        if (days[0] >= 0)
            _firstOfSecond.Add(days[1] + 1, AnswerMatrix.Forever, days[0], weight);
    }
}
