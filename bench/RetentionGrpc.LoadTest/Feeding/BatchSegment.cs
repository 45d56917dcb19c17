using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.Feeding;

/// <summary>Messages that are ready to be sent.</summary>
/// <param name="streamCount">On how many streams.</param>
internal sealed class BatchSegment(int streamCount)
{
    /// <summary>For each stream its messages, in order.</summary>
    public IReadOnlyList<List<byte[]>> Streams { get; } = [.. Enumerable.Range(0, streamCount).Select(_ => new List<byte[]>())];

    /// <summary>Events in all messages.</summary>
    public long Events { get; set; }

    /// <summary>Bytes of all messages.</summary>
    public long Bytes { get; set; }

    /// <summary>All messages.</summary>
    public IEnumerable<byte[]> Messages => Streams.SelectMany(messages => messages);
}

/// <summary>
/// Makes a shop into messages StreamEventsRequest with a batch each, in turns for several streams whose sequences go on from segment to
/// segment. All encoding is done before a segment is sent, so that sending costs what a client cannot avoid.
/// </summary>
/// <param name="shop">Where the events come from.</param>
/// <param name="streamCount">How many streams.</param>
/// <param name="batchEvents">Events of a message.</param>
internal sealed class BatchSource(LargeShop shop, int streamCount, int batchEvents)
{
    private const byte BatchTag = (2 << 3) | 2;
    private const byte SequenceTag = 1 << 3;
    private const byte EventTag = (2 << 3) | 2;
    private const int MostVarintBytes = 10;

    private readonly long[] _sequences = new long[streamCount];
    private byte[] _events = new byte[1 << 16];
    private int _length;
    private int _count;
    private int _stream;

    /// <summary>The shop in segments of some events each; the last is what is left.</summary>
    public IEnumerable<BatchSegment> Segments(long segmentEvents)
    {
        var segment = new BatchSegment(streamCount);
        foreach (var block in shop.Blocks())
        {
            for (var i = 0; i < block.Count; i++)
            {
                Add(block[i]);
                if (_count == batchEvents)
                    Finish(segment);
                if (segment.Events < segmentEvents)
                    continue;
                yield return segment;
                segment = new BatchSegment(streamCount);
            }
        }
        if (_count > 0)
            Finish(segment);
        if (segment.Events > 0)
            yield return segment;
    }

    private void Add(ReadOnlySpan<byte> wire)
    {
        if (_events.Length - _length < wire.Length + MostVarintBytes)
            Array.Resize(ref _events, _events.Length * 2);
        _events[_length++] = EventTag;
        _length += WriteVarint(_events.AsSpan(_length), wire.Length);
        wire.CopyTo(_events.AsSpan(_length));
        _length += wire.Length;
        _count++;
    }

    private void Finish(BatchSegment segment)
    {
        Span<byte> head = stackalloc byte[1 + MostVarintBytes];
        Span<byte> length = stackalloc byte[MostVarintBytes];
        head[0] = SequenceTag;
        head = head[..(1 + WriteVarint(head[1..], ++_sequences[_stream]))];
        length = length[..WriteVarint(length, head.Length + _length)];
        var message = new byte[1 + length.Length + head.Length + _length];
        message[0] = BatchTag;
        length.CopyTo(message.AsSpan(1));
        head.CopyTo(message.AsSpan(1 + length.Length));
        _events.AsSpan(0, _length).CopyTo(message.AsSpan(1 + length.Length + head.Length));
        segment.Streams[_stream].Add(message);
        segment.Events += _count;
        segment.Bytes += message.Length;
        _stream = (_stream + 1) % streamCount;
        (_length, _count) = (0, 0);
    }

    private static int WriteVarint(Span<byte> to, long value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            to[length++] = (byte)(value | 0x80);
        to[length++] = (byte)value;
        return length;
    }
}
