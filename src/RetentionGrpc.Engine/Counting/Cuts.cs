namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// The instants at which a metric tells before from after, and the cells between them, all events of which are alike to it: cell 0 is
/// before the first instant, and from the last on nothing counts.
/// </summary>
/// <param name="instants">The instants, at least one, in any order.</param>
internal sealed class Cuts(IEnumerable<long> instants)
{
    private readonly long[] _cuts = [.. new SortedSet<long>(instants)];

    /// <summary>How many cells there are.</summary>
    public int Count => _cuts.Length;

    /// <summary>An instant that stands for all of a cell.</summary>
    public long TimeOf(int cell) => cell == 0 ? _cuts[0] - 1 : _cuts[cell - 1];

    /// <summary>The cell of an instant; <see cref="Count"/> where nothing counts.</summary>
    public int CellOf(long ms)
    {
        var (low, high) = (0, _cuts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _cuts[middle] <= ms ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>Whether an instant is in a cell, or, for <see cref="Count"/>, where nothing counts.</summary>
    public bool IsIn(int cell, long ms) => (cell == 0 || _cuts[cell - 1] <= ms) && (cell == _cuts.Length || ms < _cuts[cell]);
}
