using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A question about several windows whose answer may be split by a value.</summary>
/// <typeparam name="TStatistic">What is counted.</typeparam>
public abstract class WindowSplitQuery<TStatistic> : SplitQuery<TStatistic>
    where TStatistic : class, IStatistic<TStatistic>
{
    private readonly IReadOnlyList<Interval> _windows = [];
    private readonly IReadOnlyList<Interval> _whole = [];

    /// <summary>
    /// The windows, each by itself: first the whole, then its buckets in order and apart from each other. While only groups are to be
    /// found, the whole alone: by its customers they are ordered.
    /// </summary>
    public required IReadOnlyList<Interval> Windows
    {
        get => OnlyFindsGroups ? _whole : _windows;
        init => (_windows, _whole) = (value, [value[0]]);
    }

    private protected override int RowsOfStatistic => Windows.Count;
}
