namespace RetentionGrpc.Engine.Counting;

/// <summary>A metric that counts the values of an event property (count_by) where it otherwise counts customers.</summary>
/// <typeparam name="TAnswer">What it tells.</typeparam>
public abstract class CountedMetric<TAnswer>
{
    /// <summary>What to ask the partitions.</summary>
    public abstract CountedQuery<ValueCells> Query { get; }

    /// <summary>The answer from what all partitions said, which was not too large.</summary>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    public abstract TAnswer Of(CountedValues<ValueCells> values, CancellationToken deadline);
}
