using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>The recount proves something because it shares nothing with the engine, not even a name.</summary>
public sealed partial class IndependenceTests
{
    private static readonly string[] Allowed = ["System.Globalization", "System.Numerics", "System.Text", "NodaTime"];

    [Fact]
    public void Sources_OfTheRecount_NameNothingOfTheProduct()
    {
        var files = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(ThisFile())!, "Plain"), "*.cs");
        Assert.True(files.Length >= 6, $"only {files.Length} files");
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain("RetentionGrpc", text, StringComparison.Ordinal);
            Assert.All(UsingPattern.Matches(text), match => Assert.Contains(match.Groups[1].Value, Allowed));
        }
    }

    [GeneratedRegex(@"^using (.+);$", RegexOptions.Multiline)]
    private static partial Regex UsingPattern { get; }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
