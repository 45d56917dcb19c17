using System.Buffers;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using RetentionGrpc.V1;
using RpcStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace RetentionGrpc.Simulation;

/// <summary>A call as the server's methods see it.</summary>
internal sealed class SimContext : ServerCallContext
{
    // Where the framework looks for the HTTP side of a call that it did not make itself.
    private const string HttpContextKey = "__HttpContext";
    private const string TenantHeader = "retention-tenant";
    private readonly string _method;
    private readonly CancellationTokenSource _aborted = new();

    /// <summary>A call of a method by a tenant.</summary>
    public SimContext(string method, string tenantId)
    {
        _method = method;
        RequestHeadersCore = new Metadata { { TenantHeader, tenantId } };
        UserState[HttpContextKey] = new DefaultHttpContext { RequestAborted = _aborted.Token };
    }

    /// <inheritdoc/>
    protected override string MethodCore => _method;

    /// <inheritdoc/>
    protected override string HostCore => "sim";

    /// <inheritdoc/>
    protected override string PeerCore => "sim";

    /// <inheritdoc/>
    protected override DateTime DeadlineCore => DateTime.MaxValue;

    /// <inheritdoc/>
    protected override Metadata RequestHeadersCore { get; }

    /// <inheritdoc/>
    protected override CancellationToken CancellationTokenCore => _aborted.Token;

    /// <inheritdoc/>
    protected override Metadata ResponseTrailersCore { get; } = [];

    /// <inheritdoc/>
    protected override Status StatusCore { get; set; }

    /// <inheritdoc/>
    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <inheritdoc/>
    protected override AuthContext AuthContextCore { get; } = new("", []);

    /// <summary>The client is gone.</summary>
    public void Abort() => _aborted.Cancel();

    /// <inheritdoc/>
    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("No call of the simulation makes another.");

    /// <inheritdoc/>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}

/// <summary>How a call ended for its client.</summary>
/// <param name="Code">The status.</param>
/// <param name="Reason">Why, if the server said.</param>
/// <param name="Detail">For the trace.</param>
internal sealed record CallEnd(StatusCode Code, ErrorReason Reason, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Reason} {Detail}";


    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>The end of a call that went well.</summary>
    public static CallEnd Good { get; } = new(StatusCode.OK, ErrorReason.Unspecified, "");

    /// <summary>The connection broke.</summary>
    public static CallEnd Broken { get; } = new(StatusCode.Unavailable, ErrorReason.Unspecified, "the connection broke");

    /// <summary>The names and values that came with the reason.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What a server's status says.</summary>
    public static CallEnd Of(RpcException failure)
    {
        if (failure.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes)
            return new(failure.StatusCode, ErrorReason.Unspecified, failure.Status.Detail);
        var info = RpcStatus.Parser.ParseFrom(bytes).Details.First(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        var name = info.Type.Replace("_", "", StringComparison.Ordinal);
        return new(failure.StatusCode, Enum.Parse<ErrorReason>(name, ignoreCase: true), failure.Status.Detail) { Metadata = info.Metadata };
    }
}

/// <summary>A message's bytes, for the server's own readers of them.</summary>
internal sealed class SimPayload(byte[] bytes) : DeserializationContext
{
    /// <inheritdoc/>
    public override int PayloadLength => bytes.Length;

    /// <inheritdoc/>
    public override byte[] PayloadAsNewBuffer() => bytes;

    /// <inheritdoc/>
    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(bytes);
}
