using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spectre.Console;

namespace RetentionGrpc.Server.Commands.Query;

/// <summary>Writes any message for people: its plain fields as names and values, its repeated messages as rows.</summary>
internal sealed class ReplyTables(IAnsiConsole console)
{
    /// <summary>Writes a reply.</summary>
    public void Write(IMessage message) => Write(message, "");

    /// <summary>Writes the replies of a stream, each a row; what the answer says about itself, which the first has, goes before.</summary>
    public void WriteStream(List<IMessage> replies)
    {
        var first = replies[0];
        if (first.Descriptor.FindFieldByName("info") is { } info && info.Accessor.GetValue(first) is IMessage about)
        {
            Write(about, info.Name);
            info.Accessor.Clear(first);
        }
        WriteRows(replies, "");
    }

    private void Write(IMessage message, string path)
    {
        var facts = Facts(message).ToList();
        if (facts.Count > 0)
        {
            WriteTitle(path);
            var table = new Table().Border(TableBorder.None).AddColumn("field").AddColumn("value").HideHeaders();
            facts.ForEach(x => table.AddRow(x.Name.EscapeMarkup(), x.Value.EscapeMarkup()));
            console.Write(table);
        }
        foreach (var (field, rows, name) in Lists(message, path))
        {
            if (rows.Count > 0 && IsFlat(field.MessageType))
                WriteRows(rows, name);
            else
                rows.Index().ToList().ForEach(x => Write(x.Item, $"{name}[{x.Index}]"));
        }
    }

    private void WriteRows(List<IMessage> rows, string name)
    {
        var cells = rows.ConvertAll(x => Cells(x).ToList());
        var columns = cells.SelectMany(x => x.Select(y => y.Name)).Distinct().ToList();
        WriteTitle(name);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var isText = cells.Any(x => x.Any(y => y.Name == column && IsText(y.Value)));
            table.AddColumn(new TableColumn(column.EscapeMarkup()) { Alignment = isText ? Justify.Left : Justify.Right });
        }
        foreach (var row in cells)
        {
            var values = row.ToLookup(x => x.Name, x => x.Value);
            table.AddRow([.. columns.Select(x => (values[x].FirstOrDefault() ?? "").EscapeMarkup())]);
        }
        console.Write(table);
    }

    private void WriteTitle(string title)
    {
        if (title.Length > 0)
            console.WriteLine(title);
    }

    private static bool IsText(string value) => value.Length > 0 && !char.IsAsciiDigit(value[^1]) && value[^1] is not ('%' or ')' or '…');

    // Fields of a message that are no rows; those of messages inside it under their paths.
    private static IEnumerable<(string Name, string Value)> Facts(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(x => !IsRows(x)))
        {
            if (field.HasPresence && !field.Accessor.HasValue(message))
                continue;
            var value = field.Accessor.GetValue(message);
            if (CellText.Of(field, value) is { } text)
            {
                if (text.Length > 0)
                    yield return (field.Name, text);
            }
            else if (value is IMessage inner)
            {
                foreach (var (name, fact) in Facts(inner))
                    yield return ($"{field.Name}.{name}", fact);
            }
        }
    }

    // Fields of a row by the ends of their paths; a repeated message inside it takes a column for each element, by its number alone where
    // the row repeats nothing else.
    private static IEnumerable<(string Name, string Value)> Cells(IMessage row)
    {
        foreach (var (name, value) in Facts(row))
            yield return (name[(name.LastIndexOf('.') + 1)..], value);
        var isOnly = row.Descriptor.Fields.InDeclarationOrder().Count(IsRows) == 1;
        foreach (var (field, elements, path) in Lists(row, ""))
        {
            var number = 0;
            foreach (var element in elements)
                yield return (isOnly && path == field.Name ? $"{++number}" : $"{field.Name}.{++number}", CellText.Brief(element));
        }
    }

    // What a message repeats, also in the messages inside it, with the paths.
    private static IEnumerable<(FieldDescriptor Field, List<IMessage> Rows, string Path)> Lists(IMessage message, string path)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (IsRows(field))
                yield return (field, [.. ((System.Collections.IEnumerable)field.Accessor.GetValue(message)).Cast<IMessage>()], name);
            else if (field.FieldType == FieldType.Message && !field.IsRepeated && field.Accessor.GetValue(message) is IMessage inner)
            {
                foreach (var list in Lists(inner, name))
                    yield return list;
            }
        }
    }

    private static bool IsRows(FieldDescriptor field) => field.IsRepeated && !field.IsMap && field.FieldType == FieldType.Message;

    // One row holds it: what it repeats repeats no messages in turn.
    private static bool IsFlat(MessageDescriptor type) =>
        type.Fields.InDeclarationOrder().Where(IsRows).All(x => !x.MessageType.Fields.InDeclarationOrder().Any(IsRows));
}
