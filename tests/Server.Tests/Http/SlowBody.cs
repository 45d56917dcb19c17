using System.Net;

namespace RetentionGrpc.Server.Tests.Http;

/// <summary>A JSON body whose end comes when the test says so.</summary>
internal sealed class SlowBody : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _first;
    private readonly byte[] _rest;

    public SlowBody(byte[] first, byte[] rest)
    {
        (_first, _rest) = (first, rest);
        Headers.ContentType = new("application/json");
    }

    /// <summary>The first part is on its way.</summary>
    public Task Begun => _begun.Task;

    public void Go() => _go.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_first);
        await stream.FlushAsync();
        _begun.SetResult();
        await _go.Task;
        await stream.WriteAsync(_rest);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
