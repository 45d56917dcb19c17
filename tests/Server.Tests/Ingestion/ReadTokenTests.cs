using RetentionGrpc.Server.Application;
using Xunit;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class ReadTokenTests
{
    public static TheoryData<long[]> Positions => [new long[] { 0 }, new long[] { 1, 127, 128, 16_384 }, new[] { long.MaxValue, 0L }];

    [Theory]
    [MemberData(nameof(Positions))]
    public void A_token_is_read_as_it_was_written(long[] sequences)
    {
        var token = new ReadToken(UInt128.MaxValue - 5, sequences) { LogMs = 1_700_000_000_000 };
        Assert.True(ReadToken.TryParse(token.Format(), out var read));
        Assert.Equal((token.LogId, token.LogMs), (read.LogId, read.LogMs));
        Assert.Equal(sequences.AsEnumerable(), read.Sequences);
    }

    [Fact]
    public void Anything_else_is_no_token()
    {
        var text = new ReadToken(7, [1, 300]).Format();
        Assert.All(
            ["", "x", "????", text[..^1], text[..20], "B" + text[1..], text + "gA", new string('A', 100_000)],
            other => Assert.False(ReadToken.TryParse(other, out _), other));
    }
}
