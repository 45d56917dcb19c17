namespace RetentionGrpc.Storage;

/// <summary>Entries were asked for that <see cref="ILogStore.TrimAsync"/> has removed: start from a snapshot.</summary>
public sealed class LogTrimmedException(int partition, long trimmedThrough) : Exception(
    $"Partition {partition} is trimmed through sequence {trimmedThrough}: read a snapshot, then the entries after it.")
{
    /// <summary>The partition.</summary>
    public int Partition { get; } = partition;

    /// <summary>Sequence of the last entry that is gone.</summary>
    public long TrimmedThrough { get; } = trimmedThrough;
}
