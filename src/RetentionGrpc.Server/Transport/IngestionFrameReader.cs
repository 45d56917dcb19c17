using System.Buffers;
using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// Reads the messages of ingestion without Google.Protobuf, as Google.Protobuf would: unknown fields are skipped, the last of several
/// values counts, parts of one message are merged. Events are found, not read: a fault inside one is no fault of the message.
/// </summary>
internal ref struct IngestionFrameReader
{
    private const int PeekedBytes = 32;
    private const byte BatchTag = ((int)IngestionFrameKind.Batch << 3) | 2;

    private readonly byte[] _bytes;
    private readonly List<EventSlice> _events = [];
    private IngestionFrameKind _kind;
    private string _producerId = "";
    private string _sdk = "";
    private string _readToken = "";
    private long _ackedThrough;
    private long _sequence;
    private long _flushId;
    private int _eventCount;
    private bool _isMalformed;

    private IngestionFrameReader(byte[] bytes) => _bytes = bytes;

    /// <summary>Reads a StreamEventsRequest.</summary>
    public static IngestionFrame ReadStreamMessage(DeserializationContext context)
    {
        var reader = new IngestionFrameReader(context.PayloadAsReadOnlySequence().ToArray());
        reader.ReadStreamMessage();
        return reader.ToFrame();
    }

    /// <summary>Reads an IngestEventsRequest.</summary>
    public static IngestionFrame ReadSingleBatch(DeserializationContext context)
    {
        var reader = new IngestionFrameReader(context.PayloadAsReadOnlySequence().ToArray()) { _kind = IngestionFrameKind.Batch };
        reader.ReadSingleBatch();
        return reader.ToFrame();
    }

    /// <summary>The sequence of a batch whose message has only begun, if it stands where clients write it: first. Otherwise 0.</summary>
    public static long PeekSequence(ReadOnlySequence<byte> begin)
    {
        Span<byte> bytes = stackalloc byte[PeekedBytes];
        bytes = bytes[..(int)Math.Min(PeekedBytes, begin.Length)];
        begin.Slice(0, bytes.Length).CopyTo(bytes);
        // A tag and a length around the batch, then the tag of its sequence.
        if (bytes.IsEmpty || bytes[0] != BatchTag)
            return 0;
        var length = bytes[1..].IndexOfAnyInRange((byte)0, (byte)0x7F);
        var reader = new WireReader(length < 0 ? [] : bytes[(length + 2)..]);
        return reader.NextField(out var field, out var type) && (field, type) == (1, WireType.Varint) ? reader.ReadInt64() : 0;
    }

    private void ReadStreamMessage()
    {
        var reader = new WireReader(_bytes);
        while (reader.NextField(out var field, out var type))
        {
            if (type != WireType.Bytes || field is < (int)IngestionFrameKind.Open or > (int)IngestionFrameKind.Flush)
            {
                reader.Skip(field, type);
                continue;
            }
            Begin((IngestionFrameKind)field);
            var message = reader.ReadBytes();
            var offset = _bytes.Length - reader.Remaining - message.Length;
            if (_kind == IngestionFrameKind.Open)
                ReadOpen(message);
            else if (_kind == IngestionFrameKind.Batch)
                ReadBatch(message, offset);
            else
                ReadFlush(message);
        }
        _isMalformed |= reader.Failed;
    }

    /// <summary>Of several kinds in one message the last counts.</summary>
    private void Begin(IngestionFrameKind kind)
    {
        if (_kind == kind)
            return;
        _kind = kind;
        _producerId = _sdk = _readToken = "";
        _ackedThrough = _sequence = _flushId = _eventCount = 0;
        _events.Clear();
    }

    private void ReadOpen(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message, depth: 1);
        while (reader.NextField(out var field, out var type))
        {
            switch (field, type)
            {
                case (1, WireType.Bytes): _producerId = Encoding.UTF8.GetString(reader.ReadText()); break;
                case (2, WireType.Varint): _ackedThrough = reader.ReadInt64(); break;
                case (3, WireType.Bytes): _sdk = Encoding.UTF8.GetString(reader.ReadText()); break;
                case (4, WireType.Bytes): PassTime(reader.ReadBytes()); break;
                case (5, WireType.Bytes): _readToken = Encoding.UTF8.GetString(reader.ReadText()); break;
                default: reader.Skip(field, type); break;
            }
        }
        _isMalformed |= reader.Failed;
    }

    /// <summary>Nobody reads the client's clock, but a fault in it is one of the message.</summary>
    private void PassTime(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message, depth: 2);
        while (reader.NextField(out var field, out var type))
            reader.Skip(field, type);
        _isMalformed |= reader.Failed;
    }

    private void ReadBatch(ReadOnlySpan<byte> message, int offset)
    {
        var reader = new WireReader(message, depth: 1);
        while (reader.NextField(out var field, out var type))
        {
            switch (field, type)
            {
                case (1, WireType.Varint): _sequence = reader.ReadInt64(); break;
                case (2, WireType.Bytes): AddEvent(offset + message.Length, ref reader); break;
                default: reader.Skip(field, type); break;
            }
        }
        _isMalformed |= reader.Failed;
    }

    private void ReadFlush(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message, depth: 1);
        while (reader.NextField(out var field, out var type))
        {
            if (field == 1 && type == WireType.Varint)
                _flushId = reader.ReadInt64();
            else
                reader.Skip(field, type);
        }
        _isMalformed |= reader.Failed;
    }

    private void ReadSingleBatch()
    {
        var reader = new WireReader(_bytes);
        while (reader.NextField(out var field, out var type))
        {
            switch (field, type)
            {
                case (1, WireType.Bytes): _producerId = Encoding.UTF8.GetString(reader.ReadText()); break;
                case (2, WireType.Varint): _sequence = reader.ReadInt64(); break;
                case (3, WireType.Bytes): AddEvent(_bytes.Length, ref reader); break;
                default: reader.Skip(field, type); break;
            }
        }
        _isMalformed |= reader.Failed;
    }

    /// <summary>Notes where the next event stands.</summary>
    /// <param name="end">Where the message that the reader reads ends.</param>
    /// <param name="reader">Stands at the event.</param>
    private void AddEvent(int end, ref WireReader reader)
    {
        var length = reader.ReadBytes().Length;
        _eventCount++;
        if (!reader.Failed && _events.Count < IngestionFrame.EventLimit)
            _events.Add(new(end - reader.Remaining - length, length));
    }

    private readonly IngestionFrame ToFrame() => _isMalformed
        ? IngestionFrame.Malformed
        : new()
        {
            Kind = _kind,
            ProducerId = _producerId,
            AckedThrough = _ackedThrough,
            Sdk = _sdk,
            ReadToken = _readToken,
            Sequence = _sequence,
            EventCount = _eventCount,
            Events = new EventBatch(_bytes, [.. _events]),
            FlushId = _flushId,
        };
}
