using System.Globalization;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>One --map: which column becomes which field of Event.</summary>
/// <param name="Field">A path in Event, e.g. "purchase.amount" or "properties.country".</param>
/// <param name="Column">The name of a column, or its number from 1.</param>
/// <param name="Format">How its values are written, or null.</param>
internal sealed record FieldMapping(string Field, string Column, string? Format)
{
    /// <summary>The column's number from 0, or null if it is given by name.</summary>
    public int? ColumnIndex =>
        int.TryParse(Column, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number - 1 : null;

    /// <summary>Reads FIELD=COLUMN[:FORMAT]; null if it is none.</summary>
    public static FieldMapping? Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return null;
        var colon = text.IndexOf(':', equals);
        var column = colon < 0 ? text[(equals + 1)..] : text[(equals + 1)..colon];
        return column.Length == 0 ? null : new(text[..equals], column, colon < 0 ? null : text[(colon + 1)..]);
    }
}
