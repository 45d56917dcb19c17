using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>What one customer did on one day: the events that one selector picks.</summary>
public struct DayAct
{
    /// <summary>The day; <see cref="DayAxis.Before"/> holds all days before the axis.</summary>
    public int Day;

    /// <summary>Selected events, at least 1.</summary>
    public int Events;

    /// <summary>Those with a session duration.</summary>
    public int Sessions;

    /// <summary>The sum of their durations, milliseconds.</summary>
    public long SessionMs;

    /// <summary>When the first of them happened.</summary>
    public long FirstMs;

    /// <summary>When the last of them happened.</summary>
    public long LastMs;

    /// <summary>The day of one event.</summary>
    public DayAct(int day, in TimelineEvent act)
    {
        (Day, FirstMs) = (day, act.OccurredMs);
        Add(act);
    }

    /// <summary>Whether another is of the same day, with the same sums and times.</summary>
    public readonly bool IsSame(in DayAct other) => Day == other.Day && Events == other.Events && Sessions == other.Sessions
        && SessionMs == other.SessionMs && FirstMs == other.FirstMs && LastMs == other.LastMs;

    /// <summary>One event more.</summary>
    public void Add(in TimelineEvent act)
    {
        Events++;
        LastMs = act.OccurredMs;
        if (act.Kind != EventKind.Activity || act.Number == EventView.Absent)
            return;
        Sessions++;
        SessionMs += act.Number;
    }
}

/// <summary>The days of one customer under one selector, ascending; room that is used again for the next customer.</summary>
internal sealed class DayActs
{
    private DayAct[] _days = new DayAct[16];
    private int _count;

    /// <summary>The days.</summary>
    public ReadOnlySpan<DayAct> Days => _days.AsSpan(0, _count);

    /// <summary>Takes the place of what was there.</summary>
    public void Read(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, DayAxis axis)
    {
        _count = 0;
        foreach (ref readonly var act in live)
        {
            if (!selector.Picks(act))
                continue;
            var day = axis.DayOf(act.OccurredMs);
            if (_count > 0 && _days[_count - 1].Day == day)
            {
                _days[_count - 1].Add(act);
                continue;
            }
            Growth.MakeRoom(ref _days, _count);
            _days[_count++] = new(day, act);
        }
    }

    /// <summary>No days.</summary>
    public void Clear() => _count = 0;
}
