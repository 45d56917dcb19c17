using System.Net;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;
using RetentionGrpc.Redis.Tests.Servers;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>Operations of a socket that are awaited.</summary>
public sealed class SocketAwaitableTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Operations_OneAfterTheOther_GiveTheirBytes()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var operation = new SocketAwaitableEventArgs { RemoteEndPoint = listener.LocalEndpoint };
        if (!socket.ConnectAsync(operation))
            operation.Complete();
        await operation;
        using var other = await listener.AcceptSocketAsync();

        for (var length = 1; length <= 3; length++)
        {
            operation.SetBuffer(new byte[length]);
            if (!socket.SendAsync(operation))
                operation.Complete();
            Assert.Equal(length, await operation);
        }
        var received = new byte[6];
        for (var length = 0; length < 6;)
            length += await other.ReceiveAsync(received.AsMemory(length));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Operation_ThatFails_TellsTheSocketsError()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var operation = new SocketAwaitableEventArgs { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, FreePort.Next()) };
        if (!socket.ConnectAsync(operation))
            operation.Complete();
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await operation);
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }

    /// <summary>An attempt is given up by a clock, and its own end comes later: the await ends once, with the clock's error.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Operation_ThatIsAborted_TellsWhyAndEndsOnce()
    {
        using var operation = new SocketAwaitableEventArgs();
        var ends = 0;
        async Task<int> AwaitAsync()
        {
            try
            {
                return await operation;
            }
            finally
            {
                Interlocked.Increment(ref ends);
            }
        }
        var waiting = AwaitAsync();
        Assert.False(waiting.IsCompleted);
        operation.Abort(SocketError.TimedOut);
        operation.Complete();
        var failure = await Assert.ThrowsAsync<SocketException>(() => waiting.WaitAsync(Limits.Patience));
        Assert.Equal((SocketError.TimedOut, 1), (failure.SocketErrorCode, ends));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Continuation_RunsWhereTheSchedulerSays()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler("own");
        using var operation = new SocketAwaitableEventArgs(scheduler);
        async Task<string?> ThreadAsync()
        {
            await operation;
            return Thread.CurrentThread.Name;
        }
        var thread = ThreadAsync();
        operation.Complete();
        Assert.Equal("own", await thread.WaitAsync(Limits.Patience));
    }
}
