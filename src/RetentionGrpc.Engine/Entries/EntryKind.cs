namespace RetentionGrpc.Engine.Entries;

/// <summary>What a log entry holds. The numbers are stored.</summary>
public enum EntryKind : byte
{
    /// <summary>Sub-batches of events.</summary>
    Batches = 1,

    /// <summary>A tenant's settings, new or changed.</summary>
    Tenant = 2,

    /// <summary>Events of a tenant's dead letter that count from now on.</summary>
    Reingest = 3,

    /// <summary>A server has started, and opens a term.</summary>
    Term = 4,
}
