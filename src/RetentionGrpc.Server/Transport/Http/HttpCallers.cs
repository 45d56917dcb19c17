using System.Text;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport.Http;

/// <summary>
/// Which names the server goes by, and pages of which origins may ask (CORS). A page that has its own name point to 127.0.0.1 sends that
/// name as Host: so only known names are answered.
/// </summary>
/// <param name="origins">Origins, e.g. https://app.example.com; "*" for any; none for pages of the server's own names alone.</param>
/// <param name="hosts">Names beside localhost, without a port.</param>
internal sealed class HttpCallers(IReadOnlyList<string> origins, IReadOnlyList<string> hosts)
{
    private const string Any = "*";
    private const string AllowedHeaders =
        "content-type, content-encoding, connect-protocol-version, connect-timeout-ms, retention-tenant, x-user-agent";

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>What is wrong with names that were given: an origin or a host in another form would never be met.</summary>
    public static IEnumerable<string> Faults(IEnumerable<string> origins, IEnumerable<string> hosts)
    {
        foreach (var origin in origins.Where(origin => origin != Any && !IsOrigin(origin)))
            yield return $"--http-cors {Refusal.Shown(origin)} is no origin: give http:// or https:// and a name, with its port if any, "
                + "without a path, e.g. https://app.example.com; or *.";
        foreach (var host in hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
            yield return $"--http-host {Refusal.Shown(host)} is no name: give it without scheme, port or path, e.g. m.example.com.";
    }

    /// <summary>
    /// Whether a request goes on. Else it was a browser's question about what it may send, and is answered; or there is a refusal.
    /// </summary>
    public bool Admit(HttpContext context, out string? refusal)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        refusal = null;
        // Checks of balancers have no Host; a browser always has one.
        if (!IsOwn(request.Host.Host) && !(request.Host.Host.Length == 0 && request.Path == "/healthz"))
        {
            var name = Refusal.Shown(request.Host.Host);
            refusal = $"The server does not go by the name '{name}': start it with --http-host {name}, or use 127.0.0.1.";
            return false;
        }
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || IsSame(origin, request.Host))
            return true;
        if (!Ascii.IsValid(origin) || (!origins.Contains(Any) && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase)))
        {
            var shown = Refusal.Shown(origin);
            refusal = $"Pages of {shown} may not ask: start the server with --http-cors {shown} to let them.";
            return false;
        }
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(request.Method))
            return true;
        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = AllowedHeaders;
        headers.AccessControlMaxAge = "7200";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return false;
    }

    private bool IsOwn(string name) =>
        Loopback.Contains(name, StringComparer.OrdinalIgnoreCase) || hosts.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);

    private static bool IsSame(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);
}
