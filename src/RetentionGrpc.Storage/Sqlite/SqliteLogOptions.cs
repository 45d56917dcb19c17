namespace RetentionGrpc.Storage;

/// <summary>How a <see cref="SqliteLogStore"/> is opened.</summary>
public sealed record SqliteLogOptions
{
    /// <summary>
    /// Partitions of data that is created by this opening, 1 to <see cref="LogLimits.MaxPartitionCount"/>; default 4. Data that
    /// exists keeps its own number: see <see cref="LogIdentity.PartitionCount"/>.
    /// </summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>
    /// Size in bytes beyond which the file does not grow: appends then fail with <see cref="StoreFullException"/>. Null, the
    /// default: the disk is the limit. The write-ahead log beside the file is not counted.
    /// </summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>
    /// Room, 0 or more bytes, that appends leave to snapshots and trims, which alone can make a full log shorter; default 64 MiB,
    /// and at most an eighth of <see cref="MaxFileBytes"/>. It is more where some partition's newest snapshot, the log since
    /// and an eighth of both are more: the next snapshot must fit, the first one too.
    /// Pages that were freed inside the file count as room; a quarter of the reserve stays free on the disk itself, for the
    /// write-ahead log.
    /// </summary>
    public long ReserveBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Measures the free bytes of the disk that holds a path; null, the default, asks the system.</summary>
    public Func<string, long>? FreeBytes { get; init; }
}
