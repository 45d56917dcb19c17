using System.Text;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Splits rows into fields, by a delimiter or by white space. A field may stand in double quotes, doubled inside.</summary>
internal sealed class DelimitedText(char? delimiter)
{
    private const char Quote = '"';

    private static readonly char[] Delimiters = ['\t', ';', ','];

    /// <summary>What separates the fields; null for white space.</summary>
    public char? Delimiter => delimiter;

    /// <summary>Takes the delimiter that a line has the most of: tab, semicolon or comma; white space if it has none.</summary>
    public static DelimitedText Detect(string line)
    {
        var unquoted = new StringBuilder();
        var isQuoted = false;
        foreach (var character in line)
        {
            if (character == Quote)
                isQuoted = !isQuoted;
            else if (!isQuoted)
                unquoted.Append(character);
        }
        var counted = Delimiters.Select(x => (Delimiter: x, Count: unquoted.ToString().Count(y => y == x))).MaxBy(x => x.Count);
        return new DelimitedText(counted.Count > 0 ? counted.Delimiter : null);
    }

    /// <summary>Splits a row. Unquoted fields lose the white space around them.</summary>
    /// <returns>The fields, or null if a quote is left open: the row goes on in the next line.</returns>
    public IReadOnlyList<string>? Split(string row)
    {
        var fields = new List<string>();
        var at = SkipSpace(row, 0);
        while (delimiter is not null || at < row.Length)
        {
            var next = at < row.Length && row[at] == Quote ? ReadQuoted(row, at, fields) : ReadPlain(row, at, fields);
            if (next < 0)
                return null;
            if (next == row.Length)
                return fields;
            at = SkipSpace(row, next + 1);
        }
        return fields;
    }

    // Returns the end of the field: at a delimiter, or the end of the row.
    private int ReadPlain(string row, int start, List<string> fields)
    {
        var end = start;
        while (end < row.Length && !IsEnd(row[end]))
            end++;
        fields.Add(row[start..end].Trim());
        return end;
    }

    private int ReadQuoted(string row, int start, List<string> fields)
    {
        var field = new StringBuilder();
        for (var at = start + 1; at < row.Length; at++)
        {
            if (row[at] != Quote)
            {
                field.Append(row[at]);
            }
            else if (at + 1 < row.Length && row[at + 1] == Quote)
            {
                field.Append(row[at++]);
            }
            else
            {
                var end = at + 1;
                while (end < row.Length && !IsEnd(row[end]))
                    end++;
                fields.Add(field.Append(row[(at + 1)..end].TrimEnd()).ToString());
                return end;
            }
        }
        return -1;
    }

    private bool IsEnd(char character) => delimiter is null ? char.IsWhiteSpace(character) : character == delimiter;

    private int SkipSpace(string row, int at)
    {
        while (at < row.Length && row[at] != delimiter && char.IsWhiteSpace(row[at]))
            at++;
        return at;
    }
}
