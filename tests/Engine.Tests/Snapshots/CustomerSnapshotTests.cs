using System.Text;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Engine.Tests.Customers;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>Timelines, directories, id windows in snapshots: after a snapshot and a tail the bytes are those after all of it.</summary>
public sealed class CustomerSnapshotTests
{
    private const int Customers = 20;

    private readonly TimelineOrder _order = new(new Vocabulary(RandomTimelineEvents.Texts), new TimelineScratch());

    [Theory]
    [InlineData(9)]
    [InlineData(2_000)]
    public void Timelines_SnapshotAndTail_AreTheTimelinesOfAll(int eventsARetraction)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var (random, events) = (new Random(seed), new RandomTimelineEvents(seed));
            var (whole, resumed) = (NewTimelines(), NewTimelines());
            var spanMs = (long)Math.Pow(10, random.Next(1, 12));
            for (var i = 1; i < 1_500; i++)
            {
                if (random.Next(200) == 0)
                    resumed = Read(Write(resumed), reader => Timelines.ReadFrom(reader, Customers, _order));
                var (customer, next) = (random.Next(Customers - 1), events.Next(spanMs));
                foreach (var timelines in new[] { whole, resumed })
                {
                    if (i % eventsARetraction == 0)
                        timelines.Retract(customer, RandomTimelineEvents.IdentityOf(next), _order);
                    else
                        timelines.Add(customer, next, _order);
                }
            }
            Assert.True(Write(whole).SequenceEqual(Write(resumed)), $"seed {seed}");
            for (var customer = 0; customer < Customers; customer++)
            {
                Assert.Equal(whole.AcceptedCount(customer, _order), resumed.AcceptedCount(customer, _order));
                Assert.Equal(Times(whole, customer), Times(resumed, customer));
            }
        }
    }

    [Fact]
    public void Directory_Read_HasTheSameCustomers()
    {
        var directory = new CustomerDirectory();
        for (var i = 0; i < 1_000; i++)
            directory.Timelines.Add(directory.NumberOf(Encoding.UTF8.GetBytes($"c-{i * 7 % 300}")), EventAt(i), _order);
        var read = Read(Write([.. directory.Cut()]), reader => CustomerDirectory.ReadFrom(reader, _order));
        Assert.Equal(300, read.Count);
        for (var number = 0; number < 300; number++)
        {
            Assert.True(directory.IdOf(number).SequenceEqual(read.IdOf(number)));
            Assert.Equal(Times(directory.Timelines, number), Times(read.Timelines, number));
        }
        Assert.Equal(299, read.NumberOf(directory.IdOf(299)));
        Assert.Equal(300, read.NumberOf("new"u8));
        Assert.Equal(0, read.Timelines.AcceptedCount(300, _order));
        Assert.Equal(301, read.Count);
    }

    [Fact]
    public void EventIdWindow_Read_KnowsTheSameIds()
    {
        var window = new EventIdWindow(5);
        for (var i = 0; i < 20_000; i++)
            window.Add(7, BitConverter.GetBytes(i), i < 9_000 ? 0 : EventIdWindow.GenerationMs);
        var bytes = Write([.. window.Cut()]);
        var read = Read(bytes, reader => EventIdWindow.ReadFrom(reader, 5));
        Assert.Equal(bytes, Write([.. read.Cut()]));
        for (var i = 0; i < 20_000; i++)
            Assert.False(read.Add(7, BitConverter.GetBytes(i), EventIdWindow.GenerationMs));
        Assert.True(read.Add(7, BitConverter.GetBytes(20_000), EventIdWindow.GenerationMs));
        Assert.True(read.Add(7, BitConverter.GetBytes(0), 2 * EventIdWindow.GenerationMs), "its generation is dropped at the same time");
    }

    [Fact]
    public void EventIdWindow_IdsInAnotherOrder_AreTheSameBytes()
    {
        var (one, other) = (new EventIdWindow(5), new EventIdWindow(5));
        for (var i = 0; i < 5_000; i++)
        {
            one.Add(7, BitConverter.GetBytes(i), 0);
            other.Add(7, BitConverter.GetBytes(4_999 - i), 0);
        }
        Assert.Equal(Write([.. one.Cut()]), Write([.. other.Cut()]));
    }

    [Theory]
    [InlineData("empty", "an empty run", "")]
    [InlineData("cut in the time", "cut or malformed", "00 00")]
    [InlineData("cut in a number", "cut or malformed", "01 0000 80")]
    [InlineData("cut in an explicit shape", "cut or malformed", "1F 0000 01 00")]
    [InlineData("no kind", "cannot be", "1F 0000 00 00 00")]
    [InlineData("kind 14", "cannot be", "1F 0000 0E 00 00")]
    [InlineData("shape that is not there", "cut or malformed", "1D 0000")]
    [InlineData("long shape that is not there", "cut or malformed", "1E 0000 05")]
    [InlineData("name that is not there", "cannot be", "1F 0000 01 00 00 FFFFFF7F")]
    [InlineData("label that is not there", "cannot be", "1F 0000 04 00 08 FFFFFF7F")]
    [InlineData("property that is not there", "cannot be", "1F 0000 04 00 40 01 00 FFFFFF7F")]
    [InlineData("text number beyond an int", "cut or malformed", "1F 0000 04 00 08 FFFFFFFF0F")]
    [InlineData("33 properties", "cut or malformed", "1F 0000 04 00 40 21")]
    [InlineData("order id that is cut", "cut or malformed", "1F 0000 02 00 01 04 303030")]
    [InlineData("pattern of ids that is not there", "cut or malformed", "1F 0000 02 00 01 81 303030")]
    [InlineData("first event not at the run's time", "cannot be", "00 0100")]
    [InlineData("time beyond the last", "cannot be", "00 0000 60 FFFFFFFFFFFF")]
    [InlineData("out of order", "out of order", "1F 0000 02 00 00 00 0000")]
    [InlineData("number of 70 bits", "cut or malformed", "01 0000 FFFFFFFFFFFFFFFFFFFF01")]
    public void Run_ThatCannotBe_IsRefused(string about, string fault, string hex)
    {
        // Shape 0 is an activity without more, shape 1 one with a number.
        _order.Vocabulary.Shapes.NumberOf(new(EventKind.Activity, 0, PackedColumns.None, 1));
        _order.Vocabulary.Shapes.NumberOf(new(EventKind.Activity, 0, PackedColumns.Number, 1));
        var packed = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var bytes = Write(writer =>
        {
            writer.WriteNumber(1);
            writer.WriteSigned(1_000);
            writer.WriteBytes(packed);
            writer.WriteNumber(0);
        });
        AssertRefused(about, fault, () => Read(bytes, reader => Timeline.ReadFrom(reader, _order)));
        if (packed.Length == 0 || about.StartsWith("time", StringComparison.Ordinal))
            return;
        bytes = Write(writer =>
        {
            writer.WriteBytes(packed);
            writer.WriteSigned(1_000);
        });
        AssertRefused(about, fault, () => Read(bytes, reader => Timelines.ReadFrom(reader, 1, _order)));
    }

    [Theory]
    [InlineData(EventLimits.LastMs + 1)]
    [InlineData(EventLimits.FirstMs - 1)]
    [InlineData(EventLimits.FirstMs)]
    [InlineData(long.MaxValue)]
    public void Run_AtATimeThatCannotBe_IsRefused(long lastMs)
    {
        var bytes = Write(writer =>
        {
            writer.WriteBytes([0x1F, 0, 0, 4, 0, 0, 0x1F, 1, 0, 4, 0, 0]);
            writer.WriteSigned(lastMs);
        });
        AssertRefused("time", "cannot be", () => Read(bytes, reader => Timelines.ReadFrom(reader, 1, _order)));
    }

    [Fact]
    public void EventIdWindow_FingerprintTwice_IsRefused()
    {
        var bytes = Write(writer =>
        {
            writer.WriteSigned(0);
            writer.WriteNumber(2);
            writer.WriteFixed(9);
            writer.WriteFixed(9);
            writer.WriteNumber(0);
        });
        Assert.Throws<InvalidDataException>(() => Read(bytes, reader => EventIdWindow.ReadFrom(reader, 5)));
    }

    private static TimelineEvent EventAt(long occurredMs) => new()
    {
        OccurredMs = occurredMs,
        Kind = EventKind.Activity,
        Action = 0,
        NameNumber = 1,
        Number = EventView.Absent,
        UntilMs = EventView.Absent,
    };

    private static void AssertRefused(string about, string fault, Action read)
    {
        var thrown = Assert.Throws<InvalidDataException>(read);
        Assert.True(thrown.Message.Contains(fault, StringComparison.Ordinal), $"{about}: {thrown.Message}");
        Assert.Contains("at byte", thrown.Message, StringComparison.Ordinal);
    }

    private static Timelines NewTimelines()
    {
        var timelines = new Timelines();
        for (var customer = 0; customer < Customers; customer++)
            timelines.AddCustomer();
        return timelines;
    }

    private List<long> Times(Timelines timelines, int customer)
    {
        var times = new List<long>();
        foreach (var one in timelines.Live(customer, _order))
            times.Add(one.OccurredMs);
        return times;
    }

    private static byte[] Write(Timelines timelines) => Write([timelines.Cut()]);

    private static byte[] Write(FrozenPart[] parts) => Write(writer =>
    {
        foreach (var part in parts)
        {
            while (part.WriteSome(writer))
            {
            }
        }
    });

    private static byte[] Write(Action<SnapshotWriter> write)
    {
        var writer = new SnapshotWriter(SnapshotKind.Partition);
        write(writer);
        return [.. writer.Finish().SelectMany(chunk => chunk.ToArray())];
    }

    private static T Read<T>(byte[] bytes, Func<SnapshotReader, T> read)
    {
        var reader = new SnapshotReader([bytes], SnapshotKind.Partition);
        var value = read(reader);
        reader.Finish();
        return value;
    }
}
