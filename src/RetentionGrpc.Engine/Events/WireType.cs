namespace RetentionGrpc.Engine.Events;

/// <summary>How a Protobuf field is laid out on the wire.</summary>
public enum WireType
{
    /// <summary>A base-128 number.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes.</summary>
    Bytes = 2,

    /// <summary>The start of a group (no longer written by anybody).</summary>
    StartGroup = 3,

    /// <summary>The end of a group.</summary>
    EndGroup = 4,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
