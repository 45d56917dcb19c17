namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// Of one value the earliest selected event, cell by cell; and, in further cells, so many of the latest. What comes from several partitions
/// is added up.
/// </summary>
public sealed class ValueFirsts : IValueCells<ValueFirsts>
{
    private const long None = long.MaxValue;
    private readonly long[] _firsts;

    // Negated, the latest first: so for both the less counts. Those of a cell lie together.
    private readonly long[] _latest;
    private readonly int _depth;

    /// <param name="cellCount">Cells of which the earliest event counts.</param>
    /// <param name="latestCellCount">Cells of which the latest count.</param>
    /// <param name="depth">How many of the latest, at least 1.</param>
    public ValueFirsts(int cellCount, int latestCellCount, int depth)
    {
        _depth = depth;
        Array.Fill(_firsts = new long[cellCount], None);
        Array.Fill(_latest = new long[latestCellCount * depth], None);
    }

    /// <inheritdoc/>
    public long Room => (_firsts.LongLength + _latest.LongLength) * sizeof(long);

    /// <summary>The earliest event of a cell, UTC milliseconds since 1970; null without any.</summary>
    public long? this[int cell] => _firsts[cell] == None ? null : _firsts[cell];

    /// <summary>The earliest of so many of a cell's latest events, null if it has fewer: after an instant before it are enough.</summary>
    public long? LatestOf(int cell) => _latest[(cell + 1) * _depth - 1] is var last && last == None ? null : -last;

    /// <summary>Whether an instant is after the earliest event of a cell; false where there is none.</summary>
    public bool IsBefore(int cell, long ms) => _firsts[cell] < ms;

    /// <summary>Adds an event to those of which the earliest counts.</summary>
    public void Add(int cell, long ms) => _firsts[cell] = Math.Min(_firsts[cell], ms);

    /// <summary>Adds an event to those of which the latest count.</summary>
    public void AddLatest(int cell, long ms) => Insert(cell, -ms);

    /// <inheritdoc/>
    public void Add(ValueFirsts other)
    {
        for (var cell = 0; cell < _firsts.Length; cell++)
            Add(cell, other._firsts[cell]);
        for (var i = 0; i < _latest.Length; i++)
            Insert(i / _depth, other._latest[i]);
    }

    private void Insert(int cell, long negated)
    {
        foreach (ref var kept in _latest.AsSpan(cell * _depth, _depth))
        {
            if (negated < kept)
                (kept, negated) = (negated, kept);
        }
    }
}
