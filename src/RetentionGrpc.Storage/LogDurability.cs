namespace RetentionGrpc.Storage;

/// <summary>What an accepted append survives.</summary>
public enum LogDurability
{
    /// <summary>Nothing: the log is gone with the process.</summary>
    Memory = 0,

    /// <summary>Loss of the process and of power: the entry was forced to the disk.</summary>
    Fsynced = 1,

    /// <summary>
    /// Loss of this process: another one has the entry, and syncs it within about two seconds. Its death, a crash of its system or a
    /// failover
    /// to a replica may lose what is newer than <see cref="ILogStore.StableThrough"/>.
    /// </summary>
    EverySecond = 2,
}
