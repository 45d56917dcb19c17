namespace RetentionGrpc.Storage;

/// <summary>What was asked for has been dropped for good: start from the newest snapshot and the entries after it.</summary>
public sealed class LogTrimmedException : Exception
{
    /// <summary>Entries that <see cref="ILogStore.TrimAsync"/> has removed.</summary>
    public LogTrimmedException(int partition, long trimmedThrough)
        : base($"Partition {partition} is trimmed through sequence {trimmedThrough}.") => Partition = partition;

    /// <summary>A snapshot that a newer one or a trim has replaced, or that never was.</summary>
    public LogTrimmedException(int partition, LogHead head)
        : base($"Partition {partition} keeps no snapshot of {head}.") => Partition = partition;

    /// <summary>The partition.</summary>
    public int Partition { get; }
}
