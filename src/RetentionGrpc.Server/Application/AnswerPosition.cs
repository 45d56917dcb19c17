using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Server.Application;

/// <summary>What an answer was read at, in every partition, and how it is told; the same until something is written.</summary>
/// <param name="logId">The log.</param>
/// <param name="places">For each partition the newest entry that the answer holds; changed by nobody.</param>
/// <param name="revisions">For each partition the newest entry that changed the tenant; changed by nobody.</param>
public sealed class AnswerPosition(UInt128 logId, LogPlace[] places, long[] revisions)
{
    /// <summary>How many partitions answered.</summary>
    public int PartitionCount => places.Length;

    /// <summary>The read token.</summary>
    public string Token { get; } = new ReadToken(logId, places).Format();

    /// <summary>The tenant's revision: other data has another one.</summary>
    public string Revision { get; } = string.Join('.', revisions);

    /// <summary>Whether it is this position.</summary>
    public bool IsAt(ReadOnlySpan<LogPlace> otherPlaces, ReadOnlySpan<long> otherRevisions) =>
        otherPlaces.SequenceEqual(places) && otherRevisions.SequenceEqual(revisions);
}
