using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Finds what is at fault in a line that is no event in Protobuf JSON.</summary>
internal static class JsonFault
{
    private const string WellKnownTypes = "google.protobuf";

    /// <summary>The fault of a line that could not be read.</summary>
    /// <param name="text">The line.</param>
    /// <param name="failure">What the reader of Protobuf JSON said.</param>
    public static RowFault Of(string text, Exception failure)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return new(RejectionReason.BadEncoding, Find(Event.Descriptor, json.RootElement, IsUnreadable), failure.Message);
        }
        catch (JsonException broken)
        {
            var message = $"The line is no JSON from byte {broken.BytePositionInLine + 1} on: {failure.Message}";
            return new(RejectionReason.BadEncoding, "", message);
        }
    }

    /// <summary>The fault of a line some of whose bytes were not UTF-8, or null.</summary>
    public static RowFault? OfEncoding(string text)
    {
        if (RowFault.OfEncoding(text) is not { } fault)
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            return fault with { Field = Find(Event.Descriptor, json.RootElement, (_, x) => RowFault.OfEncoding(x.ToString()) is not null) };
        }
        catch (JsonException)
        {
            return fault;
        }
    }

    /// <summary>The path of the innermost field at fault, as the proto has it; empty where no field is at fault by itself.</summary>
    private static string Find(MessageDescriptor type, JsonElement json, Func<MessageDescriptor, JsonProperty, bool> isAtFault)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return "";
        foreach (var property in json.EnumerateObject().Where(x => isAtFault(type, x)))
        {
            var field = type.Fields.InDeclarationOrder().FirstOrDefault(x => x.JsonName == property.Name || x.Name == property.Name);
            var name = field?.Name ?? property.Name;
            var inner = field is { FieldType: FieldType.Message, IsRepeated: false } && field.MessageType.File.Package != WellKnownTypes
                ? Find(field.MessageType, property.Value, isAtFault)
                : "";
            return inner.Length > 0 ? $"{name}.{inner}" : name;
        }
        return "";
    }

    /// <summary>Whether a message that had nothing but this could not be read.</summary>
    private static bool IsUnreadable(MessageDescriptor type, JsonProperty property)
    {
        try
        {
            JsonParser.Default.Parse($"{{{property}}}", type);
            return false;
        }
        catch (Exception failure) when (JsonRows.IsUnreadable(failure))
        {
            return true;
        }
    }
}
