using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>A customer in one cohort.</summary>
/// <param name="Customer">The customer's number in the partition.</param>
/// <param name="Row">The cohort.</param>
/// <param name="Group">The group; 0 without a grouping.</param>
/// <param name="StartMs">The start event.</param>
/// <param name="Cells">The cells in which the member counts, ascending, 0 for bucket 0; those that are NOT_YET are not among them.</param>
public readonly record struct CohortMember(int Customer, int Row, int Group, long StartMs, IReadOnlyList<int> Cells);

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

    /// <summary>Every member of every cohort, with the cells in which it counts.</summary>
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

    /// <summary>Sums up the members of one cohort and group.</summary>
    private sealed class RowTally(CohortLayout layout, int row)
    {
        private readonly CohortCell[] _cells = new CohortCell[layout.CellCount(row)];
        private long _size;
        private long _returnedInBucket0;

        public void Add(CohortMember member)
        {
            _size++;
            if (member.Cells.Contains(0))
                _returnedInBucket0++;
            foreach (var cell in member.Cells.Where(cell => cell > 0))
                _cells[cell - 1] += new CohortCell(Count: 1, Eligible: 0, EligibleReturned: IsEligible(cell, member) ? 1 : 0);
            for (var cell = 1; cell <= _cells.Length && IsEligible(cell, member); cell++)
                _cells[cell - 1] += new CohortCell(Count: 0, Eligible: 1, EligibleReturned: 0);
        }

        public CohortRow Row() => new(_size, _returnedInBucket0, _cells);

        private bool IsEligible(int cell, CohortMember member) => layout.IsEligible(row, cell, member.StartMs);
    }
}
