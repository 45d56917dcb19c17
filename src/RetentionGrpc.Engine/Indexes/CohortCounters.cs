namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Customers by the bucket of their first-ever selected event and by each bucket in which they have one, for one size of bucket. Buckets
/// are numbered by the caller from 0 without gaps.
/// </summary>
public sealed class CohortCounters
{
    private const int NoBucket = -1;

    // Row f begins at bucket f: its first count is the cohort's size.
    private int[][] _rows = [];

    // What is counted in the newest bucket, by cohort: nearly all that comes is, and rows lie all over the memory. Not yet in the rows.
    private int[] _inNewest = [];
    private int _newest = NoBucket;
    private bool _isSettled = true;
    private readonly DayCounts _again = new();

    /// <summary>One more than the newest first bucket so far.</summary>
    public int Cohorts => _rows.Length;

    /// <summary>Bytes of all counts.</summary>
    public long Bytes { get; private set; }

    /// <summary>A customer has a selected event in a bucket in which he had none.</summary>
    /// <param name="first">The bucket of his first-ever one, 0 or more; the event is counted with it.</param>
    /// <param name="bucket">The bucket, <paramref name="first"/> or a later one.</param>
    public void Add(int first, int bucket) => Change(first, bucket, 1);

    /// <summary>A customer has no selected event any more in a bucket in which he had one; see <see cref="Add"/>.</summary>
    public void Remove(int first, int bucket) => Change(first, bucket, -1);

    /// <summary>A customer's first bucket changes: all he was counted for goes to another cohort.</summary>
    /// <param name="from">The first bucket with which they were added.</param>
    /// <param name="to">The first bucket now, not after any of them.</param>
    /// <param name="buckets">The buckets that were added with <paramref name="from"/>, each once, and stay.</param>
    public void Move(int from, int to, ReadOnlySpan<int> buckets)
    {
        foreach (var bucket in buckets)
        {
            Change(from, bucket, -1);
            Change(to, bucket, 1);
        }
    }

    /// <summary>A customer has a second selected event in his first bucket.</summary>
    public void AddAgain(int first) => _again.Add(first, 1);

    /// <summary>A customer has no second selected event any more in what was his first bucket.</summary>
    public void RemoveAgain(int first) => _again.Add(first, -1);

    /// <summary>Customers with a second selected event in their first bucket.</summary>
    public int AgainInFirst(int first) => _again[first];

    /// <summary>Customers of a cohort; 0 of a cohort that nobody belongs to.</summary>
    public int Size(int first) => Count(first, first);

    /// <summary>Customers of a cohort with a selected event in a bucket.</summary>
    public int Count(int first, int bucket)
    {
        var row = Row(first);
        return bucket >= first && bucket - first < row.Length ? row[bucket - first] : 0;
    }

    /// <summary>
    /// The counts of a cohort in its own bucket and those after it; what is cut off at the end is 0. Valid until the next change.
    /// </summary>
    public ReadOnlySpan<int> Row(int first)
    {
        Settle();
        return first >= 0 && first < _rows.Length ? _rows[first] : [];
    }

    /// <summary>Adds the counts of a cohort, in its own bucket and those after it, to sums over partitions.</summary>
    public void AddRowTo(int first, Span<long> sums)
    {
        var row = Row(first);
        if (row.Length > sums.Length)
            row = row[..sums.Length];
        for (var i = 0; i < row.Length; i++)
            sums[i] += row[i];
    }

    /// <summary>The digest of a cohort's counts; at the last step of all from there on.</summary>
    internal ulong DigestOf(int first, int steps)
    {
        var digest = new CellDigest();
        for (var end = first == steps - 1 ? Cohorts : Math.Min(first + 1, Cohorts); first < end; first++)
        {
            digest.Add(first, -1, AgainInFirst(first));
            var row = Row(first);
            for (var i = 0; i < row.Length; i++)
                digest.Add(first, i, row[i]);
        }
        return digest.Sum;
    }

    private void Change(int first, int bucket, int weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(bucket, first);
        if (first >= _rows.Length)
            AddRows(first + 1);
        if (bucket > _newest)
        {
            Settle();
            _newest = bucket;
        }
        if (bucket != _newest)
        {
            ChangeRow(first, bucket, weight);
            return;
        }
        if (first >= _inNewest.Length)
        {
            Bytes -= (long)_inNewest.Length * sizeof(int);
            Array.Resize(ref _inNewest, Math.Max(first + 1, Growth.Next(_inNewest.Length)));
            Bytes += (long)_inNewest.Length * sizeof(int);
        }
        RowSums.Increase(ref _inNewest[first], weight);
        _isSettled = false;
    }

    /// <summary>Brings the counts of the newest bucket into the rows.</summary>
    private void Settle()
    {
        if (_isSettled)
            return;
        _isSettled = true;
        for (var first = 0; first < _inNewest.Length; first++)
        {
            if (_inNewest[first] == 0)
                continue;
            ChangeRow(first, _newest, _inNewest[first]);
            _inNewest[first] = 0;
        }
    }

    private void ChangeRow(int first, int bucket, int weight)
    {
        ref var row = ref _rows[first];
        if (bucket - first >= row.Length)
            Widen(ref row, bucket - first + 1);
        RowSums.Increase(ref row[bucket - first], weight);
    }

    private void AddRows(int count)
    {
        var known = _rows.Length;
        Array.Resize(ref _rows, count);
        _rows.AsSpan(known).Fill([]);
    }

    private void Widen(ref int[] row, int length)
    {
        var wider = Math.Max(length, Growth.Next(row.Length));
        Bytes += (long)(wider - row.Length) * sizeof(int);
        Array.Resize(ref row, wider);
    }
}
