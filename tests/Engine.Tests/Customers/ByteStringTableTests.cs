using System.Text;
using RetentionGrpc.Engine.Customers;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Customers;

public sealed class ByteStringTableTests
{
    [Fact]
    public void NumberOf_ManyTexts_AreNumberedInOrderAndFoundAgain()
    {
        var table = new ByteStringTable();
        Assert.Equal(-1, table.Find("missing"u8));
        for (var number = 0; number < 60_000; number++)
        {
            Assert.Equal(-1, table.Find(TextOf(number)));
            Assert.Equal(number, table.NumberOf(TextOf(number)));
        }
        Assert.Equal(60_000, table.Count);
        for (var number = 0; number < 60_000; number++)
        {
            Assert.True(table[number].SequenceEqual(TextOf(number)), $"text {number}");
            Assert.Equal(number, table.NumberOf(TextOf(number)));
            Assert.Equal(number, table.Find(TextOf(number)));
        }
    }

    [Fact]
    public void NumberOf_EmptyAndHugeTexts_AreTextsLikeOthers()
    {
        var table = new ByteStringTable();
        int[] lengths = [0, 127, 128, 32_765, 32_768, 100_000, 1, 70_000, 2];
        byte[][] texts = [.. lengths.Select(length => new byte[length])];
        for (var number = 0; number < texts.Length; number++)
            Assert.Equal(number, table.NumberOf(texts[number]));
        for (var number = 0; number < texts.Length; number++)
            Assert.True(table[number].SequenceEqual(texts[number]), $"text of {texts[number].Length} bytes");
    }

    [Fact]
    public void Indexer_SpanFromBeforeMuchWasAdded_StaysValid()
    {
        var table = new ByteStringTable();
        table.NumberOf("first"u8);
        var span = table[0];
        for (var number = 1; number < 10_000; number++)
            table.NumberOf(TextOf(number));
        Assert.True(span.SequenceEqual("first"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = table[10_000].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = table[-1].Length);
    }

    private static byte[] TextOf(int number) => Encoding.UTF8.GetBytes($"{number:x}{new string('t', number % 200)}");
}
