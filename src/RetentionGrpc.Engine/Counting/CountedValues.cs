using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Counting;

/// <summary>What was selected of each value of an event property; nothing at all if it was more than may be kept.</summary>
public sealed class CountedValues
{
    private readonly SortedDictionary<byte[], ValueCells> _values = new(Bytewise.Order);

    /// <summary>Whether there was more than may be kept.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The values, bytewise, for as long as the question's deadline allows.</summary>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    internal IEnumerable<(byte[] Value, ValueCells Cells)> Each(CancellationToken deadline)
    {
        foreach (var (value, cells) in _values)
        {
            deadline.ThrowIfCancellationRequested();
            yield return (value, cells);
        }
    }

    /// <summary>What was selected of a value; null if nothing was.</summary>
    internal ValueCells? Find(byte[] value) => _values.GetValueOrDefault(value);

    internal void Add(byte[] value, ValueCells cells)
    {
        if (!_values.TryAdd(value, cells))
            _values[value].Add(cells);
    }

    /// <summary>Adds what was selected elsewhere.</summary>
    internal void Add(CountedValues other, long markLimit)
    {
        foreach (var (value, cells) in other._values)
            Add(value, cells);
        if (IsTooLarge || other.IsTooLarge || _values.Values.Sum(cells => cells.Room) > markLimit)
            GiveUp();
    }

    internal void GiveUp()
    {
        IsTooLarge = true;
        _values.Clear();
    }
}
