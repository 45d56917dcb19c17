using Grpc.Core;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.V1;

namespace RetentionGrpc.Simulation;

/// <summary>
/// The server's end of a StreamEvents call: what the product reads from and writes to, by the rules of the real framework.
/// </summary>
internal sealed class ServedStream : IAsyncStreamReader<IngestionFrame>, IServerStreamWriter<StreamEventsResponse>
{
    private const int WindowMessages = 4;
    private readonly Queue<byte[]> _inbound = [];
    private readonly SimServer _server;
    private readonly SimContext _context;
    private TaskCompletionSource<bool>? _read;
    private TaskCompletionSource? _write;
    private bool _isHalfClosed;
    private bool _isBroken;
    private bool _isOver;
    private int _unread;

    /// <summary>A call that reached a server.</summary>
    public ServedStream(SimServer server, string tenantId) =>
        (_server, _context) = (server, new SimContext("/retention.v1.IngestionService/StreamEvents", tenantId));

    /// <summary>Sends a message to the client.</summary>
    public required Action<StreamEventsResponse> Sent { get; init; }

    /// <summary>Ends the call for the client.</summary>
    public required Action<CallEnd> Ended { get; init; }

    /// <inheritdoc/>
    public IngestionFrame Current { get; private set; } = null!;

    /// <inheritdoc/>
    public WriteOptions? WriteOptions { get; set; }

    private SimScheduler World => _server.Process.World;

    /// <summary>Serves the call, in the server's process.</summary>
    public async Task ServeAsync()
    {
        CallEnd end;
        _server.OpenCalls.Add(this);
        try
        {
            await _server.Statuses.DuplexStreamingServerHandler(this, this, _context, _server.Rpcs.StreamEvents);
            end = CallEnd.Good;
        }
        catch (RpcException failure)
        {
            end = CallEnd.Of(failure);
        }
        catch (Exception failure)
        {
            World.Fail($"A call ended without a status: {failure}");
            return;
        }
        if (_read is not null)
            World.Fail("A call ended while it was being read.");
        _isOver = true;
        _server.OpenCalls.Remove(this);
        Ended(end);
    }

    /// <summary>A message of the client's has arrived.</summary>
    public void Arrive(byte[] message)
    {
        _inbound.Enqueue(message);
        Wake();
    }

    /// <summary>The client sends no more.</summary>
    public void HalfClose()
    {
        _isHalfClosed = true;
        Wake();
    }

    /// <summary>The client has read a message: there is room for another.</summary>
    public void FreeWindow()
    {
        _unread--;
        _write?.TrySetResult();
    }

    /// <summary>The server learns that the client is gone: by its reads or by the call's token first.</summary>
    public void Break()
    {
        if (_isOver || _isBroken)
            return;
        _isBroken = true;
        if (World.Random.Below(2) == 0)
            Abort();
        else
            _server.Process.Post(Abort);
        _read?.TrySetException(new IOException("The client reset the request stream."));
    }

    /// <inheritdoc/>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (_read is not null || _isOver)
            throw new InvalidOperationException("Two reads at once, or one after the end of the call.");
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_inbound.TryDequeue(out var message))
            {
                Current = IngestionFrameReader.ReadStreamMessage(new SimPayload(message));
                return true;
            }
            if (_isBroken)
                throw new IOException("The client reset the request stream.");
            if (_isHalfClosed)
                return false;
            var read = _read = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await using (cancellationToken.Register(() => read.TrySetCanceled(cancellationToken)))
                    await read.Task;
            }
            finally
            {
                _read = null;
            }
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(StreamEventsResponse message) => WriteAsync(message, CancellationToken.None);

    /// <inheritdoc/>
    public async Task WriteAsync(StreamEventsResponse message, CancellationToken cancellationToken)
    {
        if (_write is not null || _isOver)
        {
            World.Fail("Two writes at once, or one after the end of the call.");
            throw new InvalidOperationException("Two writes at once, or one after the end of the call.");
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (_context.CancellationToken.IsCancellationRequested)
            throw new OperationCanceledException("The call was aborted.");
        Sent(message);
        if (++_unread < WindowMessages)
            return;
        var write = _write = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await using (cancellationToken.Register(() => write.TrySetCanceled(cancellationToken)))
                await write.Task;
        }
        finally
        {
            _write = null;
        }
    }

    private void Abort()
    {
        _context.Abort();
        _write?.TrySetCanceled();
    }

    private void Wake() => _read?.TrySetResult(true);
}
