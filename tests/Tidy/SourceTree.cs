namespace RetentionGrpc.Tidy;

/// <summary>The files of the project as they lie on disk, without what builds and tools leave behind.</summary>
internal static class SourceTree
{
    private static readonly string[] LeftBehind =
    [
        "bin", "obj", "node_modules", ".git", ".vs", ".idea", ".vscode", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts",
        "__pycache__", "dist",
    ];

    /// <summary>The folder that holds RetentionGrpc.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Names of the files and folders of the top level, ordered, without what .gitignore leaves out.</summary>
    public static IReadOnlyList<string> TopLevelNames { get; } =
        [.. Directory.EnumerateFileSystemEntries(Root).Select(entry => Path.GetFileName(entry)!)
            .Where(name => name == ".git" || !LeftBehind.Contains(name)).Order(StringComparer.Ordinal)];

    /// <summary>Every text file of the tree.</summary>
    public static IReadOnlyList<TextFile> Files { get; } =
        [.. Enumerate(Root).Order(StringComparer.Ordinal).Select(path => new TextFile(Relative(path), File.ReadAllText(path)))];

    /// <summary>Every C# file of the tree, parsed.</summary>
    public static IReadOnlyList<CodeFile> Code { get; } =
        [.. Files.Where(file => file.HasExtension(".cs")).Select(file => CodeFile.Parse(file.Path, file.Text))];

    private static IEnumerable<string> Enumerate(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            if (Path.GetFileName(file) != ".git" && Path.GetExtension(file) is not (".binpb" or ".bin" or ".golden" or ".png" or ".snk"))
            {
                yield return file;
            }
        }

        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            if (!LeftBehind.Contains(Path.GetFileName(inner)))
            {
                foreach (string file in Enumerate(inner))
                {
                    yield return file;
                }
            }
        }
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RetentionGrpc.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No RetentionGrpc.sln above {AppContext.BaseDirectory}.");
    }
}
