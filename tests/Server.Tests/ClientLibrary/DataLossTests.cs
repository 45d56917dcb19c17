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
        var (stream, next) = await LoseAsync(
            server, Loss(4, 8), stable: 6, x => x with { DataLost = lost.Add, BatchAcknowledged = outcomes.Add });

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
        var (stream, next) = await LoseAsync(new PuppetServer(), Loss(4, 8), stable: 3);

        await next.ReceiveBatchesAsync(4, 5, 6, 7, 8, 9, 10);
        Assert.Equal(3, stream.AckedThrough);
        next.Ack(4, 10);
        await FlushAsync(stream, next);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_batch_that_is_in_the_log_in_part_is_sent_again_too()
    {
        var (_, next) = await LoseAsync(new PuppetServer(), Loss(6, 8), stable: 1, lastSequence: 5, stableAfter: 3);

        await next.ReceiveBatchesAsync(4, 5, 6, 7, 8, 9, 10);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_loss_that_nobody_listens_to_fails_the_stream()
    {
        var (stream, next) = await LoseAsync(new PuppetServer(), Loss(4, 8), stable: 8);

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(PuppetServer.Patience));

        Assert.Equal((StatusCode.DataLoss, 4L), (thrown.Error.StatusCode, thrown.Sequence));
        Assert.Contains("4 to 8", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(ScriptedServer.Events(2, from: 8), stream.Unacknowledged);
        await next.ReceiveEndAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_loss_is_told_once_and_claimed_until_it_is_made_good()
    {
        var lost = new List<DataLoss>();
        var server = new PuppetServer();
        var (stream, next) = await LoseAsync(server, Loss(4, 8), stable: 7, x => x with { DataLost = lost.Add });
        await next.ReceiveBatchesAsync(8, 9, 10);
        next.End(StatusCode.Unavailable);

        var again = await server.AcceptAsync();
        var open = await again.ReceiveOpenAsync();
        Assert.Equal((7, "t8"), (open.AckedThrough, open.ReadToken));
        again.Send(new Opened { LastSequence = 3, StableThrough = 3, DataLoss = Loss(4, 7) });
        await again.ReceiveBatchesAsync(8, 9, 10);
        again.Ack(8, 10);
        await FlushAsync(stream, again);

        Assert.Single(lost);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_producer_that_was_forgotten_goes_on()
    {
        var (_, next) = await LoseAsync(new PuppetServer(), null, stable: 8);

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

    [Fact(Timeout = TestTimeoutMs)]
    public async Task The_token_of_the_last_connection_goes_with_what_it_settled()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2);
        call.End(StatusCode.Unavailable);
        var next = await server.AcceptAsync();
        await next.ReceiveOpenAsync();
        next.Send(new Opened { LastSequence = 2, StableThrough = 2, ReadToken = "t2" });
        await FlushAsync(stream, next);
        next.End(StatusCode.Unavailable);

        var last = await (await server.AcceptAsync()).ReceiveOpenAsync();
        Assert.Equal((2, "t2", "t2"), (last.AckedThrough, last.ReadToken, stream.LastReadToken));
    }

    private static DataLoss Loss(long first, long last) => new() { FirstSequence = first, LastSequence = last };

    // 10 batches are sent, 8 acknowledged, some of them stable; the server that comes back knows 3 and says what it lost.
    private static async Task<(EventStream Stream, PuppetCall Next)> LoseAsync(
        PuppetServer server, DataLoss? loss, long stable, Func<EventStreamOptions, EventStreamOptions>? change = null,
        long lastSequence = 3, long? stableAfter = null)
    {
        var (stream, call) = await server.OpenAsync(change);
        await stream.AddRangeAsync(ScriptedServer.Events(10)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        call.Ack(1, 8, stable, token: "t8");
        call.End(StatusCode.Unavailable);
        var next = await server.AcceptAsync();
        var open = await next.ReceiveOpenAsync();
        Assert.Equal((8, "t8"), (open.AckedThrough, open.ReadToken));
        next.Send(new Opened { LastSequence = lastSequence, StableThrough = stableAfter ?? lastSequence, DataLoss = loss });
        return (stream, next);
    }

    private static async Task FlushAsync(EventStream stream, PuppetCall call)
    {
        var flushing = stream.FlushAsync();
        call.Send(new StreamEventsResponse { Flushed = new Flushed { FlushId = await call.ReceiveFlushAsync() } });
        await flushing.WaitAsync(PuppetServer.Patience);
    }
}
