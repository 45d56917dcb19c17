using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>
/// Reads google.rpc.Status and its usual details by their field numbers. Their generated classes would bind every user of this library to
/// one version of a package that renamed their members.
/// </summary>
internal static class RichStatus
{
    public static IEnumerable<Any> Details(byte[] status) =>
        Messages(ByteString.CopyFrom(status), 3).Select(Any.Parser.ParseFrom);

    public static (string Reason, string Domain, IReadOnlyDictionary<string, string> Metadata) ErrorInfo(ByteString message)
    {
        var fields = Fields(message);
        var metadata = Messages(message, 3).Select(Fields).DistinctBy(x => Text(x, 1)).ToDictionary(x => Text(x, 1), x => Text(x, 2));
        return (Text(fields, 1), Text(fields, 2), metadata);
    }

    public static IReadOnlyList<FieldViolation> FieldViolations(ByteString badRequest) =>
        [.. Messages(badRequest, 1).Select(Fields).Select(x => new FieldViolation { Field = Text(x, 1), Description = Text(x, 2) })];

    public static TimeSpan? RetryDelay(ByteString retryInfo) =>
        Messages(retryInfo, 1).Select(x => (TimeSpan?)Duration.Parser.ParseFrom(x).ToTimeSpan()).FirstOrDefault();

    private static IEnumerable<ByteString> Messages(ByteString message, int number) =>
        Fields(message).Where(x => x.Number == number).Select(x => x.Value);

    private static string Text(List<(int Number, ByteString Value)> fields, int number) =>
        fields.FindLast(x => x.Number == number).Value?.ToStringUtf8() ?? "";

    // The length-delimited fields of a message; numbers are skipped, for no detail that is read here has any.
    private static List<(int Number, ByteString Value)> Fields(ByteString message)
    {
        var fields = new List<(int Number, ByteString Value)>();
        using var input = message.CreateCodedInput();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes()));
            else
                input.SkipLastField();
        }
        return fields;
    }
}
