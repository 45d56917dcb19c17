using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>How the steps of a funnel must follow each other. The numbers are those of the wire.</summary>
public enum FunnelMode : byte
{
    /// <summary>In their order; other events may lie between.</summary>
    Ordered = 1,

    /// <summary>In their order, with no event between that counts as activity or serves any step.</summary>
    Strict = 2,

    /// <summary>In any order, from any step on.</summary>
    Unordered = 3,
}

/// <summary>Which customers at a step. The numbers are those of the wire.</summary>
public enum FunnelOutcome : byte
{
    /// <summary>Those who reached the step.</summary>
    Reached = 1,

    /// <summary>Those who reached it and no further one.</summary>
    Stopped = 2,
}

/// <summary>The attempts of one window, one a customer.</summary>
/// <param name="stepCount">How many steps the funnel has.</param>
public sealed class FunnelCounts(int stepCount)
{
    private readonly long[] _ofLevel = new long[stepCount + 1];
    private Int128 _timeSum;

    /// <summary>Customers who reached a step.</summary>
    /// <param name="step">The step, from 1.</param>
    public long Reached(int step)
    {
        var reached = 0L;
        for (var level = step; level < _ofLevel.Length; level++)
            reached += _ofLevel[level];
        return reached;
    }

    /// <summary>The mean time from the first step to the last, in seconds; null if nobody got there.</summary>
    public double? MeanSeconds => _ofLevel[^1] == 0 ? null : (double)_timeSum / _ofLevel[^1] / 1000;

    internal void Count(int level, long convertedAfterMs)
    {
        _ofLevel[level]++;
        _timeSum += convertedAfterMs;
    }

    internal void Add(FunnelCounts other)
    {
        for (var level = 0; level < _ofLevel.Length; level++)
            _ofLevel[level] += other._ofLevel[level];
        _timeSum += other._timeSum;
    }
}

/// <summary>The attempts, window by window.</summary>
/// <param name="windowCount">How many windows.</param>
/// <param name="stepCount">How many steps the funnel has.</param>
public sealed class FunnelStatistic(int windowCount, int stepCount) : IStatistic<FunnelStatistic>
{
    // Windows in which nobody entered have none: groups by the thousand with long series are mostly of those.
    private readonly FunnelCounts?[] _windows = new FunnelCounts?[windowCount];

    /// <summary>Of the first window: how long those took who reached the last step.</summary>
    public ConversionTimes Times { get; } = new();

    /// <inheritdoc/>
    public long Customers => In(0).Reached(1);

    /// <summary>The attempts of a window.</summary>
    /// <param name="window">Which; the first is that of the request.</param>
    public FunnelCounts In(int window) => _windows[window] ?? new FunnelCounts(stepCount);

    /// <inheritdoc/>
    public void Add(FunnelStatistic other)
    {
        for (var i = 0; i < _windows.Length; i++)
        {
            if (other._windows[i] is { } counts)
                (_windows[i] ??= new(stepCount)).Add(counts);
        }
        Times.Add(other.Times);
    }

    internal void Count(int window, in FunnelAttempt attempt)
    {
        var isWhole = attempt.Level == stepCount;
        var afterMs = isWhole ? attempt.StepMs - attempt.EntryMs : 0;
        (_windows[window] ??= new(stepCount)).Count(attempt.Level, afterMs);
        if (isWhole && window == 0)
            Times.Add(afterMs);
    }
}

/// <summary>How far customers get, step by step.</summary>
public sealed class FunnelQuery : WindowSplitQuery<FunnelStatistic>
{
    /// <summary>The steps.</summary>
    public required FunnelSteps Steps { get; init; }

    /// <summary>How they must follow each other; a retention funnel is ordered.</summary>
    public FunnelMode Mode { get; init; } = FunnelMode.Ordered;

    /// <summary>How long after its first step an attempt goes on, this instant included; milliseconds.</summary>
    public required long ConversionMs { get; init; }

    /// <summary>Whether each step must be at a later instant than the one before, instead of at the same or a later one.</summary>
    public bool IsStrictlyLater { get; init; }

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(Windows) + ConversionMs;

    /// <inheritdoc/>
    protected override FunnelStatistic CreateStatistic() => new(Windows.Count, Steps.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<FunnelStatistic> scan) => FunnelReference.Scan(tenant, this, scan);
}

/// <summary>The customers behind a count of a funnel, at the time when they reached the step.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="step">Which step, from 1.</param>
/// <param name="outcome">Whether those who went on belong to it.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class FunnelMembersQuery(FunnelQuery query, int window, int step, FunnelOutcome outcome, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        FunnelReference.Members(tenant, query, window, step, outcome, GroupOfEvents(tenant));
}
