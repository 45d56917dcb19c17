using System.Text.Unicode;
using Google.Protobuf.Reflection;

namespace RetentionGrpc.Engine.Tests.Events.Fuzzing;

/// <summary>What Google.Protobuf for C# does not look at: whether texts are UTF-8.</summary>
internal static class MessageTexts
{
    /// <summary>Whether every text of a known field, be it overwritten by a later one, is UTF-8.</summary>
    /// <param name="bytes">A message that Google.Protobuf parses.</param>
    /// <param name="type">What it is.</param>
    public static bool AreUtf8(ReadOnlySpan<byte> bytes, MessageDescriptor type)
    {
        var fields = new List<WireField>();
        if (!WireFields.TrySplit(bytes, fields))
            throw new InvalidDataException("Protobuf parses a message that cannot be taken apart.");
        foreach (var field in fields)
        {
            if (field.Type != WireFields.Run || type.FindFieldByNumber(field.Number) is not { } known)
                continue;
            var content = bytes[field.ValueStart..field.End];
            var isGood = known.FieldType switch
            {
                FieldType.String => Utf8.IsValid(content),
                FieldType.Message => AreUtf8(content, known.MessageType),
                _ => true,
            };
            if (!isGood)
                return false;
        }
        return true;
    }
}
