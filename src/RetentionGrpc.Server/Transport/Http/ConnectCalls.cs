using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Net.Http.Headers;
using RetentionGrpc.Server.Application;
using RpcStatus = Google.Rpc.Status;

namespace RetentionGrpc.Server.Transport.Http;

/// <summary>
/// Answers unary rpcs by the Connect protocol (https://connectrpc.com/docs/protocol), in JSON and binary: each is handed on as the call of
/// gRPC that it means, so that limits, deadlines, tenants and errors are those of every other call.
/// </summary>
/// <param name="services">The services.</param>
/// <param name="rules">How large a message may be, and how long it may take to come.</param>
/// <param name="budget">Bounds the large messages of all calls together.</param>
/// <param name="clock">Measures time.</param>
internal sealed class ConnectCalls(
    IEnumerable<Google.Protobuf.Reflection.ServiceDescriptor> services, IngestionRules rules, ByteBudget budget, TimeProvider clock)
    : IDisposable
{
    private const int ClaimedFrom = 64 * 1024;
    private const int LeastGzipBytes = 18;
    private static readonly object ClaimKey = new();
    private const string Json = "application/json";
    private const string Binary = "application/proto";
    private const int TimeoutDigits = 10;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default);
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SemaphoreSlim _parsing = new(Environment.ProcessorCount);
    private readonly Dictionary<string, MethodDescriptor> _methods = services.SelectMany(service => service.Methods)
        .ToDictionary(method => $"/{method.Service.FullName}/{method.Name}", StringComparer.Ordinal);

    /// <summary>Answers one.</summary>
    /// <param name="context">The call.</param>
    /// <param name="next">Answers the call of gRPC that it becomes.</param>
    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var (method, isJson, error) = Check(context);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }
        byte[] message;
        try
        {
            var body = await ReadAsync(context);
            message = isJson ? await ParseAsync(body, method!, context.RequestAborted) : body;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
            return;
        }
        catch (RpcException refused)
        {
            await ErrorOf(refused).WriteAsync(context);
            return;
        }
        using var exchange = new GrpcExchange(context, message);
        await exchange.RunAsync(next);
        if (exchange.Code == StatusCode.OK)
            await WriteAsync(context, exchange.Message, isJson, method!);
        else
            await ErrorOf(exchange).WriteAsync(context);
    }

    /// <inheritdoc/>
    public void Dispose() => _parsing.Dispose();

    private (MethodDescriptor? Method, bool IsJson, ConnectError? Error) Check(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        if (!_methods.TryGetValue(path, out var method))
            return (null, false, ConnectError.NoSuchRpc(path));
        if (method.IsClientStreaming || method.IsServerStreaming)
            return (null, false, ConnectError.IsStream(path));
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return (null, false, ConnectError.OfHttp(StatusCodes.Status405MethodNotAllowed, "Send it by POST."));
        }
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value : "";
        var charset = parsed?.Charset.Value ?? "";
        var isUtf8 = charset.Length == 0 || string.Equals(charset, "utf-8", StringComparison.OrdinalIgnoreCase);
        var isJson = isUtf8 && string.Equals(type, Json, StringComparison.OrdinalIgnoreCase);
        if (!isJson && !string.Equals(type, Binary, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers["Accept-Post"] = $"{Json}, {Binary}";
            var shown = Refusal.Shown(request.ContentType ?? "");
            var message = $"Content-Type '{shown}' is not understood: send {Json}, or {Binary}.";
            return (null, false, ConnectError.OfHttp(StatusCodes.Status415UnsupportedMediaType, message));
        }
        if (request.Headers["Connect-Protocol-Version"].ToString() is not ("" or "1") and var version)
        {
            var message = $"Connect-Protocol-Version is '{Refusal.Shown(version)}': it must be 1, or unset.";
            return (null, false, ConnectError.OfHttp(StatusCodes.Status400BadRequest, message));
        }
        return (method, isJson, TakeTimeout(request.Headers));
    }

    /// <summary>The time that a caller waits, in the words of gRPC.</summary>
    private static ConnectError? TakeTimeout(IHeaderDictionary headers)
    {
        var text = headers["Connect-Timeout-Ms"].ToString();
        headers.Remove("grpc-timeout");
        if (text.Length == 0)
            return null;
        if (text.Length > TimeoutDigits || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            var message = $"Connect-Timeout-Ms is '{Refusal.Shown(text)}': it must be milliseconds, up to {TimeoutDigits} digits.";
            return ConnectError.OfHttp(StatusCodes.Status400BadRequest, message);
        }
        if (milliseconds == 0)
            return ConnectError.NoTime();
        // gRPC has eight digits.
        headers["grpc-timeout"] = milliseconds < 100_000_000 ? $"{milliseconds}m" : $"{milliseconds / 1_000}S";
        return null;
    }

    /// <summary>The whole message, inflated.</summary>
    private async Task<byte[]> ReadAsync(HttpContext context)
    {
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        var isGzip = string.Equals(encoding, "gzip", StringComparison.OrdinalIgnoreCase);
        context.Request.Headers.Remove(HeaderNames.ContentEncoding);
        if (!isGzip && encoding is not ("" or "identity"))
        {
            context.Response.Headers.AcceptEncoding = "gzip";
            var message = $"Content-Encoding '{Refusal.Shown(encoding)}' is not understood: send gzip, or none.";
            throw new RpcException(new Status(StatusCode.Unimplemented, message));
        }
        using var patience = new CancellationTokenSource(rules.MessageTimeout, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            var body = await ReadToEndAsync(context, context.Request.Body, ending.Token);
            return isGzip ? await InflateAsync(context, body, ending.Token) : body;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // What is left of the body is not waited for.
            context.Response.Headers.Connection = "close";
            throw IngestionMapping.MessageTimeout(rules).ToException();
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw MessageSize.InflatedExceeded(rules.InflatedBytes).ToException();
        }
        catch (Exception bad) when (bad is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            throw IngestionMapping.BadFraming.ToException();
        }
    }

    private async Task<byte[]> ReadToEndAsync(HttpContext context, Stream body, CancellationToken ending)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, ending) is > 0 and var count)
        {
            if (whole.Length + count > rules.InflatedBytes)
                throw MessageSize.InflatedExceeded(rules.InflatedBytes).ToException();
            if (whole.Length + count > ClaimedFrom)
                await ClaimAsync(context);
            whole.Write(buffer, 0, count);
        }
        return whole.ToArray();
    }

    /// <summary>The stream of the framework takes a body that is cut off for a whole one: its last bytes tell how long it is.</summary>
    private async Task<byte[]> InflateAsync(HttpContext context, byte[] body, CancellationToken ending)
    {
        await using var inflating = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        var message = await ReadToEndAsync(context, inflating, ending);
        var isWhole = body.Length >= LeastGzipBytes
            && BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(^sizeof(int)..)) == message.Length;
        return isWhole ? message : throw new InvalidDataException("The body is cut off.");
    }

    /// <summary>Room for the largest message, until the call has ended: of smaller ones there may be many.</summary>
    private async Task ClaimAsync(HttpContext context)
    {
        if (context.Items.ContainsKey(ClaimKey))
            return;
        if (!await budget.ClaimAsync("", rules.InflatedBytes, context.RequestAborted))
            throw Refusal.Overloaded().ToException();
        context.Items[ClaimKey] = ClaimKey;
        context.Response.RegisterForDispose(new Claimed(budget, rules.InflatedBytes));
    }

    /// <summary>Bytes of JSON become objects many times as large: only so many at once.</summary>
    private async Task<byte[]> ParseAsync(byte[] body, MethodDescriptor method, CancellationToken gone)
    {
        await _parsing.WaitAsync(gone);
        try
        {
            return ParseJson(body, method);
        }
        finally
        {
            _parsing.Release();
        }
    }

    private static byte[] ParseJson(byte[] body, MethodDescriptor method)
    {
        try
        {
            var text = StrictUtf8.GetString(body);
            return text.Length == 0 ? [] : Parser.Parse(text, method.InputType).ToByteArray();
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidJsonException or DecoderFallbackException)
        {
            throw Refusal.InvalidField("", $"The JSON is no {method.InputType.Name}: {Refusal.Shown(failure.Message)}").ToException();
        }
    }

    /// <summary>Who does not read the answer is cut off.</summary>
    private async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> message, bool isJson, MethodDescriptor method)
    {
        if (isJson)
            message = Encoding.UTF8.GetBytes(Formatter.Format(method.OutputType.Parser.ParseFrom(message.Span)));
        context.Response.ContentType = isJson ? Json : Binary;
        context.Response.ContentLength = message.Length;
        try
        {
            await context.Response.Body.WriteAsync(message, context.RequestAborted).AsTask().WaitAsync(rules.ReadTimeout, clock);
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
    }

    /// <summary>A deadline that the framework notices first has no details: it gets ours.</summary>
    private static ConnectError ErrorOf(GrpcExchange exchange) =>
        exchange is { Code: StatusCode.DeadlineExceeded, Details: null }
            ? ConnectError.From(Refusal.QueryDeadline())
            : ConnectError.From(exchange.Code, exchange.StatusMessage, exchange.Details);

    private static ConnectError ErrorOf(RpcException refused)
    {
        var details = refused.Trailers.GetValueBytes(StatusMapping.DetailsTrailer);
        return ConnectError.From(refused.StatusCode, refused.Status.Detail, details is null ? null : RpcStatus.Parser.ParseFrom(details));
    }

    private sealed class Claimed(ByteBudget budget, long bytes) : IDisposable
    {
        public void Dispose() => budget.Release("", bytes);
    }
}
