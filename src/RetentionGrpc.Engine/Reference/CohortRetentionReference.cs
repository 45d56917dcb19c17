using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>A customer in one cohort.</summary>
/// <param name="Customer">The customer's number in the partition.</param>
/// <param name="Row">The cohort.</param>
/// <param name="Group">The group; 0 without a grouping.</param>
/// <param name="StartMs">The start event.</param>
/// <param name="Cells">The cells in which the member counts; those that are NOT_YET are not among them.</param>
public readonly record struct CohortMember(int Customer, int Row, int Group, long StartMs, CohortCells Cells);

/// <summary>Cohort retention by looking at every customer's timeline.</summary>
public static class CohortRetentionReference
{
    /// <summary>One partition's share: a triangle for each group.</summary>
    public static IReadOnlyList<CohortTriangle> Scan(TenantState tenant, CohortDefinition definition)
    {
        var layout = definition.Layout;
        var rows = new RowTally[definition.GroupCount, layout.RowCount];
        foreach (var member in Members(tenant, definition))
            (rows[member.Group, member.Row] ??= new RowTally(layout, member.Row)).Add(member);
        var triangles = new CohortTriangle[definition.GroupCount];
        for (var group = 0; group < triangles.Length; group++)
        {
            triangles[group] = new([.. Enumerable.Range(0, layout.RowCount)
                .Select(row => (rows[group, row] ?? new RowTally(layout, row)).Row())]);
        }
        return triangles;
    }

    /// <summary>Every member of every cohort, with the cells in which it counts, which are valid until the next.</summary>
    public static IEnumerable<CohortMember> Members(TenantState tenant, CohortDefinition definition) =>
        new CohortScan(tenant, definition).Members();

    /// <summary>How many distinct customers are members with each value of the grouping, by the value's number.</summary>
    public static IReadOnlyDictionary<int, long> CountValues(TenantState tenant, CohortDefinition definition)
    {
        var sizes = new Dictionary<int, long>();
        foreach (var values in new CohortScan(tenant, definition).ValuesOfCustomers())
        {
            foreach (var value in values)
                sizes[value] = sizes.GetValueOrDefault(value) + 1;
        }
        return sizes;
    }

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

        public void Add(in CohortMember member)
        {
            _size++;
            _returnedInBucket0 += member.Cells.HasBucket0 ? 1 : 0;
            var eligible = _eligible >= 0 ? _eligible : CountEligible(layout, row, member.StartMs);
            Change(0, eligible, new(0, 1, 0));
            foreach (var (first, last) in member.Cells.Runs)
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
