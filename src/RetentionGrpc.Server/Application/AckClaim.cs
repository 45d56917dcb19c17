namespace RetentionGrpc.Server.Application;

/// <summary>What a client's read token says of the batches that it saw acknowledged.</summary>
public enum AckProof
{
    /// <summary>Nothing: there is no token.</summary>
    None,

    /// <summary>The log has them, or the token is so old that nobody knows any more.</summary>
    Held,

    /// <summary>The log went another way after it had them: an older copy was put back.</summary>
    Lost,

    /// <summary>Another log had them.</summary>
    Foreign,
}

/// <summary>What a client says that it saw acknowledged, and what proves it.</summary>
/// <param name="Through">The last sequence; 0 for none.</param>
/// <param name="Proof">What the client's read token says of it.</param>
public readonly record struct AckClaim(long Through, AckProof Proof);
