using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Counting;

/// <summary>What was selected of each value of an event property; nothing at all if it was more than may be kept.</summary>
/// <typeparam name="TCells">What is kept of a value.</typeparam>
public sealed class CountedValues<TCells>
    where TCells : class, IValueCells<TCells>
{
    private readonly SortedDictionary<byte[], TCells> _values = new(Bytewise.Order);
    private readonly ActivityCounts[] _sums;

    internal CountedValues(ActivityCounts[] sums) => _sums = sums;

    /// <summary>Whether there was more than may be kept.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Events and sessions of all values together, cell by cell; empty where not asked for.</summary>
    internal ReadOnlySpan<ActivityCounts> Sums => _sums;

    /// <summary>The values, bytewise, for as long as the question's deadline allows.</summary>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    internal IEnumerable<(byte[] Value, TCells Cells)> Each(CancellationToken deadline)
    {
        foreach (var (value, cells) in _values)
        {
            deadline.ThrowIfCancellationRequested();
            yield return (value, cells);
        }
    }

    /// <summary>What was selected of a value; null if nothing was.</summary>
    internal TCells? Find(byte[] value) => _values.GetValueOrDefault(value);

    internal void Add(byte[] value, TCells cells)
    {
        if (!_values.TryAdd(value, cells))
            _values[value].Add(cells);
    }

    /// <summary>Adds what was selected elsewhere.</summary>
    internal void Add(CountedValues<TCells> other, long roomLimit)
    {
        foreach (var (value, cells) in other._values)
            Add(value, cells);
        for (var cell = 0; cell < _sums.Length; cell++)
            _sums[cell] += other._sums[cell];
        if (IsTooLarge || other.IsTooLarge || _values.Values.Sum(cells => cells.Room) > roomLimit)
            GiveUp();
    }

    internal void GiveUp()
    {
        IsTooLarge = true;
        _values.Clear();
    }
}
