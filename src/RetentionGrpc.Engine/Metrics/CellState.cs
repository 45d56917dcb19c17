using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Whether a bucket is over as of "now". The numbers are those of the wire.</summary>
public enum CellState : byte
{
    /// <summary>It is over.</summary>
    Value = 1,

    /// <summary>It has begun and is not over.</summary>
    Partial = 2,

    /// <summary>It has not begun.</summary>
    NotYet = 3,
}

/// <summary>Tells the state of a bucket.</summary>
public static class CellStates
{
    /// <summary>The state of a span of time as of "now".</summary>
    public static CellState Of(Interval span, long asOfMs) =>
        span.EndMs <= asOfMs ? CellState.Value : span.StartMs < asOfMs ? CellState.Partial : CellState.NotYet;
}
