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
}
