using System.CommandLine;
using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.Server.Commands;

/// <summary>The options of serving that say where the server tells of itself.</summary>
internal sealed class TelemetryFlags
{
    private const string Json = "json";

    private readonly Option<Uri?> _endpoint = new("--otlp-endpoint")
    {
        Description = "Collector that metrics and traces go to by OTLP, e.g. http://127.0.0.1:4317. Default: OTEL_EXPORTER_OTLP_ENDPOINT.",
        HelpName = "URL",
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) ? address : Refuse(result),
    };

    private readonly Option<string> _format = new("--log-format")
    {
        Description = "The log on stderr: text, or json (one object a line).",
        DefaultValueFactory = _ => "text",
    };

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        _format.AcceptOnlyFromAmong("text", Json);
        command.Add(_endpoint);
        command.Add(_format);
    }

    /// <summary>The options with what was given.</summary>
    public ServeOptions Read(ServeOptions options, ParseResult parsed) => options with
    {
        OtlpEndpoint = parsed.GetValue(_endpoint),
        JsonLog = parsed.GetValue(_format) == Json,
    };

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError("--otlp-endpoint needs a whole URL, e.g. http://127.0.0.1:4317.");
        return null;
    }
}
