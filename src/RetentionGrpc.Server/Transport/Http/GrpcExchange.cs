using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using RpcStatus = Google.Rpc.Status;

namespace RetentionGrpc.Server.Transport.Http;

/// <summary>
/// One unary call of gRPC over a request of HTTP/1.1: what follows in the pipeline sees a call over HTTP/2 and writes its answer here.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="message">The message of the call.</param>
internal sealed class GrpcExchange(HttpContext context, byte[] message)
    : IRequestBodyPipeFeature, IHttpResponseTrailersFeature, IHttpResetFeature, IDisposable
{
    private const int PrefixBytes = 5;

    private readonly MemoryStream _response = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public PipeReader Reader { get; } = PipeReader.Create(new(Framed(message)));

    /// <inheritdoc/>
    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    /// <summary>How the call ended.</summary>
    public StatusCode Code { get; private set; } = StatusCode.Unknown;

    /// <summary>What it said then.</summary>
    public string StatusMessage => Uri.UnescapeDataString(_told.GetValueOrDefault("grpc-message", ""));

    /// <summary>The status with its details, if it had any.</summary>
    public RpcStatus? Details => _told.GetValueOrDefault(StatusMapping.DetailsTrailer) is { Length: > 0 } text
        ? RpcStatus.Parser.ParseFrom(ByteString.FromBase64(text.PadRight((text.Length + 3) / 4 * 4, '=')))
        : null;

    /// <summary>The message of an answer.</summary>
    public ReadOnlyMemory<byte> Message => _response.GetBuffer().AsMemory(PrefixBytes, (int)_response.Length - PrefixBytes);

    /// <summary>A call that ends early has no more to end here.</summary>
    public void Reset(int errorCode)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _response.Dispose();

    /// <summary>Makes the call.</summary>
    public async Task RunAsync(RequestDelegate next)
    {
        var (request, features) = (context.Request, context.Features);
        var (protocol, body) = (request.Protocol, features.GetRequiredFeature<IHttpResponseBodyFeature>());
        var own = new OwnBody(_response);
        features.Set<IRequestBodyPipeFeature>(this);
        features.Set<IHttpResponseBodyFeature>(own);
        features.Set<IHttpResponseTrailersFeature>(this);
        features.Set<IHttpResetFeature>(this);
        (request.Protocol, request.ContentType, request.ContentLength) = (HttpProtocol.Http2, "application/grpc", null);
        request.Headers.Remove("grpc-accept-encoding");
        request.Headers.Remove("grpc-encoding");
        try
        {
            await next(context);
            await own.EndAsync();
        }
        finally
        {
            request.Protocol = protocol;
            features.Set(body);
            features.Set<IHttpResponseTrailersFeature>(null);
            features.Set<IHttpResetFeature>(null);
        }
        TakeStatus();
    }

    /// <summary>An answer without a message tells its status in the headers.</summary>
    private void TakeStatus()
    {
        var headers = context.Response.Headers;
        foreach (var (name, value) in headers.Concat(Trailers).ToList())
        {
            if (!name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase))
                continue;
            _told[name] = value.ToString();
            headers.Remove(name);
        }
        if (int.TryParse(_told.GetValueOrDefault("grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            Code = (StatusCode)code;
        if (Code == StatusCode.OK && _response.Length < PrefixBytes)
            Code = StatusCode.Internal;
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private static byte[] Framed(byte[] message)
    {
        var framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, PrefixBytes);
        return framed;
    }

    /// <summary>A deadline completes the response while the handler may still write: here it ends with the handler.</summary>
    private sealed class OwnBody(Stream stream) : StreamResponseBodyFeature(stream)
    {
        public override Task CompleteAsync() => Task.CompletedTask;

        public Task EndAsync() => base.CompleteAsync();
    }
}
