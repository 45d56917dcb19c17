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
        Count = (_beforeAxis?.Count ?? 0) + Math.Max(0, _axis.DayOf(window.EndMs - 1) - _firstOnAxis + 1);
    }

    /// <summary>How many days there are.</summary>
    public int Count { get; }

    /// <summary>A day.</summary>
    public Interval this[int index]
    {
        get
        {
            var before = _beforeAxis?.Count ?? 0;
            if (index < before)
                return _beforeAxis![index];
            var day = _firstOnAxis + index - before;
            return new(Math.Max(_window.StartMs, _axis.StartOf(day)), Math.Min(_window.EndMs, _axis.StartOf(day + 1)));
        }
    }
}
