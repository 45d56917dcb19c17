using System.Buffers.Text;

namespace RetentionGrpc.Engine.Erasures;

/// <summary>How far a customer is forgotten. The numbers are stored.</summary>
public enum ErasureStage : byte
{
    /// <summary>Nothing of it counts any more; its id is still known, because other customers' events may name it.</summary>
    Erased = 1,

    /// <summary>The state has nothing of it any more; files may.</summary>
    Swept = 2,

    /// <summary>No file has anything of it.</summary>
    Purged = 3,
}

/// <summary>The receipt of a customer that was forgotten.</summary>
/// <param name="Id">Tells it from others; made from the customer's id by a keyed hash, and not to be read back.</param>
/// <param name="ErasedMs">The erasure's time, in UTC milliseconds since 1970.</param>
/// <param name="Stage">How far that is.</param>
/// <param name="PurgedMs">The log's time when no file had anything of it any more; 0 before.</param>
/// <param name="CustomerId">The customer's id in UTF-8, as long as the stage is <see cref="ErasureStage.Erased"/>; then empty.</param>
public sealed record Erasure(UInt128 Id, long ErasedMs, ErasureStage Stage, long PurgedMs, byte[] CustomerId)
{
    /// <summary>Bytes of <see cref="Text"/>: a UUID in lower case.</summary>
    public const int TextBytes = 36;

    /// <summary>The id as a text, which takes the place of the customer's in events of others.</summary>
    public static byte[] Text(UInt128 id)
    {
        var text = new byte[TextBytes];
        Utf8Formatter.TryFormat(ToGuid(id), text, out _);
        return text;
    }

    /// <summary>The id as a UUID.</summary>
    public static Guid ToGuid(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The id that a UUID is of.</summary>
    public static UInt128 IdOf(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
