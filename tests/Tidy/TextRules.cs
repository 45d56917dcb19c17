using System.Text.RegularExpressions;

namespace RetentionGrpc.Tidy;

/// <summary>Rules on files as text, whatever their language.</summary>
internal static partial class TextRules
{
    private const int LongestFile = 400;
    private const int LongestLine = 140;

    private static readonly string[] CodeExtensions = [".cs", ".py", ".sh", ".ts", ".mjs", ".js", ".go", ".java"];

    public static IReadOnlyDictionary<string, Func<TextFile, IEnumerable<Finding>>> All { get; } =
        new Dictionary<string, Func<TextFile, IEnumerable<Finding>>>
        {
            [nameof(FileLength)] = FileLength,
            [nameof(LineLength)] = LineLength,
            [nameof(LineEnds)] = LineEnds,
            [nameof(UnfinishedMarks)] = UnfinishedMarks,
            [nameof(RegistryHosts)] = RegistryHosts,
            [nameof(WorkplaceWords)] = WorkplaceWords,
            [nameof(FileNames)] = FileNames,
        };

    public static IEnumerable<Finding> FileLength(TextFile file) =>
        file.HasExtension([.. CodeExtensions]) && file.Lines.Length > LongestFile
            ? [file.At(LongestFile + 1, $"{file.Lines.Length} lines, {LongestFile} at most")]
            : [];

    public static IEnumerable<Finding> LineLength(TextFile file) =>
        file.HasExtension([.. CodeExtensions, ".proto", ".csproj", ".props", ".targets"])
            ? file.Lines.Index()
                .Where(line => line.Item.Length > LongestLine && !line.Item.Contains("Condition=", StringComparison.Ordinal))
                .Select(line => file.At(line.Index + 1, $"{line.Item.Length} characters, {LongestLine} at most"))
            : [];

    public static IEnumerable<Finding> LineEnds(TextFile file)
    {
        // Visual Studio writes the solution with its own line ends.
        if (file.Path.EndsWith(".sln", StringComparison.Ordinal))
        {
            return [];
        }

        IEnumerable<Finding> carriageReturns = file.Lines.Index().Where(line => line.Item.Contains('\r', StringComparison.Ordinal))
            .Select(line => file.At(line.Index + 1, "carriage return")).Take(1);
        return file.Text.Length > 0 && !file.Text.EndsWith('\n')
            ? carriageReturns.Append(file.At(file.Lines.Length, "no line end at the end of the file"))
            : carriageReturns;
    }

    public static IEnumerable<Finding> UnfinishedMarks(TextFile file) => Matches(file, UnfinishedPattern, "unfinished work");

    public static IEnumerable<Finding> RegistryHosts(TextFile file) => Matches(file, RegistryPattern, "names a package registry");

    public static IEnumerable<Finding> WorkplaceWords(TextFile file) => Matches(file, WorkplacePattern, "names a workplace");

    public static IEnumerable<Finding> FileNames(TextFile file)
    {
        string name = Path.GetFileNameWithoutExtension(file.Path);
        return BannedNames.In(name) is { } banned && !file.Path.StartsWith("src/Compat/", StringComparison.Ordinal)
            ? [file.At(0, $"a file called …{banned}: name the thing")]
            : [];
    }

    private static IEnumerable<Finding> Matches(TextFile file, Regex pattern, string what) =>
        from line in file.Lines.Index()
        from Match match in pattern.Matches(line.Item)
        select file.At(line.Index + 1, $"{what}: {match.Value}");

    // The brackets keep these patterns from finding themselves.
    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK|X[X]X)\b")]
    private static partial Regex UnfinishedPattern { get; }

    [GeneratedRegex(@"nuget[.]org|npm[j]s|regi[s]try\.[a-z]|\bpy[p]i\.|debian[.]org|proxy[.]golang", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryPattern { get; }

    [GeneratedRegex(@"\bC[E]O\b|(?<![\w.])/w[o]rk/|/tmp/w[/]|\.lib[r]ary\b|farm-(b[e]nch|st[u]dio)|Anth[r]opic|Cla[u]de|Chat[G]PT")]
    private static partial Regex WorkplacePattern { get; }
}
