namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// A cell of a cohort triangle, of customers in their thousands of millions at most: most of what an answer costs is the memory of its
/// cells.
/// </summary>
/// <param name="Count">Members who count by the criterion; 0 while NOT_YET.</param>
/// <param name="Eligible">Members whose cell is over as of "now".</param>
/// <param name="EligibleReturned">Those of them who count.</param>
public readonly record struct CohortCell(int Count, int Eligible, int EligibleReturned)
{
    /// <summary>Of two disjoint sets of customers together.</summary>
    public static CohortCell operator +(CohortCell x, CohortCell y) =>
        checked(new(x.Count + y.Count, x.Eligible + y.Eligible, x.EligibleReturned + y.EligibleReturned));
}

/// <summary>One cohort.</summary>
/// <param name="Size">Members.</param>
/// <param name="ReturnedInBucket0">Members with enough return events in base bucket 0; apart from the size.</param>
/// <param name="Cells">Item k - 1 is cell k.</param>
public sealed record CohortRow(long Size, long ReturnedInBucket0, CohortCell[] Cells)
{
    /// <summary>Of two disjoint sets of customers together; made of the first, which is not to be used again.</summary>
    internal static CohortRow Gather(CohortRow into, CohortRow other)
    {
        var (cells, others) = (into.Cells, other.Cells);
        for (var i = 0; i < cells.Length; i++)
            cells[i] += others[i];
        return new(into.Size + other.Size, into.ReturnedInBucket0 + other.ReturnedInBucket0, cells);
    }
}

/// <summary>Cell k over all cohorts.</summary>
/// <param name="K">The cell, from 1.</param>
/// <param name="PooledNumerator">Of POOLED: Σ count over VALUE cells; rolling: Σ eligible_returned over all cells.</param>
/// <param name="PooledDenominator">Of POOLED: Σ size over VALUE cells; rolling: Σ eligible over all cells.</param>
/// <param name="Simple">SIMPLE: the mean of the rates of VALUE cells whose cohort has members; null without any.</param>
public readonly record struct CohortAverage(int K, long PooledNumerator, long PooledDenominator, double? Simple);

/// <summary>The cohorts of one group.</summary>
/// <param name="Rows">One for each bucket of the window.</param>
public sealed record CohortTriangle(IReadOnlyList<CohortRow> Rows)
{
    /// <summary>Of two disjoint sets of customers together; made of the first, which is not to be used again.</summary>
    internal static CohortTriangle Gather(CohortTriangle into, CohortTriangle other)
    {
        var rows = new CohortRow[into.Rows.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = CohortRow.Gather(into.Rows[i], other.Rows[i]);
        return new(rows);
    }

    /// <summary>Whether any cohort has members.</summary>
    public bool HasMembers => Rows.Any(row => row.Size > 0);

    /// <summary>A cell's rate: count / size; null while NOT_YET or without members.</summary>
    public double? RateOf(CohortLayout layout, int row, int k) =>
        Rows[row].Size == 0 || layout.StateOf(row, k) == CellState.NotYet ? null : (double)Rows[row].Cells[k - 1].Count / Rows[row].Size;

    /// <summary>The averages, one for each k from 1 to the longest row's.</summary>
    public IReadOnlyList<CohortAverage> Averages(CohortLayout layout)
    {
        var longest = Rows.Count == 0 ? 0 : Rows.Max(row => row.Cells.Length);
        return [.. Enumerable.Range(1, longest).Select(k => Average(layout, k))];
    }

    private CohortAverage Average(CohortLayout layout, int k)
    {
        var (pooledNumerator, pooledDenominator, sumOfRates, rates) = (0L, 0L, 0.0, 0);
        for (var row = 0; row < Rows.Count && k <= Rows[row].Cells.Length; row++)
        {
            var cell = Rows[row].Cells[k - 1];
            var isComplete = layout.StateOf(row, k) == CellState.Value;
            if (layout.IsRolling)
                (pooledNumerator, pooledDenominator) = (pooledNumerator + cell.EligibleReturned, pooledDenominator + cell.Eligible);
            else if (isComplete)
                (pooledNumerator, pooledDenominator) = (pooledNumerator + cell.Count, pooledDenominator + Rows[row].Size);
            if (isComplete && RateOf(layout, row, k) is { } rate)
                (sumOfRates, rates) = (sumOfRates + rate, rates + 1);
        }
        return new(k, pooledNumerator, pooledDenominator, rates == 0 ? null : sumOfRates / rates);
    }
}
