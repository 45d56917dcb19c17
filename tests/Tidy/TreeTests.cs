using Xunit;

namespace RetentionGrpc.Tidy;

/// <summary>Every rule over the whole tree, and the rules that look at more than one file.</summary>
public sealed class TreeTests
{
    private static readonly string[] TopLevel =
    [
        ".ci", ".editorconfig", ".git", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "RetentionGrpc.sln", "bench", "clients",
        "global.json", "nuget.config", "protos", "src", "tests",
    ];

    public static TheoryData<string> TextRuleNames => [.. TextRules.All.Keys];

    public static TheoryData<string> ProjectRuleNames => [.. ProjectRules.All.Keys];

    public static TheoryData<string> SyntaxRuleNames => [.. SyntaxRules.All.Keys];

    public static TheoryData<string> WallNames => [.. Walls.All.Keys];

    [Theory]
    [MemberData(nameof(TextRuleNames))]
    public void Text_KeepsRule(string rule) => Finding.AssertNone(SourceTree.Files.SelectMany(TextRules.All[rule]));

    [Theory]
    [MemberData(nameof(ProjectRuleNames))]
    public void Projects_KeepRule(string rule) => Finding.AssertNone(SourceTree.Files.SelectMany(ProjectRules.All[rule]));

    [Theory]
    [MemberData(nameof(SyntaxRuleNames))]
    public void Code_KeepsRule(string rule) => Finding.AssertNone(SourceTree.Code.SelectMany(SyntaxRules.All[rule]));

    [Theory]
    [MemberData(nameof(WallNames))]
    public void Rooms_KeepWall(string wall) => Finding.AssertNone(SourceTree.Code.SelectMany(Walls.All[wall]));

    [Fact]
    public void Tree_IsSeen()
    {
        Assert.Contains(SourceTree.Files, file => file.Path == "src/RetentionGrpc.Engine/RetentionGrpc.Engine.csproj");
        Assert.Contains(SourceTree.Code, file => file.Path == "tests/Tidy/TreeTests.cs");
        Assert.DoesNotContain(SourceTree.Files, file => file.Path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void TopLevel_HoldsOnlyWhatTheHouseNames() =>
        Finding.AssertNone(SourceTree.TopLevelNames
            .Where(name => !TopLevel.Contains(name)
                && !(name.StartsWith("Directory.", StringComparison.Ordinal) && Path.GetExtension(name) is ".props" or ".targets"))
            .Select(name => new Finding(name, 0, "not a name of the top level")));

    [Fact]
    public void Interfaces_HaveTwoImplementations() => Finding.AssertNone(Interfaces.WithOneImplementation(SourceTree.Code));

    [Theory]
    [InlineData("src/RetentionGrpc.Engine", "P:System.DateTime.UtcNow", "P:System.Random.Shared", "T:System.Threading.Tasks.Task")]
    [InlineData("src/RetentionGrpc.Server", "P:System.DateTime.UtcNow", "P:System.Random.Shared",
        "M:System.Threading.Tasks.Task.Run(System.Action)", "M:System.Threading.Tasks.Task.Delay(System.TimeSpan)")]
    public void BannedSymbols_AreHandedToTheAnalyzer(string folder, params string[] symbols)
    {
        TextFile banned = Assert.Single(SourceTree.Files, file => file.Path == folder + "/BannedSymbols.txt");
        Assert.All(symbols, symbol => Assert.Contains(banned.Lines, line => line.StartsWith(symbol + ";", StringComparison.Ordinal)));
        TextFile project = Assert.Single(SourceTree.Files, file => file.Path == $"{folder}/{Path.GetFileName(folder)}.csproj");
        Assert.Contains("<AdditionalFiles Include=\"BannedSymbols.txt\" />", project.Text, StringComparison.Ordinal);
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", project.Text, StringComparison.Ordinal);
    }
}
