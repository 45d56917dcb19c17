namespace RetentionGrpc.Engine.Counting;

/// <summary>The earliest selected event of one value, cell by cell.</summary>
public sealed class ValueFirsts : IValueCells<ValueFirsts>
{
    private const long None = long.MaxValue;
    private readonly long[] _firsts;

    /// <param name="cellCount">How many cells there are.</param>
    public ValueFirsts(int cellCount) => Array.Fill(_firsts = new long[cellCount], None);

    /// <inheritdoc/>
    public long Room => (long)_firsts.Length * sizeof(long);

    /// <summary>How many cells there are.</summary>
    public int Count => _firsts.Length;

    /// <summary>The earliest event of a cell, UTC milliseconds since 1970; null without any.</summary>
    public long? this[int cell] => _firsts[cell] == None ? null : _firsts[cell];

    /// <summary>Whether an instant is after the earliest event of a cell; false where there is none.</summary>
    public bool IsBefore(int cell, long ms) => _firsts[cell] < ms;

    /// <summary>Adds an event.</summary>
    public void Add(int cell, long ms) => _firsts[cell] = Math.Min(_firsts[cell], ms);

    /// <inheritdoc/>
    public void Add(ValueFirsts other)
    {
        for (var cell = 0; cell < _firsts.Length; cell++)
            Add(cell, other._firsts[cell]);
    }
}
