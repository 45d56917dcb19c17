using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class DataLossTests
{
    private const int TestTimeoutMs = 60_000;

    [Fact(Timeout = TestTimeoutMs)]
    public async Task What_is_still_kept_is_sent_again_and_the_rest_is_told()
    {
        var lost = new List<DataLoss>();
        var outcomes = new List<BatchOutcome>();
        var server = new PuppetServer();
        var (stream, next) = await LoseAsync(server, stable: 6, x => x with { DataLost = lost.Add, BatchAcknowledged = outcomes.Add });

        next.Send(Loss(4, 8));
        await next.ReceiveBatchesAsync(7, 8, 9, 10);
        next.Ack(7, 10);
        await FlushAsync(stream, next);

        Assert.Equal([new DataLoss { FirstSequence = 4, LastSequence = 6 }], lost);
        // What was acknowledged twice is told once.
        Assert.Equal(Enumerable.Range(1, 10).Select(x => (long)x), outcomes.Select(x => x.Sequence));
        Assert.Equal(10, stream.AckedThrough);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task What_is_all_kept_is_no_loss()
    {
        var (stream, next) = await LoseAsync(new PuppetServer(), stable: 3);

        next.Send(Loss(4, 8));
        await next.ReceiveBatchesAsync(4, 5, 6, 7, 8, 9, 10);
        Assert.Equal(3, stream.AckedThrough);
        next.Ack(4, 10);
        await FlushAsync(stream, next);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_batch_that_is_in_the_log_in_part_is_sent_again_too()
    {
        var (_, next) = await LoseAsync(new PuppetServer(), stable: 1, lastSequence: 5, stableAfter: 3);

        next.Send(Loss(6, 8));

        await next.ReceiveBatchesAsync(4, 5, 6, 7, 8, 9, 10);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_loss_that_nobody_listens_to_fails_the_stream()
    {
        var (stream, next) = await LoseAsync(new PuppetServer(), stable: 8);
        next.Send(Loss(4, 8));

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(PuppetServer.Patience));

        Assert.Equal((StatusCode.DataLoss, 4L), (thrown.Error.StatusCode, thrown.Sequence));
        Assert.Contains("4 to 8", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(ScriptedServer.Events(2, from: 8), stream.Unacknowledged);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_loss_is_told_once_and_claimed_until_it_is_made_good()
    {
        var lost = new List<DataLoss>();
        var server = new PuppetServer();
        var (stream, next) = await LoseAsync(server, stable: 7, x => x with { DataLost = lost.Add });
        next.Send(Loss(4, 8));
        await next.ReceiveBatchesAsync(8, 9, 10);
        next.End(StatusCode.Unavailable);

        var again = await server.AcceptAsync();
        Assert.Equal(8, (await again.ReceiveOpenAsync()).AckedThrough);
        again.Send(new Opened { LastSequence = 3, StableThrough = 3 });
        Assert.Equal(0, await again.ReceiveFlushAsync());
        again.Send(Loss(4, 8));
        await again.ReceiveBatchesAsync(8, 9, 10);
        again.Ack(8, 10);
        await FlushAsync(stream, again);

        Assert.Single(lost);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_producer_that_was_forgotten_goes_on()
    {
        var (_, next) = await LoseAsync(new PuppetServer(), stable: 8);

        // No DataLoss before the answer to the first Flush: the log heard nothing of the producer for 7 days.
        next.Send(new StreamEventsResponse { Flushed = new Flushed() });

        await next.ReceiveBatchesAsync(9, 10);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Another_log_that_knows_the_producer_is_told()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync(opened: new Opened { LogId = "one" });
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1);
        call.Ack(1, 1);
        await FlushAsync(stream, call);
        call.End(StatusCode.Unavailable);
        var next = await server.AcceptAsync();
        await next.ReceiveOpenAsync();
        next.Send(new Opened { LogId = "other", LastSequence = 4, StableThrough = 4 });
        await next.ReceiveEndAsync();

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(PuppetServer.Patience));

        Assert.Equal(StatusCode.DataLoss, thrown.Error.StatusCode);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Sequences_that_another_sender_used_are_not_used_again()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2);
        call.End(StatusCode.Unavailable);
        var next = await server.AcceptAsync();
        await next.ReceiveOpenAsync();
        next.Send(new Opened { LastSequence = 3, StableThrough = 3 });

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(PuppetServer.Patience));

        Assert.Equal(ErrorReason.ProducerSuperseded, thrown.Error.Reason);
        Assert.Equal(ScriptedServer.Events(2), stream.Unacknowledged);
    }

    private static StreamEventsResponse Loss(long first, long last) =>
        new() { DataLoss = new DataLoss { FirstSequence = first, LastSequence = last } };

    // 10 batches are sent, 8 acknowledged, some of them stable; the server that comes back knows 3. Nothing is sent before it says more.
    private static async Task<(EventStream Stream, PuppetCall Next)> LoseAsync(
        PuppetServer server, long stable, Func<EventStreamOptions, EventStreamOptions>? change = null, long lastSequence = 3,
        long? stableAfter = null)
    {
        var (stream, call) = await server.OpenAsync(change);
        await stream.AddRangeAsync(ScriptedServer.Events(10)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        call.Ack(1, 8, stable, token: "t8");
        call.End(StatusCode.Unavailable);
        var next = await server.AcceptAsync();
        var open = await next.ReceiveOpenAsync();
        Assert.Equal((8, "t8"), (open.AckedThrough, open.ReadToken));
        next.Send(new Opened { LastSequence = lastSequence, StableThrough = stableAfter ?? lastSequence });
        Assert.Equal(0, await next.ReceiveFlushAsync());
        await next.ReceiveNothingAsync();
        return (stream, next);
    }

    private static async Task FlushAsync(EventStream stream, PuppetCall call)
    {
        var flushing = stream.FlushAsync();
        call.Send(new StreamEventsResponse { Flushed = new Flushed { FlushId = await call.ReceiveFlushAsync() } });
        await flushing.WaitAsync(PuppetServer.Patience);
    }
}
