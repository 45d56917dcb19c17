using Google.Protobuf;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Events;

public sealed class EventReaderTests
{
    private const int Seed = 20_260_329;

    [Fact]
    public void Read_ValidEventsByChance_GivesWhatTheMessageSays()
    {
        var messages = new RandomMessages(new Random(Seed));
        for (var i = 0; i < 20_000; i++)
            AssertReads(messages.Next(RandomMessages.Kinds[i % RandomMessages.Kinds.Length]), message => message.ToByteArray());
    }

    [Fact]
    public void Read_FieldsOfNewerVersions_AreSkipped()
    {
        var (random, messages) = (new Random(Seed), new RandomMessages(new Random(Seed + 1)));
        // A varint, eight bytes, a run, a group, four bytes: fields 900 to 904, before and after what is known.
        byte[] unknown = [0xA0, 0x38, 0x05, 0xA9, 0x38, 1, 2, 3, 4, 5, 6, 7, 8, 0xB2, 0x38, 2, 0xFF, 0xFF, 0xBB, 0x38, 0x08, 1, 0xBC, 0x38,
            0xC5, 0x38, 1, 2, 3, 4];
        for (var i = 0; i < 2_000; i++)
        {
            AssertReads(messages.Next(), message => random.Next(2) == 0
                ? [.. unknown, .. message.ToByteArray()] : [.. message.ToByteArray(), .. unknown]);
        }
    }

    [Fact]
    public void Read_PartsOfOneMessage_AreMergedAsProtobufMergesThem()
    {
        var messages = new RandomMessages(new Random(Seed));
        var accepted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            // By turns of the same kind, whose parts are merged, and of any, where the last kind counts.
            var first = messages.Next();
            var second = i % 2 == 0 ? messages.Next(first.KindCase) : messages.Next();
            byte[] bytes = [.. first.ToByteArray(), .. second.ToByteArray()];
            accepted += AssertAgree(bytes, $"seed {Seed}, pair {i}") ? 1 : 0;
        }
        Assert.True(accepted > 10_000, $"only {accepted} accepted");
    }

    [Fact]
    public void Read_AnyEvent_AllocatesNothing()
    {
        var messages = new RandomMessages(new Random(Seed));
        List<byte[]> events =
            [.. from kind in RandomMessages.Kinds from _ in Enumerable.Range(0, 20) select messages.Next(kind).ToByteArray()];
        ReadAll(events);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 50; i++)
                ReadAll(events);
        }));
    }

    private static void ReadAll(List<byte[]> events)
    {
        foreach (var bytes in events)
        {
            if (!EventReader.Read(bytes, out _).IsAccepted)
                throw new InvalidDataException("A valid event is rejected.");
        }
    }

    private static void AssertReads(Event message, Func<Event, byte[]> encode)
    {
        var verdict = EventReader.Read(encode(message), out var view);
        if (!verdict.IsAccepted)
            Assert.Fail($"seed {Seed}: {verdict} of {message}");
        Assert.Equal(ViewOfMessage.Of(message), ViewOfMessage.Of(view));
    }

    /// <summary>What the reader accepts, Protobuf parses, and to the same; tells whether it was accepted.</summary>
    private static bool AssertAgree(byte[] bytes, string about)
    {
        var verdict = EventReader.Read(bytes, out var view);
        if (!verdict.IsAccepted)
        {
            Assert.NotEmpty(verdict.Message);
            return false;
        }
        var parsed = Parse(bytes);
        Assert.True(parsed is not null, $"{about}: Protobuf does not parse it");
        var (expected, actual) = (ViewOfMessage.Of(parsed), ViewOfMessage.Of(view));
        Assert.True(expected == actual, $"{about}\n{expected}\n{actual}");
        return true;
    }

    private static Event? Parse(byte[] bytes)
    {
        try
        {
            return Event.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
