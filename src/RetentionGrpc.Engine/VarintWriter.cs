using System.Buffers;
using System.Text;

namespace RetentionGrpc.Engine;

/// <summary>Writes base-128 varints, and texts and byte strings as a length and their bytes. Equal calls give equal bytes.</summary>
internal sealed class VarintWriter
{
    private readonly ArrayBufferWriter<byte> _written = new();

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _written.WrittenSpan.ToArray();

    /// <summary>Writes a number.</summary>
    public void WriteNumber(ulong number)
    {
        var span = _written.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
            span[length++] = (byte)(number & 0x7F | 0x80);
        span[length++] = (byte)number;
        _written.Advance(length);
    }

    /// <summary>Writes a count.</summary>
    public void WriteCount(int count) => WriteNumber((ulong)count);

    /// <summary>Writes a length and so many bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteCount(bytes.Length);
        _written.Write(bytes);
    }

    /// <summary>Writes a text in UTF-8.</summary>
    public void WriteText(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));
}
