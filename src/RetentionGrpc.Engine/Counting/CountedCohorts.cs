using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// Of the values that began in a bucket, how many came back k buckets later. A value's events are of many customers, which no order binds
/// at one instant: returns are later than the start in time. Asked in two rounds.
/// </summary>
/// <param name="definition">Who and what counts; not split.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
public sealed class CountedCohorts(CohortDefinition definition, byte[] property)
{
    private readonly CohortStartsQuery _starts = new(definition, property);

    /// <summary>The first round.</summary>
    public CountedQuery<ValueFirsts> Starts => _starts;

    /// <summary>The second round, after the first, which was not too large.</summary>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    public CountedMetric<IReadOnlyList<CohortTriangle>> Returns(CountedValues<ValueFirsts> starts, CancellationToken deadline)
    {
        var ofValues = new SortedDictionary<byte[], ValueStarts>(Bytewise.Order);
        foreach (var (value, firsts) in starts.Each(deadline))
        {
            if (_starts.StartsOf(firsts) is { All.Count: > 0 } ofValue)
                ofValues.Add(value, ofValue);
        }
        return new Round(definition, property, ofValues);
    }

    private sealed class Round(CohortDefinition definition, byte[] property, SortedDictionary<byte[], ValueStarts> starts)
        : CountedMetric<IReadOnlyList<CohortTriangle>>
    {
        private readonly List<int> _found = [];

        public override CountedQuery<ValueCells> Query => new CohortReturnsQuery(definition, property, starts);

        public override IReadOnlyList<CohortTriangle> Of(CountedValues<ValueCells> values, CancellationToken deadline)
        {
            var (tally, counted) = (new CohortTally(definition.Layout), new CohortCells(definition.Layout));
            foreach (var (value, ofValue) in starts)
            {
                deadline.ThrowIfCancellationRequested();
                var cells = values.Find(value);
                foreach (var (row, ms) in ofValue.All)
                {
                    FindBaseBuckets(cells, definition.Layout.IsRolling ? 0 : row);
                    counted.Set(row, _found);
                    tally.Add(row, ms, counted);
                }
            }
            return [tally.Triangle()];
        }

        /// <summary>The base buckets with enough return events, ascending, from the bucket of the start on.</summary>
        private void FindBaseBuckets(ValueCells? cells, int first)
        {
            _found.Clear();
            for (var bucket = first; cells is not null && bucket < definition.Layout.BaseBucketCount; bucket++)
            {
                if (CohortReturnsQuery.ReturnsIn(cells, bucket, isOwn: bucket == first) >= definition.MinOccurrences)
                    _found.Add(bucket - first);
            }
        }
    }
}
