using System.Text;
using RetentionGrpc.Engine.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Events;

public sealed class EventIdWindowTests
{
    private const long HourMs = 3_600_000;

    [Fact]
    public void Add_SameId_IsKnownForADayOfLogTimeAtLeast()
    {
        var window = new EventIdWindow(1);
        Assert.True(window.Add(7, "first"u8, 0));
        Assert.True(window.Add(7, "late"u8, 23 * HourMs));
        Assert.False(window.Add(7, "first"u8, (24 * HourMs) - 1));
        Assert.False(window.Add(7, "first"u8, 24 * HourMs));
        Assert.False(window.Add(7, "late"u8, 47 * HourMs));
        Assert.True(window.Add(7, "first"u8, 48 * HourMs), "two generations later it is forgotten");
        Assert.True(window.Add(7, "late"u8, 48 * HourMs));
        Assert.False(window.Add(7, "late"u8, 49 * HourMs));
    }

    [Fact]
    public void Add_MoreThanAGeneration_ForgetsTheOldestButKnowsTheNewestMillion()
    {
        var window = new EventIdWindow(1);
        Span<byte> id = stackalloc byte[8];
        for (var i = 0; i < EventIdWindow.GenerationCount; i++)
        {
            BitConverter.TryWriteBytes(id, (long)i);
            Assert.True(window.Add(7, id, 0));
        }
        Assert.False(window.Add(7, BitConverter.GetBytes(0L), 0));
        for (var i = EventIdWindow.GenerationCount; i < 2 * EventIdWindow.GenerationCount; i++)
        {
            BitConverter.TryWriteBytes(id, (long)i);
            Assert.True(window.Add(7, id, 0));
        }
        Assert.True(window.Add(7, BitConverter.GetBytes(0L), 0), "the oldest of two million is forgotten");
        Assert.False(window.Add(7, BitConverter.GetBytes((2L * EventIdWindow.GenerationCount) - 1), 0));
        Assert.False(window.Add(7, BitConverter.GetBytes((long)EventIdWindow.GenerationCount), 0));
    }

    [Fact]
    public void Add_SameIdOfAnotherTenant_IsAnother()
    {
        var window = new EventIdWindow(1);
        Assert.True(window.Add(7, Encoding.UTF8.GetBytes("e"), 0));
        Assert.True(window.Add(8, Encoding.UTF8.GetBytes("e"), 0));
        Assert.False(window.Add(8, Encoding.UTF8.GetBytes("e"), 0));
    }
}
