using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetentionGrpc.Tidy;

/// <summary>Which room may speak of what: the walls that project references alone cannot keep, because they run inside a project.</summary>
internal static class Walls
{
    private const string Server = "src/RetentionGrpc.Server/";

    public static IReadOnlyDictionary<string, Func<CodeFile, IEnumerable<Finding>>> All { get; } =
        new Dictionary<string, Func<CodeFile, IEnumerable<Finding>>>
        {
            [nameof(ClientOnlyInCommands)] = ClientOnlyInCommands,
            [nameof(NodaTimeOnlyInCalendar)] = NodaTimeOnlyInCalendar,
            [nameof(StatusCodesOnlyInTransport)] = StatusCodesOnlyInTransport,
            [nameof(ApplicationKnowsNoWire)] = ApplicationKnowsNoWire,
            [nameof(StorageKnowsOnlyBytes)] = StorageKnowsOnlyBytes,
            [nameof(NoGlobalUsings)] = NoGlobalUsings,
        };

    /// <summary>Each command but serve is a plain client; nothing else in the server is one.</summary>
    public static IEnumerable<Finding> ClientOnlyInCommands(CodeFile file) =>
        file.IsIn(Server) && !file.IsIn(Server + "Commands/")
            ? Mentions(file, "the client belongs to Commands/ alone", "RetentionGrpc.Client")
            : [];

    public static IEnumerable<Finding> NodaTimeOnlyInCalendar(CodeFile file) =>
        file.IsProduct && !file.IsIn("src/RetentionGrpc.Engine/Calendar/")
            ? Mentions(file, "zones and calendars are the matter of Engine/Calendar", "NodaTime")
            : [];

    /// <summary>Commands are clients: they read status codes, but make none.</summary>
    public static IEnumerable<Finding> StatusCodesOnlyInTransport(CodeFile file)
    {
        if (!file.IsIn("src/") || file.IsIn("src/Compat/", Server + "Transport/", Server + "Hosting/"))
        {
            return [];
        }

        bool isCommand = file.IsIn(Server + "Commands/");
        return file.All<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText is "RpcException" or "StatusCode")
            .Where(name => !isCommand || name.Parent is ObjectCreationExpressionSyntax)
            .Select(name => file.At(name, $"{name}: status codes are made in Transport/ and Hosting/ alone; answer with a value"));
    }

    public static IEnumerable<Finding> ApplicationKnowsNoWire(CodeFile file) =>
        file.IsIn(Server + "Application/")
            ? Mentions(
                file, "Application speaks the engine's types, never gRPC's nor the generated messages': map in Transport/WireMapping",
                "Grpc", "Google", "RetentionGrpc.V1", "V1", "RetentionGrpc.Server.Transport")
            : [];

    public static IEnumerable<Finding> StorageKnowsOnlyBytes(CodeFile file) =>
        file.IsIn("src/RetentionGrpc.Storage/")
            ? Mentions(
                file, "the store knows bytes, not what they mean",
                "Grpc", "Google", "RetentionGrpc.V1", "V1", "RetentionGrpc.Engine", "RetentionGrpc.Server")
            : [];

    /// <summary>A global using would carry a name through the walls unseen.</summary>
    public static IEnumerable<Finding> NoGlobalUsings(CodeFile file) =>
        file.IsProduct
            ? file.All<UsingDirectiveSyntax>().Where(directive => !directive.GlobalKeyword.Span.IsEmpty)
                .Select(directive => file.At(directive, "a global using"))
            : [];

    /// <summary>Usings, qualified names and member accesses that begin with one of the namespaces, `global::` before it or not.</summary>
    private static IEnumerable<Finding> Mentions(CodeFile file, string why, params string[] namespaces)
    {
        foreach (SyntaxNode node in file.Root.DescendantNodes(descendIntoTrivia: true).Where(IsOutermostName))
        {
            string name = node is UsingDirectiveSyntax directive ? directive.NamespaceOrType.ToString() : node.ToString();
            name = name.StartsWith("global::", StringComparison.Ordinal) ? name["global::".Length..] : name;
            string? found = namespaces.FirstOrDefault(space => name == space || name.StartsWith(space + ".", StringComparison.Ordinal));
            if (found is not null)
            {
                yield return file.At(node, $"{found}: {why}");
            }
        }
    }

    private static bool IsOutermostName(SyntaxNode node) =>
        IsName(node) && !IsName(node.Parent) && node.Parent is not BaseNamespaceDeclarationSyntax;

    private static bool IsName(SyntaxNode? node) =>
        node is QualifiedNameSyntax or AliasQualifiedNameSyntax or MemberAccessExpressionSyntax or UsingDirectiveSyntax;
}
