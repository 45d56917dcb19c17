namespace RetentionGrpc.Storage;

/// <summary>Stored bytes are not the bytes that were written.</summary>
public sealed class LogCorruptException : Exception
{
    /// <summary>Damage at one entry, or at the snapshot taken after that entry.</summary>
    public LogCorruptException(string location, int partition, long sequence, string damage, Exception? innerException = null)
        : base($"Partition {partition}, sequence {sequence} in '{location}' is damaged: {damage}.", innerException)
    {
        Location = location;
        Partition = partition;
        Sequence = sequence;
    }

    /// <summary>Damage that can't be placed at one entry.</summary>
    public LogCorruptException(string location, string damage, Exception? innerException = null)
        : base($"'{location}' is damaged: {damage}.", innerException) => Location = location;

    /// <summary>The file, or whatever else holds the data.</summary>
    public string Location { get; }

    /// <summary>The partition; null where the damage is not at one entry.</summary>
    public int? Partition { get; }

    /// <summary>The entry's sequence; null where the damage is not at one entry.</summary>
    public long? Sequence { get; }
}
