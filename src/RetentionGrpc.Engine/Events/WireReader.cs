using System.Text.Unicode;

namespace RetentionGrpc.Engine.Events;

/// <summary>Reads the Protobuf wire format from a span. A failure is sticky: once <see cref="Failed"/>, nothing more is read.</summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

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
        var tag = ReadVarint();
        if (tag > uint.MaxValue)
            Failed = true;
        if (Failed)
            return false;
        field = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        Failed = field == 0 || type > WireType.Fixed32;
        return !Failed;
    }

    /// <summary>A base-128 varint of at most ten bytes.</summary>
    public ulong ReadVarint()
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

    /// <summary>A length-delimited run of bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        if (Failed || length > (ulong)_rest.Length)
        {
            Failed = true;
            return default;
        }
        var run = _rest[..(int)length];
        _rest = _rest[(int)length..];
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
    public void Skip(int field, WireType type, int depth = 0)
    {
        switch (type)
        {
            case WireType.Varint: ReadVarint(); break;
            case WireType.Fixed64: Advance(sizeof(ulong)); break;
            case WireType.Bytes: ReadBytes(); break;
            case WireType.Fixed32: Advance(sizeof(uint)); break;
            case WireType.StartGroup: SkipGroup(field, depth + 1); break;
            default: Failed = true; break;
        }
    }

    private void SkipGroup(int group, int depth)
    {
        while (depth < 100 && NextField(out var field, out var type))
        {
            if (type == WireType.EndGroup)
            {
                Failed |= field != group;
                return;
            }
            Skip(field, type, depth);
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
