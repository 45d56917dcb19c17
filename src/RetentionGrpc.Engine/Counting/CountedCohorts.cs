using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// Of the values that began in a bucket, how many came back k buckets later. A value's events are of many customers, which no order binds
/// at one instant: returns are later than the start in time. Asked in one round, or in two where the buckets of returns begin with the
/// start, or a value would need too much room.
/// </summary>
/// <param name="definition">Who and what counts; not split.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
/// <param name="instantLimit">How many instants one round may keep of a value: 10,000 values have room.</param>
public sealed class CountedCohorts(CohortDefinition definition, byte[] property, int instantLimit = CountedCohorts.InstantLimit)
{
    private const int InstantLimit = 2_000;

    private readonly CohortStartsQuery _starts = new(definition, property, instantLimit);

    /// <summary>The first round.</summary>
    public CountedQuery<ValueFirsts> Starts => _starts;

    /// <summary>Whether there is a second round; else <see cref="Of"/> has the answer after the first.</summary>
    public bool HasSecondRound => !_starts.TellsReturns;

    /// <summary>The answer of one round, which was not too large.</summary>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    public IReadOnlyList<CohortTriangle> Of(CountedValues<ValueFirsts> values, CancellationToken deadline)
    {
        var tally = new Tally(definition.Layout);
        foreach (var (_, firsts) in values.Each(deadline))
        {
            tally.Add(
                _starts.StartsOf(firsts).All,
                bucket => firsts.LatestOf(bucket) is not null,
                (bucket, startMs) => firsts.LatestOf(bucket) > startMs);
        }
        return tally.Triangles;
    }

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
        return new SecondRound(definition, property, ofValues);
    }

    /// <summary>Adds up the cohorts of value after value.</summary>
    private sealed class Tally(CohortLayout layout)
    {
        private readonly CohortTally _tally = new(layout);
        private readonly CohortCells _counted = new(layout);
        private readonly List<(int First, int Last)> _runs = [];
        private readonly List<(int First, int Last)> _found = [];

        public IReadOnlyList<CohortTriangle> Triangles => [_tally.Triangle()];

        /// <summary>Adds a value.</summary>
        /// <param name="starts">Its cohorts.</param>
        /// <param name="hasReturns">Whether it has enough returns in a base bucket.</param>
        /// <param name="hasReturnsAfter">Whether it has enough of them after an instant, that of the start in its bucket.</param>
        public void Add(IReadOnlyList<(int Row, long Ms)> starts, Func<int, bool> hasReturns, Func<int, long, bool> hasReturnsAfter)
        {
            if (starts.Count == 0)
                return;
            FindRuns(hasReturns);
            var next = 0;
            foreach (var (row, startMs) in starts)
            {
                var own = layout.IsRolling ? 0 : row;
                while (next < _runs.Count && _runs[next].Last < own)
                    next++;
                _found.Clear();
                for (var i = next; i < _runs.Count; i++)
                {
                    var (first, last) = (Math.Max(_runs[i].First, own), _runs[i].Last);
                    if (first == own && !hasReturnsAfter(own, startMs))
                        first++;
                    if (first <= last)
                        _found.Add((first - own, last - own));
                }
                _counted.Set(row, _found);
                _tally.Add(row, startMs, _counted);
            }
        }

        private void FindRuns(Func<int, bool> hasReturns)
        {
            _runs.Clear();
            for (var bucket = 0; bucket < layout.BaseBucketCount; bucket++)
            {
                if (!hasReturns(bucket))
                    continue;
                if (_runs.Count > 0 && _runs[^1].Last == bucket - 1)
                    _runs[^1] = (_runs[^1].First, bucket);
                else
                    _runs.Add((bucket, bucket));
            }
        }
    }

    private sealed class SecondRound(CohortDefinition definition, byte[] property, SortedDictionary<byte[], ValueStarts> starts)
        : CountedMetric<IReadOnlyList<CohortTriangle>>
    {
        public override CountedQuery<ValueCells> Query => new CohortReturnsQuery(definition, property, starts);

        public override IReadOnlyList<CohortTriangle> Of(CountedValues<ValueCells> values, CancellationToken deadline)
        {
            var tally = new Tally(definition.Layout);
            foreach (var (value, ofValue) in starts)
            {
                deadline.ThrowIfCancellationRequested();
                var cells = values.Find(value);
                tally.Add(
                    ofValue.All,
                    bucket => HasReturns(cells, bucket, isOwn: false),
                    (bucket, _) => HasReturns(cells, bucket, isOwn: true));
            }
            return tally.Triangles;
        }

        private bool HasReturns(ValueCells? cells, int bucket, bool isOwn) =>
            cells is not null && CohortReturnsQuery.ReturnsIn(cells, bucket, isOwn) >= definition.MinOccurrences;
    }
}
