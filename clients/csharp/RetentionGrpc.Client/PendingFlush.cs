namespace RetentionGrpc.Client;

/// <summary>A barrier that a caller waits for.</summary>
internal sealed class PendingFlush(long id, long through)
{
    /// <summary>Comes back in the server's Flushed.</summary>
    public long Id => id;

    /// <summary>The newest batch that lies before it; 0: none.</summary>
    public long Through => through;

    /// <summary>Whether it is on its way on the connection of now.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether the server answered, with all batches before it acknowledged.</summary>
    public bool IsDone { get; set; }
}
