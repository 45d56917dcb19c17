using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>How an <see cref="EventStream"/> batches, sends and reports.</summary>
public sealed record EventStreamOptions
{
    /// <summary>
    /// Names the sequence of batches, 1 to 128 bytes: one for each independent sender, kept where the sender is restarted. A second stream
    /// of the same producer takes over from the first.
    /// </summary>
    public required string ProducerId { get; init; }

    /// <summary>
    /// The sequence of the first batch, 1 or more. Unset: the one after the last that the server knows of this producer. Set it to 1 to
    /// send the same content again, with a linger that is infinite: batches that the server has are not sent, or are duplicates.
    /// </summary>
    public long? FirstSequence { get; init; }

    /// <summary>Events in a batch, 1 to 1,000; less where the server's limit is lower. Default 500.</summary>
    public int BatchEvents { get; init; } = 500;

    /// <summary>Bytes in a batch, 1,024 to 1,000,000. Default 512 KiB. An event that is larger is refused by AddAsync.</summary>
    public int BatchBytes { get; init; } = 512 * 1024;

    /// <summary>
    /// How long the first event of a batch waits for others. Default 50 ms; zero sends each call's events at once; infinite sends full
    /// batches only, until a flush.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Batches that may be on their way without an ack, 1 to 1,000; AddAsync waits beyond. Default 8.</summary>
    public int MaxInFlight { get; init; } = 8;

    /// <summary>How long to go on trying without any progress before the stream fails. Default: for ever.</summary>
    public TimeSpan RetryFor { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Bytes of batches that are kept, acknowledged or not, <see cref="BatchBytes"/> or more; AddAsync waits beyond. Default 16 MiB. Where
    /// a server takes long to call acknowledged batches stable, the oldest of these give way.
    /// </summary>
    public long BufferBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Called for every batch once it is acknowledged, in order, one call at a time. It must not block or throw.</summary>
    public Action<BatchOutcome>? BatchAcknowledged { get; init; }

    /// <summary>
    /// Called before each wait for another try, with what broke the connection or why a batch was not taken yet. It must not block or
    /// throw.
    /// </summary>
    public Action<RetentionError>? Retrying { get; init; }

    /// <summary>
    /// Called when the server has lost batches that it once acknowledged, e.g. because an older copy of its data was put back, and that are
    /// not kept here any more: their sequences. The stream goes on. Unset, it fails with a <see cref="RetentionException"/> that names
    /// them. It must not block or throw.
    /// </summary>
    public Action<DataLoss>? DataLost { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(ProducerId);
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstSequence ?? 1, 1, nameof(FirstSequence));
        RequireBetween(BatchEvents, 1, 1_000, nameof(BatchEvents));
        RequireBetween(BatchBytes, 1_024, 1_000_000, nameof(BatchBytes));
        RequireBetween(MaxInFlight, 1, 1_000, nameof(MaxInFlight));
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferBytes, BatchBytes, nameof(BufferBytes));
        RequireTime(Linger, nameof(Linger));
        RequireTime(RetryFor, nameof(RetryFor));
    }

    private static void RequireBetween(int value, int low, int high, string name)
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(name, value, $"It must be {low} to {high}.");
    }

    private static void RequireTime(TimeSpan value, string name)
    {
        if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, value, "It must not be negative, infinite apart.");
    }
}
