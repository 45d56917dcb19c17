namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>Encoded events side by side, without an object for each.</summary>
internal sealed class EventBuffer
{
    private readonly List<int> _ends = [];
    private byte[] _bytes = new byte[1 << 16];

    /// <summary>How many events there are.</summary>
    public int Count => _ends.Count;

    /// <summary>Bytes of all of them.</summary>
    public int ByteCount => _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>The bytes of an event.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Copies an event in.</summary>
    public void Add(ReadOnlySpan<byte> wire)
    {
        var start = ByteCount;
        if (_bytes.Length - start < wire.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        wire.CopyTo(_bytes.AsSpan(start));
        _ends.Add(start + wire.Length);
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => _ends.Clear();

    /// <summary>Forgets all of them, and gives their room back: what is measured next is not this.</summary>
    public void Release()
    {
        _ends.Clear();
        _ends.TrimExcess();
        _bytes = [];
    }
}
