namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// A span of a customer's: began in day First − 1, so that boundary First is the first at which it is open, and ends in day Last, after
/// boundary Last and before the next.
/// </summary>
/// <param name="First">The first boundary at which it is open. Below 1: it began before day 0.</param>
/// <param name="Last">The last boundary at which it is open; First − 1 if it ends in the day in which it began.</param>
public readonly record struct StateSegment(int First, int Last)
{
    /// <summary>As the last boundary: open without end.</summary>
    public const int Forever = int.MaxValue;
}
