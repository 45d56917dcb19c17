using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The tenant's days, clipped to a window; those on the axis are read from it.</summary>
internal readonly struct ClippedDays
{
    private readonly DayAxis _axis;
    private readonly Interval _window;
    private readonly int _firstOnAxis;
    private readonly List<Interval>? _beforeAxis;

    public ClippedDays(IndexReach reach, Interval window)
    {
        (_axis, _window) = (reach.Index.Axis, window);
        if (window.IsEmpty)
            return;
        if (window.StartMs < _axis.OriginMs)
            _beforeAxis = reach.Tenant.Calendar.ClippedDays(new(window.StartMs, Math.Min(window.EndMs, _axis.OriginMs)));
        _firstOnAxis = Math.Max(0, _axis.DayOf(window.StartMs));
        var end = _axis.DayOf(window.EndMs);
        var hasPart = end >= 0 && _axis.StartOf(end) < window.EndMs;
        Count = CountBeforeAxis + Math.Max(0, end + (hasPart ? 1 : 0) - _firstOnAxis);
        var isFirstCut = _axis.StartOf(_firstOnAxis) < window.StartMs;
        var firstWhole = _firstOnAxis + (isFirstCut ? 1 : 0);
        Whole = new(CountBeforeAxis + (isFirstCut ? 1 : 0), firstWhole, Math.Max(0, end - firstWhole));
    }

    /// <summary>How many days there are.</summary>
    public int Count { get; }

    /// <summary>Those of them that are not clipped and lie on the axis.</summary>
    public DayRun Whole { get; }

    private int CountBeforeAxis => _beforeAxis?.Count ?? 0;

    /// <summary>A day.</summary>
    public Interval this[int index]
    {
        get
        {
            var before = CountBeforeAxis;
            if (index < before)
                return _beforeAxis![index];
            var day = _firstOnAxis + index - before;
            return new(Math.Max(_window.StartMs, _axis.StartOf(day)), Math.Min(_window.EndMs, _axis.StartOf(day + 1)));
        }
    }
}

/// <summary>Consecutive whole days of the axis.</summary>
/// <param name="Index">Which of the clipped days the first is.</param>
/// <param name="Day">Its number on the axis.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct DayRun(int Index, int Day, int Count)
{
    /// <summary>Whether one of the clipped days is among them.</summary>
    public bool Holds(int index) => index >= Index && index < Index + Count;
}
