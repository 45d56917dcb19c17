namespace RetentionGrpc.Engine.Indexes;

/// <summary>When a tenant's share of a partition is indexed, and how far back. No answer depends on it, only what answers cost.</summary>
/// <param name="MinEvents">
/// From so many accepted events on, at least 1: below, looking at the timelines takes under half a millisecond.
/// </param>
/// <param name="Days">The newest so many days have indexes, 1 to 20,000; older ends are answered from the timelines.</param>
/// <param name="AnswersAlways">Indexes answer whatever they can, also where timelines would be faster.</param>
public sealed record IndexSettings(long MinEvents = 32_768, int Days = 1_830, bool AnswersAlways = false)
{
    /// <summary>So many days more fit before the indexes are built anew, with a later first day.</summary>
    public int SpareDays => Math.Max(32, Days / 4);
}
