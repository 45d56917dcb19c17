namespace RetentionGrpc.Engine.Counting;

/// <summary>The cohorts that one value is in, and from which instant on; in order.</summary>
/// <param name="All">The cohort, and the earliest event that made it one.</param>
/// <param name="OfRow">The same by cohort, where a value may be in several; null where it is in one alone.</param>
public sealed record ValueStarts(IReadOnlyList<(int Row, long Ms)> All, ValueFirsts? OfRow)
{
    /// <summary>Whether an instant in a row is after the start of that row's cohort; false where there is none.</summary>
    internal bool IsAfterStartOf(int row, long ms) => OfRow?.IsBefore(row, ms) ?? (All[0].Row == row && ms > All[0].Ms);
}
