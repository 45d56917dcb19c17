using Pipelines.Sockets.Unofficial.Arenas;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>Sequences are gone through, projected, and carried without their type.</summary>
public sealed class SequenceTests
{
    [Fact]
    public void Elements_AreReadAndWrittenByReference()
    {
        var sequence = Numbers(5);
        foreach (ref var number in sequence)
            number *= 10;
        Assert.Equal([10, 20, 30, 40, 50], sequence.FirstSpan.ToArray());
        sequence[4] = 7;
        var enumerator = sequence.GetEnumerator();
        for (var i = 0; i < 4; i++)
            Assert.Equal((i + 1) * 10, enumerator.GetNext());
        Assert.Equal(7, enumerator.GetNext());
        Assert.False(enumerator.MoveNext());
        Assert.Throws<IndexOutOfRangeException>(() => sequence[5]);
    }

    [Fact]
    public void GetNext_BehindTheLast_IsRefused()
    {
        var enumerator = Numbers(1).GetEnumerator();
        enumerator.GetNext();
        try
        {
            enumerator.GetNext();
        }
        catch (IndexOutOfRangeException)
        {
            return;
        }
        Assert.Fail("There is an element behind the last.");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public void Spans_AreOneRunOrNone(int length, int runs)
    {
        var sequence = Numbers(length);
        var (seen, elements) = (0, 0);
        foreach (var span in sequence.Spans)
        {
            seen++;
            elements += span.Length;
        }
        Assert.Equal((runs, length), (seen, elements));
        Assert.Equal(length == 0, sequence.IsEmpty);
        Assert.Equal(length, sequence.Length);
        Assert.True(sequence.IsSingleSegment);
    }

    [Fact]
    public void Untyped_ComesBackAsItWas()
    {
        var untyped = Numbers(3).Untyped();
        Assert.Equal(3, untyped.Length);
        Assert.Equal([1, 2, 3], untyped.Cast<int>().FirstSpan.ToArray());
        Assert.Throws<InvalidCastException>(() => untyped.Cast<string>());
        Assert.Equal(0, default(Sequence).Cast<string>().Length);
        Assert.True(default(Sequence<string>).Untyped().Cast<string>().IsEmpty);
    }

    [Fact]
    public void Projections_MakeEachElement()
    {
        var sequence = Numbers(4);
        Assert.Equal(["1", "2", "3", "4"], sequence.ToArray((in int number) => $"{number}"));
        var offset = 100;
        Assert.Equal([101, 102, 103, 104], sequence.ToArray((in int number, in int by) => number + by, in offset));
        var place = new long[6];
        sequence.CopyTo(place.AsSpan(1), (in int number) => -number);
        Assert.Equal([0, -1, -2, -3, -4, 0], place);
        Assert.Empty(default(Sequence<int>).ToArray((in int number) => number));
        Assert.Throws<ArgumentException>(() => sequence.CopyTo(new long[3], (in int number) => number));
    }

    private static Sequence<int> Numbers(int count)
    {
        var arena = new Arena<int>();
        arena.Allocate(2);
        var sequence = arena.Allocate(count);
        for (var i = 0; i < count; i++)
            sequence[i] = i + 1;
        return sequence;
    }
}
