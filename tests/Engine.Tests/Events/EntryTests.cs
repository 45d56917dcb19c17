using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Events;

public sealed class EntryTests
{
    private const int Seed = 5;

    [Fact]
    public void Batches_WrittenByChance_AreReadAsTheyWere()
    {
        var (random, writer) = (new Random(Seed), new EntryWriter());
        for (var round = 0; round < 300; round++)
        {
            var receivedMs = random.NextInt64(-1_000, 2_000_000_000_000);
            var batches = Enumerable.Range(0, random.Next(5)).Select(i => Batch(random, i)).ToList();
            writer.BeginBatches(receivedMs, batches.Count);
            foreach (var (header, events) in batches)
            {
                writer.BeginSubBatch(header, events.Count);
                foreach (var (index, reason, payload) in events)
                    writer.WriteEvent(index, reason, payload);
            }
            AssertReads(writer.Written.Span, receivedMs, batches);
        }
    }

    [Fact]
    public void Tenant_Written_IsReadAsItWas()
    {
        var settings = new TenantSettings
        {
            TenantId = "shop-1",
            TimeZone = "America/St_Johns",
            WeekStart = WeekStart.Sunday,
            Currency = "EUR",
            PausePolicy = PausePolicy.StillACustomer,
            CancellationPolicy = CancellationPolicy.AtPaidPeriodEnd,
            EarliestEventMs = -62_135_596_800_000,
            CreatedMs = 1_774_000_000_000,
            EventProperties = ["plan", "größe"],
            Selectors = [new("players", new([], ["play"u8.ToArray()], Filter.None)), new("", ActivitySelector.Any)],
            InactivityRules =
            [
                new(ActivitySelector.Purchases, 1),
                new(new([], [], new([new("größe"u8.ToArray(), true, [[], "xl"u8.ToArray()])])), ChurnPopulation.LongestInactivityMs),
            ],
            Segments = [new("plan", ["basic", "größer"])],
        };
        var writer = new EntryWriter();
        writer.WriteTenant(17, settings);
        var reader = new EntryReader(writer.Written.Span);
        Assert.Equal((EntryKind.Tenant, 17L), (reader.Kind, reader.ReceivedMs));
        var read = reader.ReadTenant();
        Assert.Equal(settings.EventProperties, read.EventProperties);
        Assert.Equal(settings.Selectors, read.Selectors);
        Assert.Equal(settings.InactivityRules, read.InactivityRules);
        Assert.Equal(settings.Segments, read.Segments);
        Assert.True(settings.DeclaresTheSame(read) && settings.HasSameSetup(read) && settings.CreatedMs == read.CreatedMs);
        Assert.False(settings.DeclaresTheSame(read with { Segments = [] }));
    }

    public static TheoryData<string, TenantSettings> Unstorable => new()
    {
        { "9 selectors", Declared with { Selectors = [.. Enumerable.Repeat(Declared.Selectors[0], 9)] } },
        { "9 rules", Declared with { InactivityRules = [.. Enumerable.Repeat(Declared.InactivityRules[0], 9)] } },
        { "2 segments", Declared with { Segments = [new("a", ["x"]), new("b", ["x"])] } },
        { "17 values", Declared with { Segments = [new("a", [.. Enumerable.Range(0, 17).Select(i => $"{i}")])] } },
        { "no inactivity", Declared with { InactivityRules = [new(ActivitySelector.Any, 0)] } },
        { "long inactivity", Declared with { InactivityRules = [new(ActivitySelector.Any, ChurnPopulation.LongestInactivityMs + 1)] } },
    };

    [Theory]
    [MemberData(nameof(Unstorable))]
    public void Tenant_DeclaringWhatCannotBe_IsInvalidData(string about, TenantSettings settings)
    {
        var writer = new EntryWriter();
        writer.WriteTenant(17, settings);
        var entry = writer.Written.ToArray();
        var refusal = Assert.Throws<InvalidDataException>(() => ReadTenant(entry));
        Assert.True(refusal.Message.Contains("declarations", StringComparison.Ordinal), about);
    }

    [Fact]
    public void Declarations_CutAnywhereOrChanged_AreInvalidDataOrOthers()
    {
        var writer = new EntryWriter();
        writer.WriteTenant(17, new() { TenantId = Declared.TenantId });
        // The entry's last bytes are the length of what is declared, and three counts of 0.
        var first = writer.Length - 4;
        writer.WriteTenant(17, Declared);
        var (entry, refused) = (writer.Written.ToArray(), 0);
        for (var at = first; at < entry.Length; at++)
        {
            var cut = entry[..at];
            Assert.Throws<InvalidDataException>(() => ReadTenant(cut));
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = entry.ToArray();
                changed[at] ^= (byte)(1 << bit);
                refused += IsRefused(changed) ? 1 : 0;
            }
        }
        Assert.True(refused > entry.Length, $"only {refused} of {8 * entry.Length} were refused");
        Assert.True(ReadTenant(entry).DeclaresTheSame(Declared));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ulong.MaxValue)]
    public void Term_ReadBack_IsTheSame(ulong id)
    {
        var writer = new EntryWriter();
        writer.WriteTerm(17, id);
        var reader = new EntryReader(writer.Written.Span);
        Assert.Equal((EntryKind.Term, 17L, id), (reader.Kind, reader.ReceivedMs, reader.ReadTerm()));
    }

    [Fact]
    public void Entry_CutAnywhere_IsInvalidData()
    {
        var writer = new EntryWriter();
        writer.BeginBatches(1_000, 1);
        writer.BeginSubBatch(new("default", "p", 3, 2, 2), 1);
        writer.WriteEvent(0, RejectionReason.BadEncoding, [1, 2, 3]);
        var entry = writer.Written.ToArray();
        for (var length = 0; length < entry.Length; length++)
        {
            var cut = entry[..length];
            Assert.Throws<InvalidDataException>(() => ReadAll(cut));
        }
        ReadAll(entry);
    }

    [Theory]
    [InlineData(new byte[] { EntryWriter.Version - 1, 1, 0, 0 }, "format 1;")]
    [InlineData(new byte[] { EntryWriter.Version + 1, 1, 0, 0 }, "format 3;")]
    [InlineData(new byte[] { EntryWriter.Version, 11, 0, 0 }, "kind 11")]
    public void Entry_OfAnotherFormat_IsRefusedByName(byte[] entry, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => ReadAll(entry)).Message, StringComparison.Ordinal);

    [Fact]
    public void Apply_EntryOutOfTurnOrOfAnUnknownTenant_IsInvalidData()
    {
        var (partition, writer) = (new Partition(new PartitionSettings(1)), new EntryWriter());
        writer.BeginBatches(0, 1);
        writer.BeginSubBatch(new("nobody", "", 0, 0, 0), 0);
        Assert.Throws<InvalidDataException>(() => partition.Apply(2, writer.Written.Span));
        Assert.Throws<InvalidDataException>(() => partition.Apply(1, writer.Written.Span));
    }

    [Theory]
    [InlineData(1, 0, SubBatchResult.Applied)]
    [InlineData(5, 0, SubBatchResult.Applied)]
    [InlineData(5, 4, SubBatchResult.Gap)]
    public void Judge_FirstOfAProducer_AsksForWhatWasBefore(long sequence, long previous, SubBatchResult expected) =>
        Assert.Equal(expected, new Partition(new PartitionSettings(1)).Judge(new("default", "p", sequence, previous, 0)));

    [Fact]
    public void Judge_AfterABatch_TellsDuplicatesAndGaps()
    {
        var (partition, writer) = (new Partition(new PartitionSettings(1)), new EntryWriter());
        writer.WriteTenant(0, new() { TenantId = "default" });
        partition.Apply(1, writer.Written.Span);
        writer.BeginBatches(0, 1);
        writer.BeginSubBatch(new("default", "p", 3, 0, 2), 0);
        Assert.Equal(SubBatchResult.Applied, Assert.Single(partition.Apply(2, writer.Written.Span)).Result);
        Assert.Equal(SubBatchResult.Duplicate, partition.Judge(new("default", "p", 3, 0, 2)));
        Assert.Equal(SubBatchResult.Duplicate, partition.Judge(new("default", "p", 1, 0, 0)));
        Assert.Equal(SubBatchResult.Applied, partition.Judge(new("default", "p", 6, 3, 5)));
        Assert.Equal(SubBatchResult.Gap, partition.Judge(new("default", "p", 6, 5, 5)));
        Assert.Equal(SubBatchResult.Applied, partition.Judge(new("default", "", 0, 0, 0)));
        Assert.Equal(new ProducerPosition(3, 2, 0), partition.PositionOf("default", "p"));
    }

    private static TenantSettings Declared { get; } = new()
    {
        TenantId = "t",
        Selectors = [new("b", new([new(EventKind.Coupon, [1, 3])], ["play"u8.ToArray()], new([new([112], false, [[113]])])))],
        InactivityRules = [new(ActivitySelector.Any, 2_592_000_000)],
        Segments = [new("plan", ["a", "b"])],
    };

    private static TenantSettings ReadTenant(byte[] entry) => new EntryReader(entry).ReadTenant();

    private static bool IsRefused(byte[] entry)
    {
        try
        {
            ReadTenant(entry);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    [Fact]
    public void Apply_BeyondTheLimitOfTexts_SaysSo_AndChangesNothingElse()
    {
        var settings = new PartitionSettings(1, TextBytes: 64 * 1024);
        var (limited, free, writer) = (new Partition(settings), new Partition(new PartitionSettings(1)), new EntryWriter());
        writer.WriteTenant(0, new() { TenantId = "default" });
        Apply(writer.Written.ToArray());
        for (var number = 0; number < 1_000; number++)
        {
            var customer = new V1.Event { CustomerId = $"{number}".PadLeft(100, 'c'), OccurredTime = new(), Activity = new() };
            writer.BeginBatches(0, 1);
            writer.BeginSubBatch(new("default", "", 0, 0, 0), 1);
            writer.WriteEvent(0, RejectionReason.None, Google.Protobuf.MessageExtensions.ToByteArray(customer));
            // An id takes 101 bytes, and the limit is the beginning of the second page of 32 KiB.
            Assert.Equal(number >= 32 * 1024 / 101, Apply(writer.Written.ToArray()));
        }
        Assert.True(limited.IsFull(limited.Find("default")!));
        Assert.Equal(Bytes(free), Bytes(limited));
        var restored = Partition.ReadSnapshot(settings, limited.WriteSnapshot());
        Assert.True(restored.IsFull(restored.Find("default")!));

        bool Apply(byte[] entry)
        {
            free.Apply(free.Sequence + 1, entry);
            return limited.Apply(limited.Sequence + 1, entry).Any(outcome => outcome.IsFull);
        }

        static byte[] Bytes(Partition partition) => [.. partition.WriteSnapshot().SelectMany(chunk => chunk.ToArray())];
    }

    private static (SubBatchHeader Header, List<(int Index, RejectionReason Reason, byte[] Payload)> Events) Batch(Random random, int i)
    {
        var header = new SubBatchHeader(
            $"tenant{i}", i % 2 == 0 ? "" : "prödücer", random.NextInt64(), random.NextInt64(), random.NextInt64());
        return (header,
        [
            .. Enumerable.Range(0, random.Next(4)).Select(index =>
            {
                var payload = new byte[random.Next(300)];
                random.NextBytes(payload);
                return (index * 3, (RejectionReason)random.Next(12), payload);
            }),
        ]);
    }

    private static void AssertReads(
        ReadOnlySpan<byte> entry, long receivedMs,
        List<(SubBatchHeader Header, List<(int Index, RejectionReason Reason, byte[] Payload)> Events)> batches)
    {
        var reader = new EntryReader(entry);
        Assert.Equal((EntryKind.Batches, receivedMs, batches.Count), (reader.Kind, reader.ReceivedMs, reader.ReadSubBatchCount()));
        foreach (var (header, events) in batches)
        {
            Assert.Equal(header, reader.ReadSubBatch(out var count));
            Assert.Equal(events.Count, count);
            foreach (var (index, reason, payload) in events)
            {
                Assert.Equal(payload, reader.ReadEvent(out var readIndex, out var readReason));
                Assert.Equal((index, reason), (readIndex, readReason));
            }
        }
    }

    private static void ReadAll(byte[] entry)
    {
        var reader = new EntryReader(entry);
        for (var batches = reader.ReadSubBatchCount(); batches > 0; batches--)
        {
            reader.ReadSubBatch(out var count);
            for (; count > 0; count--)
                reader.ReadEvent(out _, out _);
        }
    }
}
