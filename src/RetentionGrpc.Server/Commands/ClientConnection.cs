using System.CommandLine;
using Grpc.Core;
using RetentionGrpc.Client;

namespace RetentionGrpc.Server.Commands;

/// <summary>The options by which a command finds its server, and its way of telling that a call failed.</summary>
internal sealed class ClientConnection
{
    /// <summary>Where `retention serve` listens unless told otherwise.</summary>
    public const string DefaultAddress = "http://127.0.0.1:5001";

    private readonly Option<Uri> _server = new("--server")
    {
        Description = "Address of the server.",
        DefaultValueFactory = _ => new Uri(DefaultAddress),
        HelpName = "URL",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError($"--server takes an address such as {DefaultAddress}.");
            return null!;
        },
    };

    private readonly Option<string?> _tenant;

    /// <summary>The options of a command.</summary>
    /// <param name="tenantDescription">What the tenant is to the command.</param>
    public ClientConnection(string tenantDescription = "The tenant. Unset: default.") =>
        _tenant = new("--tenant") { Description = tenantDescription, HelpName = "ID" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_tenant);
    }

    /// <summary>The tenant asked for, or null for the default one.</summary>
    public string? TenantOf(ParseResult arguments) => arguments.GetValue(_tenant);

    /// <summary>The server's address.</summary>
    public Uri ServerOf(ParseResult arguments) => arguments.GetValue(_server)!;

    /// <summary>A client as the options say.</summary>
    public RetentionClient Connect(ParseResult arguments) =>
        new(ServerOf(arguments), new RetentionClientOptions { Tenant = TenantOf(arguments) });

    /// <summary>Tells why a call failed: the message and its reason, then the fields at fault, one a line.</summary>
    public static async Task TellAsync(TextWriter errors, RetentionError error)
    {
        var reason = error.ReasonName.Length > 0 ? error.ReasonName : error.StatusCode.ToString();
        await errors.WriteLineAsync($"error: {reason}: {error.Message}");
        if (error is { StatusCode: StatusCode.Unavailable, ReasonName.Length: 0 })
            await errors.WriteLineAsync("  Does a server run there, without TLS? `retention serve` starts one; --server names it.");
        foreach (var violation in error.FieldViolations)
            await errors.WriteLineAsync($"  {violation.Field}: {violation.Description}");
        foreach (var (key, value) in error.Metadata)
            await errors.WriteLineAsync($"  {key}: {value}");
    }
}
