using System.Text;
using System.Text.RegularExpressions;

namespace RetentionGrpc.Tidy;

/// <summary>
/// protos/METRICS.md: what the comments of the protos say of the rpcs that answer questions, of their messages, and of the messages in
/// these.
/// </summary>
internal sealed partial class ProtoDocument
{
    private static readonly string[] Services = ["MetricsService", "CustomerService"];

    private readonly Dictionary<string, Block> _blocks = [];
    private readonly List<string> _pending = [];
    private readonly HashSet<string> _told = [];

    private ProtoDocument(IEnumerable<TextFile> protos)
    {
        foreach (var proto in protos)
            Read(proto.Lines);
    }

    /// <summary>The document, from the protos of the product.</summary>
    public static string Write(IEnumerable<TextFile> protos)
    {
        var document = new ProtoDocument(protos);
        var text = new StringBuilder("""
            # Every question and every number

            Made from the comments of the protos by `RETENTION_RENEW=1 bash tests/run.sh tidy`. What the numbers are usually called stands
            in [TERMS.md](TERMS.md).

            """);
        foreach (var service in Services)
        {
            text.Append($"\n## {service}\n\n{document._blocks[service].Comment}\n");
            foreach (var rpc in document._blocks[service].Members)
                document.WriteRpc(text, rpc);
        }
        text.Append("\n## Messages in these\n");
        while (document._pending.Count > 0)
        {
            var name = document._pending[0];
            document._pending.RemoveAt(0);
            text.Append($"\n### {name}\n\n{document._blocks[name].Comment}\n");
            document.WriteMembers(text, document._blocks[name]);
        }
        return text.ToString();
    }

    [GeneratedRegex(@"^(message|enum|service) (\w+) \{")]
    private static partial Regex Opening();

    [GeneratedRegex(@"^rpc (\w+)\((?:stream )?(\w+)\) returns \((stream )?(\w+)\);")]
    private static partial Regex Rpc();

    [GeneratedRegex(@"^(?:(optional|repeated) )?([\w.]+(?:<[^>]+>)?) (\w+) = \d+;|^(\w+) = -?\d+;")]
    private static partial Regex Member();

    private void Read(string[] lines)
    {
        var (comment, block) = (new StringBuilder(), (Block?)null);
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                comment.Append(comment.Length > 0 ? " " : "").Append(line[2..].Trim());
                continue;
            }
            if (Opening().Match(line) is { Success: true } opening)
                _blocks[opening.Groups[2].Value] = block = new(opening.Groups[1].Value, comment.ToString());
            else if (Rpc().Match(line) is { Success: true } rpc)
                block!.Members.Add(new(rpc.Groups[1].Value, rpc.Groups[2].Value, comment.ToString(), rpc.Groups[4].Value));
            else if (Member().Match(line) is { Success: true } member && block is not null)
                block.Members.Add(MemberOf(member, comment.ToString()));
            comment.Clear();
        }
    }

    private static MemberLine MemberOf(Match match, string comment) => match.Groups[4].Success
        ? new(match.Groups[4].Value, "", comment, "")
        : new(match.Groups[3].Value, match.Groups[2].Value, comment, match.Groups[1].Value);

    private void WriteRpc(StringBuilder text, MemberLine rpc)
    {
        text.Append($"\n### {rpc.Name}\n\n{rpc.Comment}\n");
        foreach (var name in new[] { rpc.Type, rpc.Other })
        {
            _told.Add(name);
            text.Append($"\n**{name}**: {_blocks[name].Comment}\n");
            WriteMembers(text, _blocks[name]);
        }
    }

    private void WriteMembers(StringBuilder text, Block block)
    {
        if (block.Members.Count == 0)
            return;
        var isEnum = block.Kind == "enum";
        text.Append(isEnum ? "\n| value | |\n|---|---|\n" : "\n| field | type | |\n|---|---|---|\n");
        foreach (var member in block.Members)
        {
            var type = $"{member.Other} {member.Type}".Trim().Replace("google.protobuf.", "", StringComparison.Ordinal);
            text.Append(isEnum
                ? $"| `{member.Name}` | {Cell(member.Comment)} |\n"
                : $"| `{member.Name}` | {Cell(type)} | {Cell(member.Comment)} |\n");
            if (_blocks.ContainsKey(member.Type) && _told.Add(member.Type))
                _pending.Add(member.Type);
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private sealed record Block(string Kind, string Comment)
    {
        public List<MemberLine> Members { get; } = [];
    }

    /// <summary>A field, a value or an rpc.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type, or an rpc's request.</param>
    /// <param name="Comment">What the comment says.</param>
    /// <param name="Other">Optional or repeated, or an rpc's response.</param>
    private sealed record MemberLine(string Name, string Type, string Comment, string Other);
}
