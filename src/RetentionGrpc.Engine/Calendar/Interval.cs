namespace RetentionGrpc.Engine.Calendar;

/// <summary>Half-open span of time [<see cref="StartMs"/>, <see cref="EndMs"/>) in UTC milliseconds since the Unix epoch: an event
/// exactly at the start is inside, one exactly at the end is not. Start = end is the empty interval.</summary>
public readonly record struct Interval
{
    /// <summary>An interval from <paramref name="startMs"/>, inclusive, to <paramref name="endMs"/>, exclusive.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="endMs"/> lies before <paramref name="startMs"/>.</exception>
    public Interval(long startMs, long endMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(endMs, startMs);
        StartMs = startMs;
        EndMs = endMs;
    }

    /// <summary>First instant inside, UTC milliseconds.</summary>
    public long StartMs { get; }

    /// <summary>First instant past the end, UTC milliseconds.</summary>
    public long EndMs { get; }

    /// <summary>Whether no instant is inside.</summary>
    public bool IsEmpty => StartMs == EndMs;

    /// <summary>Length in milliseconds, 0 for the empty interval.</summary>
    public long LengthMs => EndMs - StartMs;

    /// <summary>Whether <paramref name="ms"/> is inside.</summary>
    public bool Contains(long ms) => StartMs <= ms && ms < EndMs;

    /// <summary>Both ends, for deconstruction.</summary>
    public void Deconstruct(out long startMs, out long endMs) => (startMs, endMs) = (StartMs, EndMs);
}
