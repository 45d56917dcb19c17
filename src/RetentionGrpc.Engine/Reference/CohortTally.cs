using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Sums up the members of one group, cohort by cohort.</summary>
/// <param name="layout">The rows and cells.</param>
internal sealed class CohortTally(CohortLayout layout)
{
    private readonly RowTally?[] _rows = new RowTally?[layout.RowCount];

    /// <summary>Adds a member.</summary>
    /// <param name="row">Its cohort.</param>
    /// <param name="startMs">The start event.</param>
    /// <param name="cells">The cells in which it counts.</param>
    public void Add(int row, long startMs, CohortCells cells) => (_rows[row] ??= new(layout, row)).Add(startMs, cells);

    /// <summary>What was counted.</summary>
    public CohortTriangle Triangle() =>
        new([.. Enumerable.Range(0, layout.RowCount).Select(row => (_rows[row] ?? new(layout, row)).Row())]);

    /// <summary>
    /// Sums up the members of one cohort and group. What they count in are runs of cells: the first and the end of each are noted, and
    /// summed up once at the end.
    /// </summary>
    private sealed class RowTally(CohortLayout layout, int row)
    {
        private readonly CohortCell[] _changes = new CohortCell[layout.CellCount(row) + 1];
        private readonly int _eligible = layout.IsRolling ? -1 : CountEligible(layout, row, 0);
        private long _size;
        private long _returnedInBucket0;

        public void Add(long startMs, CohortCells counted)
        {
            _size++;
            _returnedInBucket0 += counted.HasBucket0 ? 1 : 0;
            var eligible = _eligible >= 0 ? _eligible : CountEligible(layout, row, startMs);
            Change(0, eligible, new(0, 1, 0));
            foreach (var (first, last) in counted.Runs)
            {
                Change(first - 1, last, new(1, 0, 0));
                if (first <= eligible)
                    Change(first - 1, Math.Min(last, eligible), new(0, 0, 1));
            }
        }

        public CohortRow Row()
        {
            var cells = new CohortCell[_changes.Length - 1];
            var cell = default(CohortCell);
            for (var i = 0; i < cells.Length; i++)
                cells[i] = cell += _changes[i];
            return new(_size, _returnedInBucket0, cells);
        }

        private void Change(int from, int to, in CohortCell counts)
        {
            _changes[from] += counts;
            _changes[to] += new CohortCell(-counts.Count, -counts.Eligible, -counts.EligibleReturned);
        }

        /// <summary>How many cells, from the first on, are over: each ends before the next.</summary>
        private static int CountEligible(CohortLayout layout, int row, long startMs)
        {
            var (low, high) = (0, layout.CellCount(row));
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = layout.IsEligible(row, middle, startMs) ? (middle, high) : (low, middle - 1);
            }
            return low;
        }
    }
}
