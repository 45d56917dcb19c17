namespace RetentionGrpc.Server.Application;

/// <summary>What the read token of an Open proves about the acks that its client has seen.</summary>
public enum AckProof
{
    /// <summary>Nothing: there is no token, or the log had reached its position too short a while ago to forget a producer.</summary>
    None,

    /// <summary>The log had the batches, and so long ago that it may have forgotten the producer since.</summary>
    MayBeForgotten,

    /// <summary>The log once was further than it is now: what was acknowledged last is gone.</summary>
    Ahead,

    /// <summary>Another log had the batches.</summary>
    Foreign,
}

/// <summary>What a client says that it saw acknowledged, and what proves it.</summary>
/// <param name="Through">The last sequence; 0 for none.</param>
/// <param name="Proof">What the client's read token says of it.</param>
public readonly record struct AckClaim(long Through, AckProof Proof)
{
    // After so long the fold forgets a producer.
    private const long IdleMs = 7L * 24 * 60 * 60 * 1000;

    // Between an entry's time and the token of its ack others may have come.
    private const long SlackMs = 60 * 60 * 1000;

    /// <summary>A claim with its token.</summary>
    /// <param name="through">The last sequence whose ack the client has seen.</param>
    /// <param name="token">The newest ack's token; null without any.</param>
    /// <param name="logId">The id of this log.</param>
    /// <param name="heads">For each partition the newest entry.</param>
    /// <param name="logMs">The log's time.</param>
    public static AckClaim Of(long through, ReadToken? token, UInt128 logId, long[] heads, long logMs)
    {
        if (token is null)
            return new(through, AckProof.None);
        if (token.LogId != logId || token.Sequences.Length != heads.Length)
            return new(through, AckProof.Foreign);
        if (token.Sequences.Zip(heads).Any(pair => pair.First > pair.Second))
            return new(through, AckProof.Ahead);
        return new(through, logMs - token.LogMs >= IdleMs - SlackMs ? AckProof.MayBeForgotten : AckProof.None);
    }
}
