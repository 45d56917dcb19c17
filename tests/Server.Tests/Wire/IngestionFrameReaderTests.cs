using System.Text.Unicode;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>The reader of ingestion's messages against Google.Protobuf.</summary>
public sealed class IngestionFrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_Protobuf_reads_is_read_alike(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = RandomStreamMessage(random).ToByteArray();
            // Parts of several messages one after the other are one message, merged.
            if (random.Next(3) == 0)
                bytes = [.. bytes, .. RandomStreamMessage(random).ToByteArray()];
            if (random.Next(3) == 0 && bytes.Length > 0)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            AssertAlike(bytes, $"seed {seed}, round {round}: {Convert.ToHexString(bytes)}");
        }
    }

    private static void AssertAlike(byte[] bytes, string what)
    {
        var frame = IngestionFrameReader.ReadStreamMessage(new Payload(bytes));
        StreamEventsRequest message;
        try
        {
            message = StreamEventsRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // The fault may be inside an event, which is no fault of the frame: then nothing can be compared.
            return;
        }
        var open = message.Open ?? new Open();
        // This parser lets through texts that are not UTF-8, which no other does.
        Assert.Equal((HasFaultyText(bytes), what), (frame.IsMalformed, what));
        if (frame.IsMalformed)
            return;
        Assert.Equal(((int)message.MessageCase, what), ((int)frame.Kind, what));
        Assert.Equal(
            (open.ProducerId, open.AckedThrough, open.Sdk, open.ReadToken, what),
            (frame.ProducerId, frame.AckedThrough, frame.Sdk, frame.ReadToken, what));
        var batch = message.Batch ?? new Batch();
        Assert.Equal((batch.Sequence, batch.Events.Count, what), (frame.Sequence, frame.Events.Count, what));
        for (var i = 0; i < batch.Events.Count; i++)
            Assert.Equal(batch.Events[i], Event.Parser.ParseFrom(frame.Events[i]));
        Assert.Equal((message.Flush?.FlushId ?? 0, what), (frame.FlushId, what));
    }

    /// <summary>Whether any Open in the message, be it overwritten by a later part, has a text that is not UTF-8.</summary>
    private static bool HasFaultyText(byte[] bytes)
    {
        var faulty = false;
        var input = new CodedInputStream(bytes);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) != StreamEventsRequest.OpenFieldNumber || !IsRun(tag))
            {
                input.SkipLastField();
                continue;
            }
            var open = new CodedInputStream(input.ReadBytes().ToByteArray());
            for (tag = open.ReadTag(); tag != 0; tag = open.ReadTag())
            {
                var field = WireFormat.GetTagFieldNumber(tag);
                if (field is Open.ProducerIdFieldNumber or Open.SdkFieldNumber or Open.ReadTokenFieldNumber && IsRun(tag))
                    faulty |= !Utf8.IsValid(open.ReadBytes().Span);
                else
                    open.SkipLastField();
            }
        }
        return faulty;
    }

    private static bool IsRun(uint tag) => WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;

    [Fact]
    public void A_cut_message_is_malformed_unless_the_cut_is_between_fields()
    {
        var whole = new StreamEventsRequest { Batch = new Batch { Sequence = 300, Events = { Sample.Activities(3) } } }.ToByteArray();
        for (var length = 1; length < whole.Length; length++)
            Assert.True(IngestionFrameReader.ReadStreamMessage(new Payload(whole[..length])).IsMalformed, $"{length} bytes");
        var single = new IngestEventsRequest { ProducerId = "p", Sequence = 300, Events = { Sample.Activities(3) } };
        var read = IngestionFrameReader.ReadSingleBatch(new Payload(single.ToByteArray()));
        Assert.Equal(("p", 300, 3), (read.ProducerId, read.Sequence, read.EventCount));
        Assert.Equal(single.Events, Enumerable.Range(0, 3).Select(i => Event.Parser.ParseFrom(read.Events[i])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(long.MaxValue)]
    public void The_sequence_of_a_batch_is_known_from_its_first_bytes(long sequence)
    {
        long Peek(byte[] bytes) => IngestionFrameReader.PeekSequence(new(bytes));
        var batch = new StreamEventsRequest
        {
            Batch = new Batch { Sequence = sequence, Events = { Sample.Activities(100) } },
        }.ToByteArray();
        Assert.Equal(sequence, Peek(batch));
        Assert.Equal(sequence, Peek(batch[..16]));
        for (var length = 0; length < 5; length++)
            Assert.Equal(0, Peek(batch[..length]) is var peeked && peeked == sequence ? 0 : peeked);
        Assert.Equal(0, Peek(new StreamEventsRequest { Open = new Open { ProducerId = "p", AckedThrough = 7 } }.ToByteArray()));
        Assert.Equal(0, Peek(new StreamEventsRequest { Batch = new Batch { Events = { Sample.Activities(1) } } }.ToByteArray()));
    }

    private static StreamEventsRequest RandomStreamMessage(Random random) => random.Next(4) switch
    {
        0 => new()
        {
            Open = new Open
            {
                ProducerId = $"p{random.Next(10)}",
                AckedThrough = random.NextInt64(),
                Sdk = "sdk",
                ReadToken = $"t{random.Next(9)}",
            },
        },
        1 => new() { Flush = new Flush { FlushId = random.NextInt64() } },
        2 => new() { Batch = new Batch { Sequence = random.Next(), Events = { Sample.Activities(random.Next(4)), new Event() } } },
        _ => new(),
    };

    private sealed class Payload(byte[] bytes) : DeserializationContext
    {
        public override int PayloadLength => bytes.Length;

        public override byte[] PayloadAsNewBuffer() => bytes;
    }
}
