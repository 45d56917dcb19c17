namespace RetentionGrpc.Engine.Indexes;

/// <summary>One count for each day from 0 on. Answers are numbers of customers of one partition, in [0, 2³¹).</summary>
public sealed class DayCounts
{
    private int[] _counts = new int[32];
    private int _total;

    /// <summary>Of all days.</summary>
    public long Total => _total;

    /// <summary>Bytes of the counts.</summary>
    public long Bytes => (long)_counts.Length * sizeof(int);

    /// <summary>Of one day; 0 of a day that nothing was added to, and of one before day 0.</summary>
    public int this[int day] => day >= 0 && day < _counts.Length ? _counts[day] : 0;

    /// <summary>Adds to a day, 0 or later.</summary>
    public void Add(int day, int weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(day);
        if (day >= _counts.Length)
            Array.Resize(ref _counts, Math.Max(day + 1, Growth.Next(_counts.Length)));
        RowSums.Increase(ref _counts[day], weight);
        RowSums.Increase(ref _total, weight);
    }

    /// <summary>Adds all counts to a digest.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="place">Where they are among others.</param>
    internal void AddTo(ref CellDigest digest, long place)
    {
        digest.Add(place, -1, _total);
        for (var day = 0; day < _counts.Length; day++)
            digest.Add(place, day, _counts[day]);
    }

    /// <summary>Of the days in [start, end); none if the end is not after the start.</summary>
    public long Between(int start, int end)
    {
        var first = Math.Max(start, 0);
        var afterLast = Math.Min(end, _counts.Length);
        return first < afterLast ? RowSums.Sum(_counts.AsSpan(first, afterLast - first)) : 0;
    }

    /// <summary>Of a day, 0 or later, and of those after it; nothing was added to the days from the end on.</summary>
    public ReadOnlySpan<int> From(int day) => day < _counts.Length ? _counts.AsSpan(day) : [];

    /// <summary>Of the days before <paramref name="boundary"/>, from whichever side has fewer.</summary>
    public long Before(int boundary) =>
        boundary <= _counts.Length / 2 ? Between(0, boundary) : unchecked(_total - (int)Between(boundary, _counts.Length));
}
