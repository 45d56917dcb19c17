namespace Grpc.Core;

/// <summary>How one message, or every message of a call, is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for the next one instead of going out at once.</summary>
    BufferHint = 0x1,

    /// <summary>The message goes out uncompressed even where the call compresses.</summary>
    NoCompress = 0x2,
}
