using Google.Protobuf;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>A batch: it gathers events, is sealed with a sequence, and is kept until the server says that it may be forgotten.</summary>
internal sealed class PendingBatch
{
    /// <summary>What the message around the events may take, as batches are cut by it.</summary>
    public const int FramingBytes = 64;

    /// <summary>What a tag and a length before an event may take, as batches are cut by it.</summary>
    public const int EventFramingBytes = 5;

    private const int FirstCapacity = 1_024;
    private const byte EventTag = (Batch.EventsFieldNumber << 3) | (int)WireFormat.WireType.LengthDelimited;

    private byte[] _events = [];
    private int _length;

    /// <summary>0 while it gathers.</summary>
    public long Sequence { get; private set; }

    public int Count { get; private set; }

    /// <summary>Bytes by which it is cut, no fewer than the message has. How they are counted must never change.</summary>
    public int CutBytes { get; private set; } = FramingBytes;

    /// <summary>The message, once it is sealed.</summary>
    public OutgoingMessage? Message { get; private set; }

    public int SendCount { get; set; }

    /// <summary>Whether a caller waits for its outcome.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>What became of it, once that was told.</summary>
    public BatchOutcome? Outcome { get; set; }

    /// <summary>The events, read from the bytes.</summary>
    public IReadOnlyList<Event> Events => Batch.Parser.ParseFrom(_events, 0, _length).Events;

    /// <summary>Adds an event of a size; one that is changed meanwhile is not added.</summary>
    /// <exception cref="InvalidOperationException">The event was changed while it was being added.</exception>
    public void Add(Event added, int size)
    {
        var start = _length + 1 + CodedOutputStream.ComputeLengthSize(size);
        if (start + size > _events.Length)
            Array.Resize(ref _events, Math.Max(Math.Max(_events.Length * 2, FirstCapacity), start + size));
        added.WriteTo(_events.AsSpan(start, size));
        _events[_length] = EventTag;
        WriteLength(_events.AsSpan(_length + 1), size);
        _length = start + size;
        CutBytes += size + EventFramingBytes;
        Count++;
    }

    /// <summary>Gives it its sequence. Nothing is added any more.</summary>
    public void Seal(long sequence)
    {
        Sequence = sequence;
        Array.Resize(ref _events, _length);
        var batch = CodedOutputStream.ComputeTagSize(Batch.SequenceFieldNumber) + CodedOutputStream.ComputeInt64Size(sequence) + _length;
        var head = new byte[FramingBytes];
        var output = new CodedOutputStream(head);
        output.WriteTag(StreamEventsRequest.BatchFieldNumber, WireFormat.WireType.LengthDelimited);
        output.WriteLength(batch);
        output.WriteTag(Batch.SequenceFieldNumber, WireFormat.WireType.Varint);
        output.WriteInt64(sequence);
        Message = new OutgoingMessage(head.AsMemory(0, (int)output.Position), _events);
    }

    private static void WriteLength(Span<byte> output, int length)
    {
        var at = 0;
        for (; length > 0x7f; length >>= 7)
            output[at++] = (byte)(length | 0x80);
        output[at] = (byte)length;
    }
}
