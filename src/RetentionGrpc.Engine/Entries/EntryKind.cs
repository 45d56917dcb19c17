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

    /// <summary>A customer of a tenant is forgotten.</summary>
    Erase = 5,

    /// <summary>A tenant is forgotten.</summary>
    DeleteTenant = 6,

    /// <summary>Whatever only what was forgotten has used leaves the state, so that the next snapshot has nothing of it.</summary>
    Sweep = 7,

    /// <summary>What was forgotten before the newest sweep is in no file any more.</summary>
    Purged = 8,

    /// <summary>A piece of a state that is to take the place of this one, which is empty.</summary>
    RestorePart = 9,

    /// <summary>The pieces are all there, and take its place; or they are given up.</summary>
    RestoreEnd = 10,
}
