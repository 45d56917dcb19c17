namespace RetentionGrpc.Engine.Indexes;

/// <summary>What a <see cref="DayTime"/> tells about a customer and a part of the day.</summary>
public enum DayAnswer : byte
{
    /// <summary>Not active then.</summary>
    No = 0,

    /// <summary>Active then.</summary>
    Yes = 1,

    /// <summary>The timeline tells.</summary>
    Unclear = 2,
}
