using System.Text.Encodings.Web;
using System.Text.Json;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>
/// Writes the rows that were not accepted to a file, one JSON object a line; what it held before goes with the first of them.
/// </summary>
internal sealed class RejectedRows(string path) : IDisposable
{
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
            reason = fault.ReasonName,
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
}
