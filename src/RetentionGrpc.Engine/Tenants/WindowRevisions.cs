namespace RetentionGrpc.Engine.Tenants;

/// <summary>
/// For every instant, the newest entry that changed what answers up to it say: events before it that came or were taken back, and whatever
/// changes answers of any time. The same revision means the same answer; that another one means another answer is not promised.
/// <para>
/// Events are told apart by quarters of an hour, at which every zone's days begin. Sequences only grow, so an event hides all that was
/// noted of later times: what is left rises in time and in sequence alike, and is a stack whose top live events change in place.
/// </para>
/// </summary>
public sealed class WindowRevisions
{
    /// <summary>A quarter of an hour, in milliseconds.</summary>
    public const long SlotMs = 15L * 60 * 1000;

    /// <summary>The most steps that are kept, 16 bytes each: 42 days of events that come in order.</summary>
    public const int MostSteps = 4_096;

    private Step[] _steps = [];
    private int _count;
    private long _general;

    /// <summary>Revisions that begin with an entry that may have changed everything.</summary>
    /// <param name="sequence">The entry; 0 for none.</param>
    internal WindowRevisions(long sequence) => _general = sequence;

    /// <summary>The newest entry that changed what answers say that read nothing from an instant on.</summary>
    /// <param name="endMs">The instant, UTC milliseconds.</param>
    public long Before(long endMs)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _steps[middle].FromMs < endMs ? (middle + 1, high) : (low, middle);
        }
        return low == 0 ? _general : Math.Max(_general, _steps[low - 1].Sequence);
    }

    /// <summary>An entry has an event, or takes one back.</summary>
    /// <param name="occurredMs">When it happened.</param>
    /// <param name="sequence">The entry; no earlier one than any before.</param>
    internal void Touch(long occurredMs, long sequence)
    {
        if (_count > 0 && occurredMs >= _steps[_count - 1].FromMs)
        {
            ref var newest = ref _steps[_count - 1];
            // Of an entry's events the earliest tells of the others.
            if (newest.Sequence == sequence)
                return;
            if (occurredMs - newest.FromMs < SlotMs)
            {
                newest.Sequence = sequence;
                return;
            }
        }
        Push(occurredMs - (occurredMs % SlotMs + SlotMs) % SlotMs, sequence);
    }

    /// <summary>An entry changes answers of any time.</summary>
    internal void TouchAll(long sequence)
    {
        _general = sequence;
        _count = 0;
    }

    private void Push(long fromMs, long sequence)
    {
        while (_count > 0 && _steps[_count - 1].FromMs >= fromMs)
            _count--;
        if (_count == MostSteps)
            Thin();
        if (_count == _steps.Length)
            Array.Resize(ref _steps, Math.Min(Math.Max(4, 2 * _count), MostSteps));
        _steps[_count++] = new() { FromMs = fromMs, Sequence = sequence };
    }

    /// <summary>Makes one of each two steps of the older half: between them the revision is newer than it need be.</summary>
    private void Thin()
    {
        for (var i = 0; i < MostSteps / 4; i++)
            _steps[i] = new() { FromMs = _steps[2 * i].FromMs, Sequence = _steps[2 * i + 1].Sequence };
        Array.Copy(_steps, MostSteps / 2, _steps, MostSteps / 4, MostSteps / 2);
        _count -= MostSteps / 4;
    }

    /// <summary>From an instant on, until the next step, the newest entry of what is before.</summary>
    private struct Step
    {
        public long FromMs;
        public long Sequence;
    }
}
