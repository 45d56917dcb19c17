using Google.Protobuf.Reflection;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>What the columns of a file are in Event: checked mappings, and the kind that every row is.</summary>
internal sealed class ColumnMap
{
    private readonly FieldDescriptor _kind;

    private ColumnMap(FieldDescriptor kind, IReadOnlyList<(FieldMapping Mapping, EventField Field, Conversion Conversion)> columns)
    {
        _kind = kind;
        Columns = columns;
    }

    /// <summary>The mappings, in the order given.</summary>
    public IReadOnlyList<(FieldMapping Mapping, EventField Field, Conversion Conversion)> Columns { get; }

    /// <summary>Whether a column is given by name, so that the file needs a line of names.</summary>
    public bool NeedsHeader => Columns.Any(x => x.Mapping.ColumnIndex is null);

    /// <summary>Checks the mappings of a command line.</summary>
    /// <param name="mappings">What stands behind the --map options.</param>
    /// <param name="kind">The kind of event, by the name of its field in Event; null: the one whose fields are mapped.</param>
    /// <param name="conversions">How texts become values.</param>
    /// <param name="map">The result.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Create(IEnumerable<FieldMapping> mappings, string? kind, Conversions conversions, out ColumnMap? map)
    {
        map = null;
        var columns = new List<(FieldMapping, EventField, Conversion)>();
        FieldDescriptor? kindField = null;
        if (kind is not null && FindKind(kind, out kindField) is { } unknown)
            return unknown;
        foreach (var mapping in mappings)
        {
            if (EventField.Find(mapping.Field, out var field) is { } noField)
                return $"--map {mapping.Field}: {noField}";
            if (conversions.Find(field!, mapping.Format, out var conversion) is { } noFormat)
                return $"--map {mapping.Field}: {noFormat}";
            if (field!.Kind is { } own && own != (kindField ??= own))
                return $"--map {mapping.Field}: every row is one event, and its kind is {kindField.Name}.";
            columns.Add((mapping, field, conversion));
        }
        if (kindField is null)
            return "Say what the rows are: --kind purchase, --kind activity, …";
        map = new(kindField, columns);
        return null;
    }

    /// <summary>Makes an event of a row.</summary>
    /// <param name="fields">The fields of the row.</param>
    /// <param name="indices">For each mapping, the index of its column.</param>
    /// <param name="made">The event; whole only without a fault.</param>
    public RowFault? Map(IReadOnlyList<string> fields, IReadOnlyList<int> indices, out Event made)
    {
        made = new Event();
        EventField.Reach(made, _kind);
        for (var i = 0; i < Columns.Count; i++)
        {
            var (_, field, conversion) = Columns[i];
            if (indices[i] >= fields.Count)
                return new(RejectionReason.BadValue, field.Path, $"The row has {fields.Count} columns; column {indices[i] + 1} is mapped.");
            var text = fields[indices[i]];
            if (text.Length == 0)
                continue;
            var (value, fault) = conversion(text);
            if (fault is not null)
                return new(field.Path == "occurred_time" ? RejectionReason.BadTime : RejectionReason.BadValue, field.Path, fault);
            field.Set(made, value!);
        }
        return null;
    }

    /// <summary>The path of the first mapped field whose text is such; empty if there is none.</summary>
    public string FieldOf(IReadOnlyList<string> fields, IReadOnlyList<int> indices, Func<string, bool> isSuch) => Columns
        .Where((_, i) => indices[i] < fields.Count && isSuch(fields[indices[i]]))
        .Select(x => x.Field.Path).FirstOrDefault() ?? "";

    private static string? FindKind(string name, out FieldDescriptor? kind)
    {
        var kinds = Event.Descriptor.Oneofs.Single(x => !x.IsSynthetic).Fields;
        kind = kinds.FirstOrDefault(x => x.Name == name);
        return kind is null ? $"--kind is one of {string.Join(", ", kinds.Select(x => x.Name))}." : null;
    }
}
