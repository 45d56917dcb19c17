using System.Globalization;
using Google.Protobuf;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;
using Reason = RetentionGrpc.Engine.Events.RejectionReason;

namespace RetentionGrpc.Engine.Tests.Events.Fuzzing;

/// <summary>
/// The reader against Google.Protobuf on mutated events, valid or not: accepted or rejected alike, for the same reason, with the same
/// columns. The environment's RETENTION_FUZZ_INPUTS, RETENTION_FUZZ_SEED and RETENTION_FUZZ_HEX ask for more inputs, others, or one.
/// </summary>
public sealed class EventFuzzingTests(ITestOutputHelper output)
{
    private const int ShardInputs = 10_000;
    private const int CorpusSize = 390;

    /// <summary>Inputs on which the reader and Google.Protobuf once disagreed, and what they are about.</summary>
    public static TheoryData<string, byte[]> Once()
    {
        byte[] valid = new Event { CustomerId = "c", OccurredTime = new() { Seconds = 1 }, Referral = new() { ReferredCustomerId = "r" } }
            .ToByteArray();
        byte[] crowd = new Event { Properties = { Enumerable.Range(0, 33).ToDictionary(i => $"{i}", _ => "") } }.ToByteArray();
        byte[] profile = new Event { Profile = new() { Attributes = { Enumerable.Range(0, 33).ToDictionary(i => $"{i}", _ => "") } } }
            .ToByteArray();
        return new()
        {
            { "a tag counts by its low 32 bits", [0x8A, 0x80, 0x80, 0x80, 0x80, 0x01, 0x02, (byte)'i', (byte)'d', .. valid] },
            { "so does a length", [0x0A, 0x82, 0x80, 0x80, 0x80, 0x10, (byte)'i', (byte)'d', .. valid] },
            { "a length of 2^31 and more", [0x0A, 0x82, 0x80, 0x80, 0x80, 0x08, (byte)'i', (byte)'d', .. valid] },
            { "100 groups in each other", [.. Groups(100), .. valid] },
            { "101 groups in each other", [.. Groups(101), .. valid] },
            { "99 groups in a kind", [.. valid, 0xAA, 1, 0xC6, 1, .. Groups(99)] },
            { "100 groups in a kind", [.. valid, 0x8A, 1, 0xC8, 1, .. Groups(100)] },
            { "98 groups in a property", [.. valid, 0x22, 0xC7, 1, 0x0A, 1, (byte)'k', .. Groups(98)] },
            { "99 groups in a property", [.. valid, 0x22, 0xC9, 1, 0x0A, 1, (byte)'k', .. Groups(99)] },
            { "a wire type that nobody knows", [.. valid, 0x2E] },
            { "a wire type that nobody knows, in a property", [.. valid, 0x22, 4, 0x0A, 1, (byte)'k', 0x1E] },
            { "too many properties, then a profile's attributes, then another kind", [.. crowd, .. profile, .. valid] },
        };
    }

    private static IEnumerable<byte> Groups(int depth) => Enumerable.Repeat<byte>(0x2B, depth).Concat(Enumerable.Repeat<byte>(0x2C, depth));

    [Fact]
    public async Task Read_MutatedEvents_AgreesWithProtobuf()
    {
        var inputs = Number("RETENTION_FUZZ_INPUTS", 1_000_000);
        var seed = Number("RETENTION_FUZZ_SEED", 20_261_122);
        var (reasons, shard) = (new int[Enum.GetValues<Reason>().Length], -1);
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            for (var next = Interlocked.Increment(ref shard); next < inputs / ShardInputs; next = Interlocked.Increment(ref shard))
                RunShard(seed, next, reasons);
        })));
        var total = reasons.Sum();
        var named = reasons.Select((count, reason) => $"{(Reason)reason} {count}");
        output.WriteLine($"measured: {total} mutated events, {100.0 * reasons[0] / total:F1} % accepted; {string.Join(", ", named)}");
        Assert.True(total >= inputs, $"only {total} inputs");
        Assert.True(reasons[0] * 10L >= total * 3L, $"only {reasons[0]} of {total} inputs were accepted");
        Reason[] byBytes =
        [
            Reason.MissingCustomer, Reason.BadId, Reason.BadTime, Reason.TooLarge, Reason.UnknownKind, Reason.BadValue, Reason.BadEncoding,
        ];
        Assert.All(byBytes, reason => Assert.True(reasons[(int)reason] > total / 10_000, $"{reason} was hardly provoked"));
    }

    [Theory]
    [MemberData(nameof(Once))]
    public void Read_WhatOnceDiffered_AgreesWithProtobuf(string about, byte[] bytes)
    {
        Check(bytes, about);
        if (Environment.GetEnvironmentVariable("RETENTION_FUZZ_HEX") is { Length: > 0 } wanted)
            Check(Convert.FromHexString(wanted), "from the environment");
    }

    /// <summary>Some of the inputs. What is accepted may take the place of what it came from, so that changes pile up.</summary>
    private static void RunShard(int seed, int shard, int[] reasons)
    {
        var random = new Random(unchecked((seed * 1_000_003) + shard));
        var messages = new RandomMessages(random);
        var mutator = new Mutator(random, Event.Descriptor);
        byte[][] corpus = [.. Enumerable.Range(0, CorpusSize).Select(i =>
            messages.Next(RandomMessages.Kinds[i % RandomMessages.Kinds.Length]).ToByteArray())];
        for (var i = 0; i < ShardInputs; i++)
        {
            var place = random.Next(CorpusSize);
            var bytes = mutator.Mutate(corpus[place], corpus[random.Next(CorpusSize)]);
            var reason = Check(bytes, $"seed {seed}, shard {shard}, input {i}");
            Interlocked.Increment(ref reasons[(int)reason]);
            if (reason == Reason.None && bytes.Length < 2_000 && random.Next(4) == 0)
                corpus[place] = bytes;
        }
    }

    /// <summary>Reads an event both ways.</summary>
    /// <returns>The reason that both agree on.</returns>
    private static Reason Check(byte[] bytes, string about)
    {
        var message = Parse(bytes);
        var expected = MessageJudge.ReasonOf(bytes, message);
        var verdict = EventReader.Read(bytes, out var view);
        if (verdict.Reason != expected)
            Assert.Fail($"It is {verdict}, and must be {expected}. {Replay(bytes, about)}");
        if (expected == Reason.None && (ViewOfMessage.Of(message!), ViewOfMessage.Of(view)) is var (wanted, given) && wanted != given)
            Assert.Fail($"It is read as\n{given}\nand is\n{wanted}\n{Replay(bytes, about)}");
        return expected;
    }

    private static string Replay(byte[] bytes, string about) =>
        $"{about}; replay: RETENTION_FUZZ_HEX={Convert.ToHexString(bytes)} dotnet test tests/Engine.Tests -c Release --filter "
        + nameof(Read_WhatOnceDiffered_AgreesWithProtobuf);

    private static Event? Parse(byte[] bytes)
    {
        try
        {
            return Event.Parser.ParseFrom(bytes);
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or IndexOutOfRangeException)
        {
            // The second: a length near 2^31 overflows inside Google.Protobuf 3.25.
            return null;
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
