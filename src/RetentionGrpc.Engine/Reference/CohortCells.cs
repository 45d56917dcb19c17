using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The cells in which a member counts, as runs of cells: by most criteria there is one. One is used for member after member.
/// </summary>
/// <param name="layout">The rows and cells.</param>
public sealed class CohortCells(CohortLayout layout)
{
    private readonly List<(int First, int Last)> _runs = [];
    private readonly int[] _begun = NotCounted(layout.RowCount);

    /// <summary>Whether it counts in bucket 0.</summary>
    public bool HasBucket0 { get; private set; }

    /// <summary>The runs of cells, from 1, ascending; those that are NOT_YET are not among them.</summary>
    internal List<(int First, int Last)> Runs => _runs;

    /// <summary>Whether it counts in a cell, 0 for bucket 0.</summary>
    public bool Contains(int cell) => cell == 0 ? HasBucket0 : _runs.Exists(run => run.First <= cell && cell <= run.Last);

    /// <summary>The cells, ascending, 0 for bucket 0.</summary>
    public IReadOnlyList<int> ToList() =>
        [.. HasBucket0 ? [0] : (int[])[], .. _runs.SelectMany(run => Enumerable.Range(run.First, run.Last - run.First + 1))];

    /// <summary>Takes the next member's.</summary>
    /// <param name="row">Its cohort.</param>
    /// <param name="returnBuckets">The base buckets with enough returns, as runs, ascending.</param>
    internal void Set(int row, List<(int First, int Last)> returnBuckets)
    {
        _runs.Clear();
        HasBucket0 = returnBuckets.Count > 0 && returnBuckets[0].First == 0;
        if (returnBuckets.Count == 0)
            return;
        if (_begun[row] < 0)
            _begun[row] = CountBegun(row);
        switch (layout.Criterion)
        {
            case ReturnCriterion.OnOrAfter:
                Add(1, Math.Min(LastBefore(returnBuckets[^1].Last), _begun[row]));
                break;
            case ReturnCriterion.OnOrBefore:
                AddOn(returnBuckets, _begun[row]);
                if (_runs.Count > 0)
                    _runs[0] = (_runs[0].First, _begun[row]);
                Keep(_runs.Count > 0 ? 1 : 0);
                break;
            case ReturnCriterion.Streak:
                AddOn(returnBuckets, _begun[row]);
                Keep(_runs.Count > 0 && _runs[0].First == 1 ? 1 : 0);
                break;
            default:
                AddOn(returnBuckets, _begun[row]);
                break;
        }
    }

    private static int[] NotCounted(int rowCount)
    {
        var begun = new int[rowCount];
        Array.Fill(begun, -1);
        return begun;
    }

    /// <summary>From base bucket 1 on each is in a cell, until the last cell ends.</summary>
    private void AddOn(List<(int First, int Last)> returnBuckets, int begun)
    {
        foreach (var (firstBucket, lastBucket) in returnBuckets)
        {
            if (lastBucket == 0)
                continue;
            var (first, last) = (LastBefore(Math.Max(firstBucket, 1)), Math.Min(LastBefore(lastBucket), begun));
            if (layout.LastOf(first) < firstBucket)
                break;
            if (_runs.Count > 0 && first <= _runs[^1].Last + 1)
                _runs[^1] = (_runs[^1].First, Math.Max(last, _runs[^1].Last));
            else
                Add(first, last);
        }
    }

    private void Add(int first, int last)
    {
        if (first <= last)
            _runs.Add((first, last));
    }

    private void Keep(int count) => _runs.RemoveRange(count, _runs.Count - count);

    /// <summary>The last cell that begins with a base bucket or before it; 0 if none does.</summary>
    private int LastBefore(int bucket)
    {
        if (!layout.HasBrackets)
            return bucket;
        var cell = 0;
        while (cell < layout.BracketCount && layout.FirstOf(cell + 1) <= bucket)
            cell++;
        return cell;
    }

    private int CountBegun(int row)
    {
        var (begun, count) = (0, layout.CellCount(row));
        while (begun < count && layout.StateOf(row, begun + 1) != CellState.NotYet)
            begun++;
        return begun;
    }
}
