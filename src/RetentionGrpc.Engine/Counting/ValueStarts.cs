namespace RetentionGrpc.Engine.Counting;

/// <summary>The cohorts that one value is in, and from which instant on; in order.</summary>
/// <param name="All">The cohort, and the earliest event that made it one.</param>
public sealed record ValueStarts(IReadOnlyList<(int Row, long Ms)> All)
{
    /// <summary>Whether an instant in a row is after the start of that row's cohort; false where there is none.</summary>
    internal bool IsAfterStartOf(int row, long ms)
    {
        var (low, high) = (0, All.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = All[middle].Row < row ? (middle + 1, high) : (low, middle);
        }
        return low < All.Count && All[low].Row == row && ms > All[low].Ms;
    }
}
