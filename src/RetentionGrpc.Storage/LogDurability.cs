namespace RetentionGrpc.Storage;

/// <summary>What an accepted append survives.</summary>
public enum LogDurability
{
    /// <summary>Nothing: the log is gone with the process.</summary>
    Memory = 0,

    /// <summary>Loss of the process and of power: the entry was forced to the disk.</summary>
    Fsynced = 1,
}
