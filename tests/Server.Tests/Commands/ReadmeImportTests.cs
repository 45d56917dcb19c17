using System.Text.RegularExpressions;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

/// <summary>The files that the README shows are imported as it says.</summary>
public sealed partial class ReadmeImportTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_line_and_the_table_of_the_README_are_events()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(Solution.Root, "README.md"));
        var lines = _folder.Write("events.ndjson", Json().Match(text).Groups[1].Value);
        var table = _folder.Write("sales.csv", Csv().Match(text).Groups[1].Value);
        var options = Import().Match(text).Groups[1].Value.Split([' ', '\\', '\n'], StringSplitOptions.RemoveEmptyEntries);

        var imported = await CommandLine.RunAsync("import", lines, "--server", $"http://127.0.0.1:{server.Port}");
        var mapped = await CommandLine.RunAsync(["import", table, .. options, "--server", $"http://127.0.0.1:{server.Port}"]);

        Assert.All([imported, mapped], result =>
        {
            result.Succeeds();
            Assert.Equal("accepted 1, duplicate 0, rejected 0", result.LastLine);
        });
        Assert.Equal(1, (await server.DescribeAsync()).CustomerCount);
    }

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("```csv\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Csv();

    [GeneratedRegex(@" import sales\.csv (.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Import();
}
