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
        var tallies = Enumerable.Range(0, definition.GroupCount).Select(_ => new CohortTally(layout)).ToArray();
        foreach (var member in Members(tenant, definition))
            tallies[member.Group].Add(member.Row, member.StartMs, member.Cells);
        return [.. tallies.Select(tally => tally.Triangle())];
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
}
