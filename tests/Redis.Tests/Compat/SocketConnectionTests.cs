using System.Net;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>A socket as a pipe in both directions, the other end of which the tests hold.</summary>
public sealed class SocketConnectionTests : IDisposable
{
    private readonly Socket _other;
    private readonly SocketConnection _connection;

    public SocketConnectionTests()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SocketConnection.SetRecommendedClientOptions(socket);
        socket.Connect(listener.LocalEndpoint);
        _other = listener.AcceptSocket();
        _connection = SocketConnection.Create(socket);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _other.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Bytes_GoBothWaysAndAreCounted()
    {
        Assert.Equal((0L, 0L, -1), (_connection.BytesRead, _connection.BytesSent, _connection.LastReceived));
        Assert.True(_connection.Socket.NoDelay);
        await _connection.Output.WriteAsync("question"u8.ToArray());
        var buffer = new byte[100];
        Assert.Equal(8, await _other.ReceiveAsync(buffer).WaitAsync(Limits.Patience));
        await _other.SendAsync("answer"u8.ToArray());
        Assert.Equal("answer"u8.ToArray(), await ReadAsync(6));
        await Limits.UntilAsync(() => _connection.BytesSent == 8, () => $"{_connection.BytesSent} sent");
        var measured = Assert.IsAssignableFrom<IMeasuredDuplexPipe>(_connection);
        Assert.Equal((6L, 8L, 6), (measured.TotalBytesReceived, measured.TotalBytesSent, _connection.LastReceived));
        var waiting = _connection.GetCounters();
        Assert.Equal((0L, -1L, -1L), (waiting.BytesAvailableOnSocket, waiting.BytesWaitingToBeRead, waiting.BytesWaitingToBeSent));
        Assert.Equal(PipeShutdownKind.None, _connection.ShutdownKind);
    }

    /// <summary>Megabytes, while nobody reads at first: the writer waits at its threshold, and nothing is lost or out of order.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Writer_OfMoreThanTheSystemTakes_WaitsForTheReader()
    {
        var sent = new byte[30_000_000];
        new Random(4).NextBytes(sent);
        var writing = _connection.Output.WriteAsync(sent).AsTask();
        await Limits.UntilAsync(() => _connection.BytesSent > 0, () => "Nothing is sent.");
        Assert.False(writing.IsCompleted);
        var received = new byte[sent.Length];
        for (var length = 0; length < sent.Length;)
            length += await _other.ReceiveAsync(received.AsMemory(length)).AsTask().WaitAsync(Limits.Patience);
        await writing.WaitAsync(Limits.Patience);
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EndOfTheOtherSide_IsTheEndOfTheInput()
    {
        await _other.SendAsync("last"u8.ToArray());
        _other.Shutdown(SocketShutdown.Send);
        Assert.Equal("last"u8.ToArray(), await ReadAsync(4));
        Assert.True((await _connection.Input.ReadAsync().AsTask().WaitAsync(Limits.Patience)).IsCompleted);
        Assert.Equal((PipeShutdownKind.ReadEndOfStream, SocketError.Success), (_connection.ShutdownKind, _connection.SocketError));
        Assert.Equal(0, _connection.LastReceived);
        await _connection.Output.WriteAsync("still sent"u8.ToArray());
        Assert.Equal(10, await _other.ReceiveAsync(new byte[100]).WaitAsync(Limits.Patience));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ResetByTheOtherSide_FailsTheReader()
    {
        _other.LingerState = new LingerOption(enable: true, seconds: 0);
        _other.Close();
        await Assert.ThrowsAsync<ConnectionResetException>(() => _connection.Input.ReadAsync().AsTask().WaitAsync(Limits.Patience));
        Assert.Equal(PipeShutdownKind.ReadSocketError, _connection.ShutdownKind);
        Assert.Equal(SocketError.ConnectionReset, _connection.SocketError);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Output_Completed_IsTheEndForTheOtherSide()
    {
        await _connection.Output.WriteAsync("bye"u8.ToArray());
        await _connection.Output.CompleteAsync();
        var buffer = new byte[100];
        Assert.Equal(3, await _other.ReceiveAsync(buffer).WaitAsync(Limits.Patience));
        Assert.Equal(0, await _other.ReceiveAsync(buffer).WaitAsync(Limits.Patience));
        Assert.Equal(PipeShutdownKind.OutputWriterCompleted, _connection.ShutdownKind);
    }

    /// <summary>The first reason stands: after a goodbye the end of the stream is none.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Goodbye_OfTheProtocol_IsTheReason()
    {
        Assert.False(_connection.TrySetProtocolShutdown(PipeShutdownKind.ReadEndOfStream));
        Assert.True(_connection.TrySetProtocolShutdown((PipeShutdownKind)400));
        Assert.False(_connection.TrySetProtocolShutdown(PipeShutdownKind.ProtocolExitServer));
        _other.Shutdown(SocketShutdown.Send);
        Assert.True((await _connection.Input.ReadAsync().AsTask().WaitAsync(Limits.Patience)).IsCompleted);
        Assert.Equal(PipeShutdownKind.ProtocolExitClient, _connection.ShutdownKind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Dispose_EndsWhoReads()
    {
        var reading = _connection.Input.ReadAsync().AsTask();
        Assert.False(reading.IsCompleted);
        _connection.Dispose();
        Assert.True((await reading.WaitAsync(Limits.Patience)).IsCompleted);
        Assert.Equal(PipeShutdownKind.PipeDisposed, _connection.ShutdownKind);
        Assert.Equal(-1, _connection.GetCounters().BytesAvailableOnSocket);
        Assert.Equal(0, await _other.ReceiveAsync(new byte[1]).WaitAsync(Limits.Patience));
    }

    /// <summary>A reader who goes ends the receiving, not the sending.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Input_Completed_EndsTheReceiving()
    {
        await _connection.Input.CompleteAsync();
        await _other.SendAsync("nobody reads"u8.ToArray());
        await Limits.UntilAsync(
            () => _connection.ShutdownKind == PipeShutdownKind.InputReaderCompleted, () => $"{_connection.ShutdownKind}");
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var read = await _connection.Input.ReadAtLeastAsync(length).AsTask().WaitAsync(Limits.Patience);
        var bytes = System.Buffers.BuffersExtensions.ToArray(read.Buffer);
        _connection.Input.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
