namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Recurring revenue between any two instants: the matrix for whole days, the customers whose revenue changed on a day for instants inside
/// it, and those apart whose revenue the matrix cannot hold.
/// </summary>
public sealed class RevenueIndex
{
    private readonly CustomerSet?[] _changed;

    /// <summary>An index without customers.</summary>
    /// <param name="limit">Boundaries from this one on are not told apart: questions about them are not for this index.</param>
    public RevenueIndex(int limit) => _changed = new CustomerSet?[limit];

    /// <summary>The revenue of all but the irregular customers.</summary>
    public RevenueMatrix Matrix { get; } = new();

    /// <summary>
    /// Customers with revenue that is not a whole number of shares, with too much, or with too many changes; each is to be looked at.
    /// </summary>
    public CustomerSet Irregular { get; } = new();

    /// <summary>The customers whose revenue changed on a day; null without any.</summary>
    public CustomerSet? ChangedOn(int day) => day >= 0 && day < _changed.Length ? _changed[day] : null;

    /// <summary>See <see cref="StateIndex.Parts"/>.</summary>
    internal IEnumerable<DigestedPart> Parts(string name, int steps, SegmentIndex segment) =>
        [.. Matrix.Parts(name, steps), new($"{name}, irregular customers", 1, _ => segment.DigestOf(Irregular))];

    /// <summary>Replaces a customer's revenue.</summary>
    internal void Change(int customer, RevenueSegments before, RevenueSegments after)
    {
        Matrix.Change(before, after);
        if (!after.IsRegular)
            Irregular.Add(customer);
        else if (!before.IsRegular)
            Irregular.Remove(customer);
        // A day that a customer no longer changes on may stay noted: it is looked at once more than needed, and counts the same.
        if (before.ChangeDays.SequenceEqual(after.ChangeDays))
            return;
        foreach (var day in after.ChangeDays)
        {
            if (day >= 0 && day < _changed.Length)
                (_changed[day] ??= new()).Add(customer);
        }
    }
}
