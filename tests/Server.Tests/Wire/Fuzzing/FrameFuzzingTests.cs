using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetentionGrpc.Engine.Tests.Events;
using RetentionGrpc.Engine.Tests.Events.Fuzzing;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Wire.Fuzzing;

/// <summary>
/// The reader of ingestion's messages against Google.Protobuf on mutated ones, their events as bare bytes: a fault around the events
/// fails the message, one inside an event never does. The environment's RETENTION_FUZZ_INPUTS, RETENTION_FUZZ_SEED and
/// RETENTION_FUZZ_HEX ask for more inputs, others, or one.
/// </summary>
public sealed class FrameFuzzingTests(ITestOutputHelper output)
{
    private const int CorpusSize = 200;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mutated_messages_are_read_as_Protobuf_reads_them(bool isStream)
    {
        var inputs = Number("RETENTION_FUZZ_INPUTS", 60_000);
        var seed = Number("RETENTION_FUZZ_SEED", 20_261_123);
        var random = new Random(seed);
        var messages = new RandomMessages(random);
        byte[][] corpus = [.. Enumerable.Range(0, CorpusSize).Select(_ => Next(isStream, random, messages))];
        var (whole, opaque) = isStream
            ? (StreamEventsRequest.Descriptor, OpaqueStreamRequest.Descriptor)
            : (IngestEventsRequest.Descriptor, OpaqueSingleRequest.Descriptor);
        Mutator[] mutators = [new(random, whole), new(random, opaque)];
        var (good, malformed, withBadEvents) = (0, 0, 0);
        for (var i = 0; i < inputs; i++)
        {
            var place = random.Next(CorpusSize);
            var bytes = mutators[random.Next(2)].Mutate(corpus[place], corpus[random.Next(CorpusSize)]);
            var isGood = Check(isStream, bytes, $"seed {seed}, input {i}");
            good += isGood ? 1 : 0;
            malformed += isGood ? 0 : 1;
            if (isGood && Parse(whole.Parser, bytes) is null)
                withBadEvents++;
            else if (isGood && bytes.Length < 4_000 && random.Next(4) == 0)
                corpus[place] = bytes;
        }
        output.WriteLine($"measured: {inputs} mutated messages of {whole.Name}, {100.0 * good / inputs:F1} % well formed, "
            + $"{withBadEvents} of them with events that are not");
        Assert.True(good * 10L >= inputs * 3L, $"only {good} of {inputs} are well formed");
        Assert.True(malformed > inputs / 20 && withBadEvents > inputs / 50, $"{malformed} malformed, {withBadEvents} with bad events");
    }

    /// <summary>Messages on which the reader and Google.Protobuf once disagreed.</summary>
    [Theory]
    [InlineData("0A03220208", "an Open whose client_time is cut")]
    [InlineData("0A0222FF", "an Open that is cut")]
    [InlineData("128A8080808001", "a Batch whose length has bits that do not count")]
    public void What_once_differed_is_read_as_Protobuf_reads_it(string hex, string about)
    {
        Check(isStream: true, Convert.FromHexString(hex), about);
        if (Environment.GetEnvironmentVariable("RETENTION_FUZZ_HEX") is not { Length: > 0 } wanted)
            return;
        Check(isStream: true, Convert.FromHexString(wanted), "from the environment");
        Check(isStream: false, Convert.FromHexString(wanted), "from the environment");
    }

    [Fact]
    public void Opaque_messages_have_the_fields_of_the_real_ones()
    {
        Assert.Equal(FieldsOf(StreamEventsRequest.Descriptor), FieldsOf(OpaqueStreamRequest.Descriptor));
        Assert.Equal(FieldsOf(IngestEventsRequest.Descriptor), FieldsOf(OpaqueSingleRequest.Descriptor));
    }

    /// <summary>Reads a message both ways; tells whether it is well formed.</summary>
    private static bool Check(bool isStream, byte[] bytes, string about)
    {
        var payload = new Payload(bytes);
        var frame = isStream ? IngestionFrameReader.ReadStreamMessage(payload) : IngestionFrameReader.ReadSingleBatch(payload);
        var message = Parse(isStream ? OpaqueStreamRequest.Parser : OpaqueSingleRequest.Parser, bytes);
        var isGood = message is not null && MessageTexts.AreUtf8(bytes, message.Descriptor);
        var (expected, given) = (isGood ? Describe(message!) : "malformed", frame.IsMalformed ? "malformed" : Describe(frame));
        if (expected != given)
        {
            Assert.Fail($"It is read as\n{given}\nand is\n{expected}\n{about}; replay: RETENTION_FUZZ_HEX={Convert.ToHexString(bytes)} "
                + $"dotnet test tests/Server.Tests -c Release --filter {nameof(What_once_differed_is_read_as_Protobuf_reads_it)}");
        }
        return isGood;
    }

    private static string Describe(IngestionFrame frame) => string.Join('|',
        (int)frame.Kind, frame.ProducerId, frame.AckedThrough, frame.Sdk, frame.ReadToken, frame.Sequence, frame.FlushId, frame.EventCount,
        string.Join(',', Enumerable.Range(0, frame.Events.Count).Select(i => Convert.ToHexString(frame.Events[i]))));

    private static string Describe(IMessage message)
    {
        var stream = message as OpaqueStreamRequest ?? new();
        var single = message as OpaqueSingleRequest ?? new();
        var (open, batch) = (stream.Open ?? new(), stream.Batch ?? new());
        ByteString[] events = [.. batch.Events, .. single.Events];
        return string.Join('|',
            message is OpaqueSingleRequest ? (int)IngestionFrameKind.Batch : (int)stream.MessageCase, open.ProducerId + single.ProducerId,
            open.AckedThrough, open.Sdk, open.ReadToken, batch.Sequence + single.Sequence, stream.Flush?.FlushId ?? 0, events.Length,
            string.Join(',', events.Take(IngestionFrame.EventLimit).Select(one => Convert.ToHexString(one.Span))));
    }

    private static byte[] Next(bool isStream, Random random, RandomMessages messages)
    {
        Event[] events = [.. Enumerable.Range(0, random.Next(6)).Select(_ => messages.Next())];
        if (!isStream)
        {
            return new IngestEventsRequest { ProducerId = $"p{random.Next(9)}", Sequence = random.NextInt64(), Events = { events } }
                .ToByteArray();
        }
        return random.Next(4) switch
        {
            0 => Open(random).ToByteArray(),
            1 => new StreamEventsRequest { Flush = new() { FlushId = random.NextInt64() } }.ToByteArray(),
            _ => new StreamEventsRequest { Batch = new() { Sequence = random.NextInt64(), Events = { events } } }.ToByteArray(),
        };
    }

    private static StreamEventsRequest Open(Random random) => new()
    {
        Open = new()
        {
            ProducerId = $"p{random.Next(9)}",
            AckedThrough = random.NextInt64(),
            Sdk = "csharp/1.2",
            ClientTime = new() { Seconds = random.Next(), Nanos = random.Next() },
            ReadToken = "token",
        },
    };

    private static IEnumerable<string> FieldsOf(MessageDescriptor type) => type.Fields.InFieldNumberOrder().SelectMany(field =>
        field.FieldType is FieldType.Message && !field.IsRepeated && field.MessageType.File == type.File
            ? FieldsOf(field.MessageType).Prepend($"{field.FieldNumber} {field.Name}")
            : [$"{field.FieldNumber} {field.Name} {(field.IsRepeated ? "repeated" : field.FieldType)}"]);

    private static IMessage? Parse(MessageParser parser, byte[] bytes)
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or IndexOutOfRangeException)
        {
            // The second: a length near 2^31 overflows inside Google.Protobuf 3.25.
            return null;
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private sealed class Payload(byte[] bytes) : DeserializationContext
    {
        public override int PayloadLength => bytes.Length;

        public override byte[] PayloadAsNewBuffer() => bytes;
    }
}
