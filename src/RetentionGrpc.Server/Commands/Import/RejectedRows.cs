using System.Text.Encodings.Web;
using System.Text.Json;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>
/// Writes the rows that were not accepted to a file, one JSON object a line; what it held before goes with the first of them.
/// </summary>
internal sealed class RejectedRows(string path) : IDisposable
{
    private const string ReasonPrefix = "REJECTION_REASON_";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private StreamWriter? _writer;

    /// <summary>Where they are.</summary>
    public string FilePath => path;

    /// <summary>Adds a row. May be called by several threads.</summary>
    public void Add(long line, string text, RowFault fault)
    {
        var row = new
        {
            line,
            reason = NameOf(fault.Reason),
            field = fault.Field,
            message = fault.Message,
            row = text,
        };
        lock (_lock)
        {
            _writer ??= new StreamWriter(path, append: false);
            _writer.WriteLine(JsonSerializer.Serialize(row, Json));
        }
    }

    public void Dispose() => _writer?.Dispose();

    private static string NameOf(RejectionReason reason) =>
        ErrorReasonReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>(nameof(RejectionReason))
            .FindValueByNumber((int)reason)?.Name[ReasonPrefix.Length..] ?? reason.ToString();
}
