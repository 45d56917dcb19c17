namespace RetentionGrpc.Storage;

/// <summary>How a <see cref="FileLogStore"/> is opened.</summary>
public sealed record FileLogOptions
{
    /// <summary>
    /// Partitions of data that is created by this opening, 1 to <see cref="LogLimits.MaxPartitionCount"/>; default 4. Data that
    /// exists keeps its own number: see <see cref="LogIdentity.PartitionCount"/>.
    /// </summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>
    /// Size in bytes beyond which the files together do not grow: appends then fail with <see cref="StoreFullException"/>. Null, the
    /// default: the disk is the limit.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>
    /// Room, 0 or more bytes, that appends leave to snapshots and trims, which alone can make a full log shorter; default 64 MiB,
    /// and at most an eighth of <see cref="MaxBytes"/>. It is more where some partition's newest snapshot, the log since
    /// and an eighth of both are more: the next snapshot must fit, the first one too.
    /// </summary>
    public long ReserveBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes, 1 KiB to 1 GiB, after which entries go into another file; default 16 MiB, and at most a 32nd of <see cref="MaxBytes"/>.
    /// What is trimmed gives its space back file by file.
    /// </summary>
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Measures the free bytes of the disk that holds a path; null, the default, asks the system.</summary>
    public Func<string, long>? FreeBytes { get; init; }
}
