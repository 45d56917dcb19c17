using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class FlushTests
{
    private const int TestTimeoutMs = 60_000;

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_flush_ends_when_the_server_answers_it()
    {
        var (stream, call) = await new PuppetServer().OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        var flushing = stream.FlushAsync();
        await call.ReceiveBatchesAsync(1, 2);
        var id = await call.ReceiveFlushAsync();
        call.Ack(1, 2);
        await call.ReceiveNothingAsync();
        Assert.False(flushing.IsCompleted);

        call.Send(Flushed(id));

        await flushing.WaitAsync(PuppetServer.Patience);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_flush_is_asked_again_on_the_next_connection_behind_its_batches()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        var flushing = stream.FlushAsync();
        await call.ReceiveBatchesAsync(1, 2);
        var id = await call.ReceiveFlushAsync();
        call.Ack(1, 1);
        call.End(StatusCode.Unavailable);

        var next = await server.AcceptAsync();
        await next.ReceiveOpenAsync();
        next.Send(new Opened { LastSequence = 1, StableThrough = 1 });
        await next.ReceiveBatchesAsync(2);
        Assert.Equal(id, await next.ReceiveFlushAsync());
        next.Ack(2, 2);
        next.Send(Flushed(id));

        await flushing.WaitAsync(PuppetServer.Patience);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task An_answer_from_before_a_nack_does_not_count()
    {
        var (stream, call) = await new PuppetServer().OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        var flushing = stream.FlushAsync();
        await call.ReceiveBatchesAsync(1, 2);
        var id = await call.ReceiveFlushAsync();
        call.Nack(1, ErrorReason.StoreUnavailable, delay: TimeSpan.FromSeconds(1));
        call.Send(Flushed(id));

        await call.ReceiveBatchesAsync(1, 2);
        Assert.Equal(id, await call.ReceiveFlushAsync());
        Assert.False(flushing.IsCompleted);
        call.Ack(1, 2);
        call.Send(Flushed(id));

        await flushing.WaitAsync(PuppetServer.Patience);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_flush_that_is_given_up_is_not_asked_again()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync();
        using var giveUp = new CancellationTokenSource();
        var flushing = stream.FlushAsync(giveUp.Token);
        await call.ReceiveFlushAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flushing.WaitAsync(PuppetServer.Patience));
        call.End(StatusCode.Unavailable);

        var next = await server.AcceptAsync();
        await next.ReceiveOpenAsync();
        next.Send(new Opened());

        await next.ReceiveNothingAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Disposing_flushes_and_half_closes()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(x => x with { BatchEvents = 10 });
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);

        var disposing = stream.DisposeAsync().AsTask();
        Assert.Equal(2, (await call.ReceiveAsync()).Batch.Events.Count);
        var id = await call.ReceiveFlushAsync();
        call.Ack(1, 1);
        call.Send(Flushed(id));
        await call.ReceiveEndAsync();
        // Nothing is left that the end of the call could put in doubt.
        call.End(StatusCode.Unavailable);

        await disposing.WaitAsync(PuppetServer.Patience);
    }

    private static StreamEventsResponse Flushed(long id) => new() { Flushed = new Flushed { FlushId = id } };
}
