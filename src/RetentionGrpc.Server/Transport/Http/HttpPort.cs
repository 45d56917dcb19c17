using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.Server.Transport.Http;

/// <summary>
/// What comes over HTTP/1.1: probes (<c>/healthz</c>), scrapers (<c>/metrics</c>) and, by the Connect protocol, every unary rpc. Pages of
/// other origins, and of names that are none of this server's, are refused: a browser would let any page ask a server on loopback.
/// </summary>
/// <param name="callers">Who may ask.</param>
/// <param name="connect">Answers the rpcs.</param>
/// <param name="states">What probes are told.</param>
/// <param name="metrics">What scrapers are told.</param>
internal sealed class HttpPort(HttpCallers callers, ConnectCalls connect, ServingStates states, PrometheusMetrics metrics) : IDisposable
{
    /// <summary>Answers what came over HTTP/1.1; what came over HTTP/2 goes on.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
            return next(context);
        if (!callers.Admit(context, out var refusal))
            return refusal is null ? Task.CompletedTask : ConnectError.PermissionDenied(refusal).WriteAsync(context);
        return context.Request.Path.Value switch
        {
            "/healthz" => TellAsync(context, () => TellHealthAsync(context)),
            "/metrics" => TellAsync(context, () => WriteAsync(context, PrometheusMetrics.ContentType, metrics.Read())),
            _ => connect.AnswerAsync(context, next),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => connect.Dispose();

    private static Task TellAsync(HttpContext context, Func<Task> tell)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            return tell();
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }

    private Task TellHealthAsync(HttpContext context)
    {
        var isServing = states.Current.IsServing[""];
        context.Response.StatusCode = isServing ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(context, "text/plain; charset=utf-8", isServing ? "SERVING\n" : "NOT_SERVING\n");
    }

    private static Task WriteAsync(HttpContext context, string contentType, string text)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
