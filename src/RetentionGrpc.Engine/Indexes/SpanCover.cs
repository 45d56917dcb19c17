using System.Numerics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The few spans that cover a window: from its start on, each the longest one that starts there and does not reach beyond.
/// </summary>
/// <param name="startDay">The first day, from 0.</param>
/// <param name="endDay">The day after the last one to be covered.</param>
/// <param name="limit">The day after the last one that may be covered; not below <paramref name="endDay"/>.</param>
internal struct SpanCover(int startDay, int endDay, int limit)
{
    /// <summary>Level n has spans of 2 to the power of n days.</summary>
    public const int Levels = 10;

    // Spans of 2 days are left out: at 27 active days in 730 they would take 1 byte more for each and save a twentieth of what is read.

    /// <summary>The first level after the days themselves.</summary>
    public const int FirstLong = 2;

    private int _day = startDay;

    /// <summary>The span's level.</summary>
    public int Level { get; private set; }

    /// <summary>The span's number in its level.</summary>
    public int Span { get; private set; }

    /// <summary>Goes on to the next span; false if the window is covered.</summary>
    public bool MoveNext()
    {
        if (_day >= endDay)
            return false;
        var level = Math.Min(BitOperations.TrailingZeroCount(_day | 1 << (Levels - 1)), BitOperations.Log2((uint)(limit - _day)));
        Level = level < FirstLong ? 0 : level;
        Span = _day >> Level;
        _day += 1 << Level;
        return true;
    }
}
