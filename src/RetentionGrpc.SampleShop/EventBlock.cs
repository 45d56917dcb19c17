namespace RetentionGrpc.SampleShop;

/// <summary>Encoded events side by side. It is filled again for the next events: what was read from it is gone then.</summary>
public sealed class EventBlock
{
    private byte[] _bytes = new byte[1 << 16];
    private int[] _ends = new int[1 << 10];
    private int[] _customers = new int[1 << 10];
    private long[] _times = new long[1 << 10];

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all events together.</summary>
    public int ByteCount => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>The bytes of an event: a message <c>Event</c>.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(StartOf(index), _ends[index] - StartOf(index));

    /// <summary>Whose event it is: index of the customer, from 0.</summary>
    public int CustomerOf(int index) => _customers[index];

    /// <summary>When it occurred, UTC milliseconds since 1970.</summary>
    public long TimeOf(int index) => _times[index];

    internal void Clear() => Count = 0;

    /// <summary>Room for an event of so many bytes, to be followed by <see cref="Add"/>.</summary>
    internal Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - ByteCount < bytes)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, ByteCount + bytes));
        return _bytes.AsSpan(ByteCount);
    }

    /// <summary>The reserved room has an event of so many bytes.</summary>
    internal void Add(int length, int customer, long timeMs)
    {
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _customers, Count * 2);
            Array.Resize(ref _times, Count * 2);
        }
        _ends[Count] = ByteCount + length;
        (_customers[Count], _times[Count]) = (customer, timeMs);
        Count++;
    }

    /// <summary>Takes the events of another block in, in random order.</summary>
    internal void AddShuffled(EventBlock other, ShopRandom random)
    {
        var order = new int[other.Count];
        for (var i = 0; i < order.Length; i++)
        {
            var place = random.Between(0, i + 1);
            (order[i], order[place]) = (order[place], i);
        }
        foreach (var index in order)
        {
            other[index].CopyTo(Reserve(other[index].Length));
            Add(other[index].Length, other.CustomerOf(index), other.TimeOf(index));
        }
    }

    private int StartOf(int index) => index == 0 ? 0 : _ends[index - 1];
}
