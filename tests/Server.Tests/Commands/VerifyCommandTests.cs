using System.Text.RegularExpressions;
using RetentionGrpc.Server.Tests.Archives;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

public sealed partial class VerifyCommandTests
{
    private const int Partitions = 3;

    private static readonly string[] Columns =
    [
        "partition", "entries", "snapshots", "state at", "digest", "answers", "by indexes", "index rows", "differences",
    ];

    [Fact]
    public async Task Partitions_have_the_same_numbers_in_the_progress_and_in_the_table()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { PartitionCount = Partitions });
        await ArchivedShop.FillAsync(server, 20);

        var result = await CommandLine.RunAsync("verify", "--server", $"http://127.0.0.1:{server.Port}", "--questions", "3");

        result.Succeeds();
        var told = Progress().Matches(result.Errors).Select(match => match.Groups[1].Value).Distinct();
        var rows = Rows().Matches(result.Output).Select(match => match.Groups[1].Value);
        Assert.Equal(["0", "1", "2"], told);
        Assert.Equal(["0", "1", "2"], rows);
    }

    [Fact]
    public async Task Every_column_is_explained_below_the_table_and_in_the_help()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 1 });

        var result = await CommandLine.RunAsync("verify", "--server", $"http://127.0.0.1:{server.Port}");
        var help = await CommandLine.RunAsync("verify", "--help");

        result.Succeeds();
        var below = result.Output[result.Output.LastIndexOf('─')..];
        // The help is folded to a width.
        var folded = Space().Replace(help.Output, " ");
        Assert.All(Columns, column =>
        {
            Assert.Contains($"{column}: ", below, StringComparison.Ordinal);
            Assert.Contains($"{column}: ", folded, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex(@"^verify: partition (\d+) of 0 to 2[,:]", RegexOptions.Multiline)]
    private static partial Regex Progress();

    [GeneratedRegex(@"^[│|] (\d+) ", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
