namespace RetentionGrpc.Engine.Entries;

/// <summary>What a log entry holds. The numbers are stored.</summary>
public enum EntryKind : byte
{
    /// <summary>Sub-batches of events.</summary>
    Batches = 1,

    /// <summary>A tenant's settings, new or changed.</summary>
    Tenant = 2,
}
