using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>
/// A field of Event that a column can fill: a number, a text, an enum, a time, a duration, an amount, or an entry of a map.
/// </summary>
internal sealed class EventField
{
    private readonly FieldDescriptor[] _parents;
    private readonly string? _mapKey;

    private EventField(string path, FieldDescriptor[] parents, FieldDescriptor leaf, string? mapKey)
    {
        Path = path;
        _parents = parents;
        Leaf = leaf;
        _mapKey = mapKey;
    }

    /// <summary>Its path in Event.</summary>
    public string Path { get; }

    /// <summary>The field itself; of a map, the map.</summary>
    public FieldDescriptor Leaf { get; }

    /// <summary>The kind of event that it belongs to, or null if every kind has it.</summary>
    public FieldDescriptor? Kind => (_parents.Length > 0 ? _parents[0] : Leaf) is { RealContainingOneof: not null } kind ? kind : null;

    /// <summary>Finds a field by its path, e.g. "purchase.amount" or "properties.country".</summary>
    /// <param name="path">Names as in the proto, joined by dots.</param>
    /// <param name="field">The field.</param>
    /// <returns>What is wrong with the path, or null.</returns>
    public static string? Find(string path, out EventField? field)
    {
        field = null;
        var message = Event.Descriptor;
        var parents = new List<FieldDescriptor>();
        for (var rest = path; ;)
        {
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            var name = dot < 0 ? rest : rest[..dot];
            if (message.FindFieldByName(name) is not { } found)
                return $"{message.Name} has no field '{name}'; it has {NamesOf(message)}.";
            if (found.IsMap)
            {
                if (dot < 0 || dot == rest.Length - 1)
                    return $"'{path}' is a map: name the key, e.g. {path.TrimEnd('.')}.country.";
                field = new(path, [.. parents], found, rest[(dot + 1)..]);
                return null;
            }
            if (dot < 0)
            {
                if (!IsValue(found))
                    return $"'{path}' is a message: name a field of it: {NamesOf(found.MessageType)}.";
                field = new(path, [.. parents], found, null);
                return null;
            }
            if (found.FieldType != FieldType.Message || IsValue(found) && found.MessageType != Money.Descriptor)
                return $"'{name}' has no fields of its own.";
            parents.Add(found);
            message = found.MessageType;
            rest = rest[(dot + 1)..];
        }
    }

    /// <summary>Sets the field of an event.</summary>
    public void Set(Event target, object value)
    {
        IMessage message = target;
        foreach (var parent in _parents)
            message = Reach(message, parent);
        if (_mapKey is null)
            Put(message, value);
        else
            ((System.Collections.IDictionary)Leaf.Accessor.GetValue(message))[_mapKey] = value;
    }

    /// <summary>The message in a field, which is set if it was not.</summary>
    public static IMessage Reach(IMessage message, FieldDescriptor field)
    {
        if (field.Accessor.GetValue(message) is IMessage present)
            return present;
        var created = field.MessageType.Parser.ParseFrom(ByteString.Empty);
        field.Accessor.SetValue(message, created);
        return created;
    }

    // An amount adds to what other columns set in the same Money.
    private void Put(IMessage message, object value)
    {
        if (value is Money amount)
            ((Money)Reach(message, Leaf)).MergeFrom(amount);
        else
            Leaf.Accessor.SetValue(message, value);
    }

    private static string NamesOf(MessageDescriptor message) => string.Join(", ", message.Fields.InDeclarationOrder().Select(x => x.Name));

    private static bool IsValue(FieldDescriptor field) =>
        field.FieldType != FieldType.Message
        || field.MessageType == Timestamp.Descriptor || field.MessageType == Duration.Descriptor || field.MessageType == Money.Descriptor;
}
