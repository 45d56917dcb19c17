namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The customers at each boundary under one inactivity of whole days, and those of them who are none at the next, side by side for all
/// days:
/// read from the rows of an <see cref="ActivityMatrix"/> at the first question, and again from the earliest row on that changed since.
/// </summary>
/// <param name="days">The inactivity.</param>
internal sealed class InactivityDays(int days)
{
    private int[] _alive = [];
    private int[] _lost = [];
    private int _known;

    /// <summary>The inactivity, in days.</summary>
    public int Days => days;

    /// <summary>A row and all after it may have changed.</summary>
    public void Forget(int row) => _known = Math.Min(_known, row);

    /// <summary>Reads the boundaries up to one, as far as they are not known.</summary>
    public void ReadTo(ActivityMatrix matrix, int boundary)
    {
        if (boundary < _known)
            return;
        if (boundary >= _alive.Length)
        {
            var room = Math.Max(boundary + 1, Growth.Next(_alive.Length));
            Array.Resize(ref _alive, room);
            Array.Resize(ref _lost, room);
        }
        for (; _known <= boundary; _known++)
        {
            _alive[_known] = (int)matrix.Active(_known - days, _known);
            if (_known > 0)
                _lost[_known - 1] = (int)matrix.LastActiveOn(_known - 1 - days, _known);
        }
    }

    /// <summary>The customers at the start of each of some days.</summary>
    public ReadOnlySpan<int> Alive(int firstDay, int count) => _alive.AsSpan(firstDay, count);

    /// <summary>Those of them who are none at its end.</summary>
    public ReadOnlySpan<int> Lost(int firstDay, int count) => _lost.AsSpan(firstDay, count);
}
