using System.Runtime.CompilerServices;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Reads rows of columns. Blank lines are passed over; a quoted field may run over several lines.</summary>
internal sealed class ColumnRows(ColumnMap map, int skip)
{
    // More than an event may have: a quote that was never closed must not swallow the rest of the file.
    private const int LongestRow = 64 * 1024;

    private readonly Stack<string> _readAhead = [];
    private long _line;

    /// <summary>The rows of a file. To be called once.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The file has no column of a name that is mapped.</exception>
    public async IAsyncEnumerable<ImportRow> ReadAsync(TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DelimitedText? text = null;
        IReadOnlyList<int>? indices = null;
        while (await NextLineAsync(reader, cancellationToken) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            text ??= DelimitedText.Detect(line);
            if (_line <= skip)
                continue;
            if (indices is null)
            {
                var isHeader = map.NeedsHeader;
                indices = IndicesOf(isHeader ? text.Split(line) ?? [] : []);
                if (isHeader)
                    continue;
            }
            yield return await ReadRowAsync(reader, text, line, indices, cancellationToken);
        }
    }

    private async Task<ImportRow> ReadRowAsync(
        TextReader reader, DelimitedText text, string first, IReadOnlyList<int> indices, CancellationToken cancellationToken)
    {
        var start = _line;
        var row = first;
        var more = new List<string>();
        var fields = text.Split(row);
        while (fields is null && row.Length < LongestRow && await NextLineAsync(reader, cancellationToken) is { } line)
        {
            more.Add(line);
            row += "\n" + line;
            fields = text.Split(row);
        }
        if (fields is null)
        {
            for (var i = more.Count - 1; i >= 0; i--)
                _readAhead.Push(more[i]);
            _line -= more.Count;
            return new(start, first, null, new(RejectionReason.BadEncoding, "", "A quote is never closed."));
        }
        if (RowFault.OfEncoding(row) is { } undecodable)
        {
            var field = map.FieldOf(fields, indices, x => RowFault.OfEncoding(x) is not null);
            return new(start, row, null, undecodable with { Field = field });
        }
        var fault = map.Map(fields, indices, out var made);
        return new(start, row, fault is null ? made : null, fault);
    }

    private async ValueTask<string?> NextLineAsync(TextReader reader, CancellationToken cancellationToken)
    {
        if (!_readAhead.TryPop(out var line))
            line = await reader.ReadLineAsync(cancellationToken);
        if (line is not null)
            _line++;
        return line;
    }

    private List<int> IndicesOf(IReadOnlyList<string> header)
    {
        var indices = new List<int>();
        foreach (var (mapping, _, _) in map.Columns)
        {
            var index = mapping.ColumnIndex ?? header.ToList().IndexOf(mapping.Column);
            if (index < 0)
                throw new InvalidDataException($"There is no column '{mapping.Column}'; line {_line} names {string.Join(", ", header)}.");
            indices.Add(index);
        }
        return indices;
    }
}
