using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>A call without a connection, of the default tenant, for rpcs that are called as methods.</summary>
internal sealed class DirectCall : ServerCallContext
{
    // Where the framework looks for the HTTP side of a call that it did not make itself.
    public DirectCall() => UserState["__HttpContext"] = new DefaultHttpContext();

    protected override string MethodCore => "";

    protected override string HostCore => "";

    protected override string PeerCore => "";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => CancellationToken.None;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => throw new NotSupportedException();

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
