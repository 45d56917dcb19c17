using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RetentionGrpc.Tidy;

/// <summary>One parsed C# file.</summary>
/// <param name="Path">Relative to the root, with forward slashes.</param>
/// <param name="Root">The syntax tree.</param>
internal sealed record CodeFile(string Path, SyntaxNode Root)
{
    /// <summary>What ships: src and clients, without the contract assemblies, whose shape is not ours to choose.</summary>
    public bool IsProduct => (IsIn("src/") || IsIn("clients/")) && !IsIn("src/Compat/");

    public static CodeFile Parse(string path, string text) =>
        new(path, CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot());

    public bool IsIn(params string[] folders) => folders.Any(folder => Path.StartsWith(folder, StringComparison.Ordinal));

    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Root.DescendantNodes(descendIntoTrivia: true).OfType<T>();

    public Finding At(SyntaxNodeOrToken place, string what) => At(place.Span.Start, what);

    public Finding At(SyntaxTrivia place, string what) => At(place.SpanStart, what);

    /// <summary>The 1-based line of a position.</summary>
    public int LineOf(int position) => Root.SyntaxTree.GetText().Lines.GetLineFromPosition(position).LineNumber + 1;

    private Finding At(int position, string what) => new(Path, LineOf(position), what);
}
