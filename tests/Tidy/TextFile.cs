namespace RetentionGrpc.Tidy;

/// <summary>One file of the tree.</summary>
/// <param name="Path">Relative to the root, with forward slashes.</param>
/// <param name="Text">The whole content.</param>
internal sealed record TextFile(string Path, string Text)
{
    /// <summary>The lines without their ends; the end of the last line begins no further one.</summary>
    public string[] Lines { get; } = Text.TrimEnd('\n').Split('\n');

    public bool HasExtension(params string[] extensions) =>
        extensions.Contains(System.IO.Path.GetExtension(Path), StringComparer.Ordinal);

    public Finding At(int line, string what) => new(Path, line, what);
}
