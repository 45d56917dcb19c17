using System.Text;
using RetentionGrpc.Engine.Customers;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Customers;

/// <summary>Every id comes back to the last byte, whatever form it was written in.</summary>
public sealed class IdPatternsTests
{
    private readonly IdPatterns _patterns = new();
    private readonly TimelineScratch _scratch = new();

    [Theory]
    [InlineData("o-000000042", 5)]
    [InlineData("999", 3)]
    [InlineData("12", 3)]
    [InlineData("order-7", 8)]
    [InlineData("x999999999999999999", 9)]
    [InlineData("x9999999999999999999", 9)]
    [InlineData("00000000000000000000000000", 9)]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", 17)]
    [InlineData("0F8FAD5B-d9cb-469f-a165-70867728950e", 37)]
    [InlineData("größe-0100", 3)]
    [InlineData("", 1)]
    public void Write_Id_TakesFewBytesAndComesBack(string id, int bytes) => Assert.Equal(bytes, AssertComesBack(id));

    [Fact]
    public void Write_RandomIds_ComeBackThoughPatternsRunOut()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var prefix = new string((char)('a' + random.Next(26)), random.Next(100));
            var number = random.NextInt64((long)Math.Pow(10, random.Next(1, 19)));
            AssertComesBack(random.Next(9) == 0
                ? new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString()
                : $"{prefix}{number.ToString($"D{random.Next(1, 20)}")}");
        }
        Assert.Equal(1 + 124, AssertComesBack($"never before {new string('-', 107)}1234"));
    }

    private int AssertComesBack(string id)
    {
        var text = Encoding.UTF8.GetBytes(id);
        Span<byte> room = stackalloc byte[IdPatterns.MostBytes];
        var written = room[.._patterns.Write(room, text)];
        _scratch.Clear(0);
        var (at, skipped) = (0, 0);
        var number = _patterns.Read(written, ref at, _scratch);
        _patterns.Skip(written, ref skipped);
        Assert.Equal(written.Length, at);
        Assert.Equal(written.Length, skipped);
        Assert.True(_scratch.TextOf(number).SequenceEqual(text), id);
        return written.Length;
    }
}
