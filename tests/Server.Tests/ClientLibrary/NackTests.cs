using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class NackTests
{
    private const int TestTimeoutMs = 60_000;

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_batch_that_was_not_taken_and_those_after_it_are_sent_again_after_the_delay()
    {
        var time = new ManualTime();
        var told = new TaskCompletionSource<RetentionError>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (stream, call) = await new PuppetServer().OpenAsync(x => x with { Retrying = told.SetResult }, time: time);
        await stream.AddRangeAsync(ScriptedServer.Events(4)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3, 4);
        call.Ack(1, 1);

        call.Nack(2, ErrorReason.StoreFull, StatusCode.ResourceExhausted, TimeSpan.FromSeconds(30));
        Assert.Equal(ErrorReason.StoreFull, (await told.Task.WaitAsync(PuppetServer.Patience)).Reason);
        time.Advance(TimeSpan.FromSeconds(30));
        await call.ReceiveNothingAsync();
        // Half of the first 100 ms, as the test's jitter says.
        time.Advance(TimeSpan.FromMilliseconds(50));

        await call.ReceiveBatchesAsync(2, 3, 4);
        call.Ack(2, 4);
        await FlushAsync(stream, call);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Nothing_is_sent_while_the_delay_is_being_drawn()
    {
        var drawing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var drawn = new ManualResetEventSlim();
        var server = new PuppetServer
        {
            Jitter = () =>
            {
                drawing.SetResult();
                Assert.True(drawn.Wait(PuppetServer.Patience));
                return 0.5;
            },
        };
        var time = new ManualTime();
        var (stream, call) = await server.OpenAsync(time: time);
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2);

        call.Nack(1, ErrorReason.StoreUnavailable, delay: TimeSpan.FromHours(1));
        await drawing.Task.WaitAsync(PuppetServer.Patience);
        await call.ReceiveNothingAsync();
        drawn.Set();
        await call.ReceiveNothingAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_gap_is_filled_at_once()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(time: new ManualTime());
        await stream.AddRangeAsync(ScriptedServer.Events(3)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3);

        call.Nack(2, ErrorReason.SequenceGap, StatusCode.OutOfRange);

        await call.ReceiveBatchesAsync(2, 3);
    }

    /// <summary>However often the connection failed before: only gaps count.</summary>
    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_gap_of_a_batch_that_is_kept_no_more_makes_it_connect_once_more()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2);
        call.Ack(1, 1);
        for (var i = 0; i < 2; i++)
        {
            call.End(StatusCode.Unavailable);
            call = await server.AcceptAsync();
            await call.ReceiveOpenAsync();
        }
        call.Send(new Opened { LastSequence = 1, StableThrough = 1 });
        await call.ReceiveBatchesAsync(2);

        call.Nack(1, ErrorReason.SequenceGap, StatusCode.OutOfRange);

        var next = await server.AcceptAsync();
        await next.ReceiveOpenAsync();
        next.Send(new Opened { LastSequence = 1, StableThrough = 1 });
        await next.ReceiveBatchesAsync(2);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_gap_that_stays_is_told_in_the_end()
    {
        var (stream, call) = await new PuppetServer().OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        var flushing = stream.FlushAsync();
        var sent = 0;
        while (await call.Requests.WaitToReadAsync().AsTask().WaitAsync(PuppetServer.Patience))
        {
            if ((await call.ReceiveAsync()).Batch is { Sequence: 2 })
            {
                sent++;
                call.Nack(2, ErrorReason.SequenceGap, StatusCode.OutOfRange);
            }
        }

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => flushing.WaitAsync(PuppetServer.Patience));
        Assert.Equal((ErrorReason.SequenceGap, 2L), (thrown.Error.Reason, thrown.Sequence));
        Assert.Equal(5, sent);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task What_would_be_refused_again_fails_the_stream_and_leaves_its_events()
    {
        var (stream, call) = await new PuppetServer().OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(3)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3);
        call.Ack(1, 1);
        call.Nack(2, ErrorReason.BatchTooLarge, StatusCode.ResourceExhausted);

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(PuppetServer.Patience));

        Assert.Equal((ErrorReason.BatchTooLarge, 2L), (thrown.Error.Reason, thrown.Sequence));
        Assert.StartsWith("batch 2: ", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(ScriptedServer.Events(2, from: 1), stream.Unacknowledged);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_connection_that_breaks_after_a_nack_starts_over()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync(time: new ManualTime());
        await stream.AddRangeAsync(ScriptedServer.Events(3)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3);
        call.Ack(1, 1);
        call.Nack(2, ErrorReason.StoreUnavailable, delay: TimeSpan.FromHours(1));
        await call.ReceiveNothingAsync();
        call.Send(GoAway);

        // Nothing is on its way: the connection is given up while the batch waits for its time.
        await call.ReceiveEndAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_pause_ends_with_its_connection()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(3)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3);
        call.Ack(1, 1);
        // Longer than the test's clock jumps.
        call.Nack(2, ErrorReason.StoreUnavailable, delay: TimeSpan.FromHours(1));
        call.End(StatusCode.Unavailable);

        var next = await server.AcceptAsync();
        Assert.Equal(1, (await next.ReceiveOpenAsync()).AckedThrough);
        next.Send(new Opened { LastSequence = 1, StableThrough = 1 });

        await next.ReceiveBatchesAsync(2, 3);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Without_time_to_retry_a_nack_fails_the_stream()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(x => x with { RetryFor = TimeSpan.Zero });
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1);
        call.Nack(1, ErrorReason.StoreFull, StatusCode.ResourceExhausted, TimeSpan.FromSeconds(30));

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(PuppetServer.Patience));
        Assert.Equal(ErrorReason.StoreFull, thrown.Error.Reason);
    }

    private static StreamEventsResponse GoAway { get; } = new() { GoAway = new GoAway() };

    private static async Task FlushAsync(EventStream stream, PuppetCall call)
    {
        var flushing = stream.FlushAsync();
        call.Send(new StreamEventsResponse { Flushed = new Flushed { FlushId = await call.ReceiveFlushAsync() } });
        await flushing.WaitAsync(PuppetServer.Patience);
    }
}
