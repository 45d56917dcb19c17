namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Who was a customer at any two instants, by one rule: the matrix for whole days, the customers who began or ended on a day for instants
/// inside it, and those apart whose first ever start is not where they first became customers.
/// </summary>
public sealed class StateIndex
{
    private readonly CustomerSet?[] _changed;

    /// <summary>An index without customers.</summary>
    /// <param name="limit">Boundaries from this one on are not told apart: questions about them are not for this index.</param>
    public StateIndex(int limit) => _changed = new CustomerSet?[limit];

    /// <summary>The customers whose first ever start is where they first became customers.</summary>
    public StateMatrix Matrix { get; } = new();

    /// <summary>The others; each is to be looked at.</summary>
    public CustomerSet Irregular { get; } = new();

    /// <summary>The customers who began or ended on a day; null without any.</summary>
    public CustomerSet? ChangedOn(int day) => day >= 0 && day < _changed.Length ? _changed[day] : null;

    /// <summary>Replaces when a customer was one.</summary>
    internal void Change(int customer, SegmentList before, SegmentList after)
    {
        if (!before.Segments.SequenceEqual(after.Segments) || before.IsRegular != after.IsRegular)
        {
            Matrix.Change(before.IsRegular ? before.Segments : [], after.IsRegular ? after.Segments : []);
            if (!after.IsRegular)
                Irregular.Add(customer);
            else if (!before.IsRegular)
                Irregular.Remove(customer);
        }
        // A day that a customer no longer changes on may stay noted: it is looked at once more than needed, and counts the same.
        if (!before.ChangeDays.SequenceEqual(after.ChangeDays))
        {
            foreach (var day in after.ChangeDays)
                Note(day, customer);
        }
    }

    /// <summary>
    /// What it consists of; see <see cref="DigestedPart"/>. Days that are noted once more than needed are no part; see
    /// <see cref="Change"/>.
    /// </summary>
    internal IEnumerable<DigestedPart> Parts(string name, int steps, SegmentIndex segment) =>
        [.. Matrix.Parts(name, steps), new($"{name}, irregular customers", 1, _ => segment.DigestOf(Irregular))];

    private void Note(int day, int customer)
    {
        if (day >= 0 && day < _changed.Length)
            (_changed[day] ??= new()).Add(customer);
    }
}
