namespace RetentionGrpc.Engine.Indexes;

/// <summary>Customers between two boundaries, in the words of METRICS.md §3; numbers of one partition, which add up.</summary>
/// <param name="Start">Customers at the start.</param>
/// <param name="End">Customers at the end.</param>
/// <param name="Retained">At both.</param>
/// <param name="New">Whose first-ever span began between them.</param>
/// <param name="NewRetained">Of those, at the end.</param>
/// <param name="LostFromReturned">Customers in between, neither at the start, nor at the end, nor new.</param>
public readonly record struct StateCounts(long Start, long End, long Retained, long New, long NewRetained, long LostFromReturned)
{
    /// <summary>At the start and not at the end.</summary>
    public long LostFromStart => Start - Retained;

    /// <summary>New and not at the end.</summary>
    public long LostFromNew => New - NewRetained;

    /// <summary>At the end, neither at the start nor new.</summary>
    public long Returned => End - Retained - NewRetained;

    /// <summary>The sum, of two partitions or segments.</summary>
    public static StateCounts operator +(StateCounts one, StateCounts other) => new(
        one.Start + other.Start, one.End + other.End, one.Retained + other.Retained, one.New + other.New,
        one.NewRetained + other.NewRetained, one.LostFromReturned + other.LostFromReturned);

    /// <summary>The sum, of two partitions or segments.</summary>
    public static StateCounts Add(StateCounts one, StateCounts other) => one + other;
}
