using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace RetentionGrpc.Engine.Events;

/// <summary>
/// Reads the Protobuf wire format from a span, as Google.Protobuf for C# does to the last malformed byte. A failure is sticky: once
/// <see cref="Failed"/>, nothing more is read.
/// </summary>
/// <param name="bytes">The bytes.</param>
/// <param name="depth">How many messages they are in: messages and groups are nested 100 deep at most.</param>
public ref struct WireReader(ReadOnlySpan<byte> bytes, int depth = 0)
{
    private const int DepthLimit = 100;

    private ReadOnlySpan<byte> _rest = bytes;
    private int _depth = depth;

    /// <summary>Whether the bytes read so far were malformed or cut.</summary>
    public bool Failed { get; private set; }

    /// <summary>The bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads the next field's tag; false at the end of the message or on a malformed one.</summary>
    public bool NextField(out int field, out WireType type)
    {
        field = 0;
        type = WireType.Varint;
        if (Failed || _rest.IsEmpty)
            return false;
        var tag = unchecked((uint)ReadVarint());
        if (Failed)
            return false;
        field = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        Failed = field == 0;
        return !Failed;
    }

    /// <summary>A base-128 varint of at most ten bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        // Nearly all tags and lengths, and many numbers, are one byte.
        if (_rest.Length == 0 || _rest[0] >= 0x80)
            return ReadLongVarint();
        ulong value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            var part = _rest[i];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }
        Failed = true;
        return 0;
    }

    /// <summary>A length-delimited run of bytes; its length is the low 32 bits of the varint.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadInt32();
        if (Failed || length < 0 || length > _rest.Length)
        {
            Failed = true;
            return default;
        }
        var run = _rest[..length];
        _rest = _rest[length..];
        return run;
    }

    /// <summary>A length-delimited run of UTF-8; anything else is a failure.</summary>
    public ReadOnlySpan<byte> ReadText()
    {
        var run = ReadBytes();
        if (!Utf8.IsValid(run))
            Failed = true;
        return Failed ? default : run;
    }

    /// <summary>An int32 as Protobuf reads it: the low 32 bits of the varint.</summary>
    public int ReadInt32() => unchecked((int)ReadVarint());

    /// <summary>An int64.</summary>
    public long ReadInt64() => unchecked((long)ReadVarint());

    /// <summary>Steps over a field that is not known.</summary>
    public void Skip(int field, WireType type) => Skip(field, type, isEntry: false);

    /// <summary>Steps over a field of a map's entry that is not known. Of a wire type that nobody knows it takes the tag alone.</summary>
    public void SkipInEntry(int field, WireType type) => Skip(field, type, isEntry: true);

    private void Skip(int field, WireType type, bool isEntry)
    {
        switch (type)
        {
            case WireType.Varint: ReadVarint(); break;
            case WireType.Fixed64: Advance(sizeof(ulong)); break;
            case WireType.Bytes: ReadBytes(); break;
            case WireType.Fixed32: Advance(sizeof(uint)); break;
            case WireType.StartGroup: SkipGroup(field, isEntry); break;
            default: Failed |= !isEntry || type == WireType.EndGroup; break;
        }
    }

    private void SkipGroup(int group, bool isEntry)
    {
        _depth++;
        while (_depth <= (isEntry ? DepthLimit - 1 : DepthLimit) && NextField(out var field, out var type))
        {
            if (type == WireType.EndGroup)
            {
                Failed |= field != group;
                _depth--;
                return;
            }
            Skip(field, type, isEntry);
        }
        Failed = true;
    }

    private void Advance(int count)
    {
        if (count > _rest.Length)
            Failed = true;
        else
            _rest = _rest[count..];
    }
}
