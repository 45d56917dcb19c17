namespace RetentionGrpc.Storage;

/// <summary>What an accepted append survives.</summary>
public enum LogDurability
{
    /// <summary>Nothing: the log is gone with the process.</summary>
    Memory = 0,

    /// <summary>Loss of the process and of power: the entry was forced to the disk.</summary>
    Fsynced = 1,

    /// <summary>
    /// Loss of this process and of the store's: the system has the entry, and syncs it within about a second. A crash of the system or a
    /// failover to a replica may lose what is newer than <see cref="ILogStore.StableThrough"/>.
    /// </summary>
    EverySecond = 2,
}
