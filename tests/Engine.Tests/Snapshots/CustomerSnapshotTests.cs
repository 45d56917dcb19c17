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
    private static readonly ByteStringTable Texts = RandomTimelineEvents.Texts();
    private static readonly TimelineOrder Order = new(Texts);
    private readonly TimelineScratch _scratch = new();

    [Fact]
    public void Timeline_SnapshotAndTail_IsTheTimelineOfAll()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var (random, events) = (new Random(seed), new RandomTimelineEvents(seed));
            var (whole, resumed) = (new Timeline(), new Timeline());
            var spanMs = (long)Math.Pow(10, random.Next(1, 12));
            for (var i = 0; i < 400; i++)
            {
                if (random.Next(60) == 0)
                    resumed = Read(Write(resumed.WriteTo), reader => Timeline.ReadFrom(reader, Order, _scratch));
                var next = events.Next(spanMs);
                foreach (var timeline in new[] { whole, resumed })
                {
                    if (i % 9 == 0)
                        timeline.Retract(RandomTimelineEvents.IdentityOf(next), Order, _scratch);
                    else
                        timeline.Add(next, Order, _scratch);
                }
            }
            Assert.True(Write(whole.WriteTo).SequenceEqual(Write(resumed.WriteTo)), $"seed {seed}");
            Assert.Equal(whole.AcceptedCount, resumed.AcceptedCount);
            Assert.Equal(Times(whole), Times(resumed));
        }
    }

    [Fact]
    public void Directory_Read_HasTheSameCustomers()
    {
        var directory = new CustomerDirectory();
        for (var i = 0; i < 1_000; i++)
            directory[directory.NumberOf(Encoding.UTF8.GetBytes($"c-{i * 7 % 300}"))].Add(EventAt(i), Order, _scratch);
        var read = Read(Write(directory.WriteTo), reader => CustomerDirectory.ReadFrom(reader, Order, _scratch));
        Assert.Equal(300, read.Count);
        for (var number = 0; number < 300; number++)
        {
            Assert.True(directory.IdOf(number).SequenceEqual(read.IdOf(number)));
            Assert.Equal(Times(directory[number]), Times(read[number]));
        }
        Assert.Same(read[299], read[read.NumberOf(directory.IdOf(299))]);
        Assert.Equal(0, read[read.NumberOf("new"u8)].AcceptedCount);
        Assert.Equal(301, read.Count);
    }

    [Fact]
    public void EventIdWindow_Read_KnowsTheSameIds()
    {
        var window = new EventIdWindow(5);
        for (var i = 0; i < 20_000; i++)
            window.Add(7, BitConverter.GetBytes(i), i < 9_000 ? 0 : EventIdWindow.GenerationMs);
        var bytes = Write(window.WriteTo);
        var read = Read(bytes, reader => EventIdWindow.ReadFrom(reader, 5));
        Assert.Equal(bytes, Write(read.WriteTo));
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
        Assert.Equal(Write(one.WriteTo), Write(other.WriteTo));
    }

    [Theory]
    [InlineData("empty", "an empty chunk", "")]
    [InlineData("cut in a number", "cut or malformed", "0001 80")]
    [InlineData("cut after the flags", "cut or malformed", "00 51 01")]
    [InlineData("no kind", "cannot be", "00 00 01")]
    [InlineData("kind 14", "cannot be", "00 0E 01")]
    [InlineData("text that is not there", "cannot be", "00 01 FFFFFF7F")]
    [InlineData("label that is not there", "cannot be", "00 41 01 02 FFFFFF7F")]
    [InlineData("property that is not there", "cannot be", "00 21 01 01 00 FFFFFF7F")]
    [InlineData("33 properties", "cut or malformed", "00 21 01 21")]
    [InlineData("first event not at the chunk's time", "cannot be", "01 01 01")]
    [InlineData("time beyond the last", "cannot be", "00 01 01 FFFFFFFFFFFF7F 01 01")]
    [InlineData("out of order", "out of order", "00 02 01 00 01 01")]
    [InlineData("number of 70 bits", "cut or malformed", "FFFFFFFFFFFFFFFFFFFF01 01 01")]
    public void Timeline_ChunkThatCannotBe_IsRefused(string about, string fault, string hex)
    {
        var bytes = Write(writer =>
        {
            writer.WriteNumber(1);
            writer.WriteSigned(1_000);
            writer.WriteBytes(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
            writer.WriteNumber(0);
        });
        var thrown = Assert.Throws<InvalidDataException>(() => Read(bytes, reader => Timeline.ReadFrom(reader, Order, _scratch)));
        Assert.True(thrown.Message.Contains(fault, StringComparison.Ordinal), $"{about}: {thrown.Message}");
        Assert.Contains("at byte", thrown.Message, StringComparison.Ordinal);
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

    private List<long> Times(Timeline timeline)
    {
        var times = new List<long>();
        foreach (var one in timeline.Live(Order, _scratch))
            times.Add(one.OccurredMs);
        return times;
    }

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
