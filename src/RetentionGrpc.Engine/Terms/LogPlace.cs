namespace RetentionGrpc.Engine.Terms;

/// <summary>
/// A place in one partition's log, which other logs do not have: an older copy that went another way has another term there.
/// </summary>
/// <param name="Sequence">The newest entry that is covered; 0 for none.</param>
/// <param name="Term">The id of the term in which it was written; 0 before the first term.</param>
public readonly record struct LogPlace(long Sequence, ulong Term);

/// <summary>What a partition knows of a place, the worst last.</summary>
public enum PlaceStanding
{
    /// <summary>It is in this log, and applied.</summary>
    Held,

    /// <summary>Its term ended so long ago that it is forgotten.</summary>
    Forgotten,

    /// <summary>It is of the newest term, behind what is applied. If that is all that the log has, the place is lost.</summary>
    Ahead,

    /// <summary>It is not in this log, which went another way since: an older copy was put back.</summary>
    Lost,
}
