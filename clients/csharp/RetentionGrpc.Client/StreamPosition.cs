using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>What a stream knows of the log it writes to, from one connection to the next.</summary>
internal sealed class StreamPosition
{
    /// <summary>The newest that the server gave; null before the first connection.</summary>
    public string? ReadToken { get; set; }

    /// <summary>What an ack promises.</summary>
    public Durability Durability { get; set; }

    /// <summary>The log's id; null before the first connection.</summary>
    public string? LogId { get; set; }
}
