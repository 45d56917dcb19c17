using System.CommandLine;
using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.Server.Commands;

/// <summary>The options of serving that open a port for HTTP/1.1.</summary>
internal sealed class HttpFlags
{
    private readonly Option<int?> _port = new("--http-port")
    {
        Description = "Port on 127.0.0.1 for HTTP/1.1: curl and browsers (Connect protocol), /healthz, /metrics; 0 takes a free one. "
            + "Default: none.",
        HelpName = "PORT",
    };

    private readonly Option<string[]> _origins = new("--http-cors")
    {
        Description = "Origin whose pages may ask over HTTP/1.1, e.g. https://app.example.com; * for any. May be repeated. Default: none.",
        HelpName = "ORIGIN",
    };

    private readonly Option<string[]> _hosts = new("--http-host")
    {
        Description = "Name beside localhost that the server goes by over HTTP/1.1, without a port: that of a proxy before it. "
            + "May be repeated.",
        HelpName = "NAME",
    };

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_port);
        command.Add(_origins);
        command.Add(_hosts);
    }

    /// <summary>The options with what was given.</summary>
    public ServeOptions Read(ServeOptions options, ParseResult parsed) => options with
    {
        HttpPort = parsed.GetValue(_port),
        HttpOrigins = parsed.GetValue(_origins) ?? [],
        HttpHosts = parsed.GetValue(_hosts) ?? [],
    };
}
