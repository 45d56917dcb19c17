using RetentionGrpc.Engine.Terms;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class ReadTokenTests
{
    public static TheoryData<LogPlace[]> Positions =>
    [
        new LogPlace[] { default },
        new LogPlace[] { new(1, 0), new(127, 1), new(128, 0x8000_0000_0000_0000), new(16_384, ulong.MaxValue) },
        Enumerable.Repeat(new LogPlace(long.MaxValue, ulong.MaxValue), LogLimits.MaxPartitionCount).ToArray(),
    ];

    [Theory]
    [MemberData(nameof(Positions))]
    public void A_token_is_read_as_it_was_written(LogPlace[] places)
    {
        var token = new ReadToken(UInt128.MaxValue - 5, places);
        Assert.True(ReadToken.TryParse(token.Format(), out var read));
        Assert.Equal(token.LogId, read.LogId);
        Assert.Equal(places.AsEnumerable(), read.Places);
    }

    [Fact]
    public void Anything_else_is_no_token()
    {
        var text = new ReadToken(7, [new(1, 5), new(300, 70_000)]).Format();
        Assert.All(
            ["", "x", "????", text[..^1], text[..20], "B" + text[1..], text + "gA", new string('A', 100_000)],
            other => Assert.False(ReadToken.TryParse(other, out _), other));
    }
}
