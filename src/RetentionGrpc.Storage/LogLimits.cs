namespace RetentionGrpc.Storage;

/// <summary>Limits that hold for every adapter; going past one is an <see cref="ArgumentException"/>.</summary>
public static class LogLimits
{
    /// <summary>Most partitions that data can be created with.</summary>
    public const int MaxPartitionCount = 256;

    /// <summary>Longest entry, in bytes (16 MiB).</summary>
    public const int MaxEntryBytes = 16 * 1024 * 1024;

    /// <summary>Longest chunk of a snapshot, in bytes (256 KiB).</summary>
    public const int MaxChunkBytes = 256 * 1024;

    /// <summary>Snapshots kept per partition: the newest, and one to fall back on should the newest be damaged.</summary>
    public const int KeptSnapshots = 2;

    internal static void CheckPartitionCount(int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitionCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionCount, MaxPartitionCount);
    }

    internal static void CheckPartition(LogIdentity identity, int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, identity.PartitionCount);
    }

    internal static void CheckEntry(ReadOnlyMemory<byte> entry)
        => ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, MaxEntryBytes, nameof(entry));

    internal static void CheckChunk(ReadOnlyMemory<byte> chunk)
        => ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk.Length, MaxChunkBytes, nameof(chunk));
}
