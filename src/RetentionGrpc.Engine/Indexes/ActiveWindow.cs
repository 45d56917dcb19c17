namespace RetentionGrpc.Engine.Indexes;

/// <summary>The customers active on any of the days of a window.</summary>
/// <param name="Bitmaps">The activity.</param>
/// <param name="StartDay">The first day.</param>
/// <param name="EndDay">The day after the last one; without days the window is empty.</param>
public readonly record struct ActiveWindow(DyadicBitmaps Bitmaps, int StartDay, int EndDay);
