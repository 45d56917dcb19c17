namespace RetentionGrpc.Engine.Events;

/// <summary>A step in the life of a contract. At one instant they are ordered by number.</summary>
public enum SubscriptionAction : byte
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>The contract begins, or begins again.</summary>
    Started = 1,

    /// <summary>Plan or price changes.</summary>
    Changed = 2,

    /// <summary>The contract rests.</summary>
    Paused = 3,

    /// <summary>The contract goes on after a pause.</summary>
    Resumed = 4,

    /// <summary>The contract ends.</summary>
    Cancelled = 5,
}
