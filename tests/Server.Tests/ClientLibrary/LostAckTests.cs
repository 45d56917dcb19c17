using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class LostAckTests
{
    private const int TestTimeoutMs = 60_000;

    [Theory(Timeout = TestTimeoutMs)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rejections_whose_ack_was_lost_are_fetched_and_what_is_stable_is_not_sent_again(bool isStable)
    {
        var outcomes = new List<BatchOutcome>();
        var server = new PuppetServer { Rejected = Page };
        var (stream, call) = await server.OpenAsync(x => x with { BatchEvents = 3, BatchAcknowledged = outcomes.Add });
        var sending = stream.SendAsync(ScriptedServer.Events(6));
        await call.ReceiveBatchesAsync(1, 2);
        call.End(StatusCode.Unavailable);

        var next = await server.AcceptAsync();
        Assert.Equal(0, (await next.ReceiveOpenAsync()).AckedThrough);
        next.Send(new Opened { LastSequence = 2, StableThrough = isStable ? 2 : 0 });
        if (isStable)
        {
            await next.ReceiveNothingAsync();
        }
        else
        {
            await next.ReceiveBatchesAsync(1, 2);
            var ack = new Ack { AckedThrough = 2, StableThrough = 2 };
            ack.Results.Add(new BatchResult { Sequence = 1, DuplicateCount = 3 });
            ack.Results.Add(new BatchResult { Sequence = 2, DuplicateCount = 3 });
            next.Send(new StreamEventsResponse { Ack = ack });
        }
        var rejections = await sending.WaitAsync(PuppetServer.Patience);

        Assert.Equal([(1L, 0L, 3L, 0L), (2, 0, 1, 2)],
            outcomes.Select(x => (x.Sequence, x.AcceptedCount, x.DuplicateCount, x.RejectedCount)));
        Assert.All(outcomes, x => Assert.True(x.IsAckLost));
        Assert.Equal([(3, "e3", RejectionReason.Future), (5, "e5", RejectionReason.BadTime)],
            rejections.Select(x => (x.Index, x.Event.EventId, x.Reason)));
        Assert.Equal(2, stream.AckedThrough);

        static ListRejectedEventsResponse Page(ListRejectedEventsRequest request)
        {
            Assert.Equal("p", request.ProducerId);
            var page = new ListRejectedEventsResponse { NextPageToken = request.PageToken.Length == 0 ? "more" : "" };
            page.RejectedEvents.Add(request.PageToken.Length == 0 ? Old(2, 2, RejectionReason.BadTime) : Old(2, 0, RejectionReason.Future));
            return page;
        }
    }

    /// <summary>What helps another time does not end the stream, whatever call it ended.</summary>
    [Theory(Timeout = TestTimeoutMs)]
    [InlineData(StatusCode.DeadlineExceeded, "QUERY_DEADLINE")]
    [InlineData(StatusCode.Unavailable, "RESTORING")]
    [InlineData(StatusCode.Unavailable, "A_REASON_OF_TOMORROW")]
    [InlineData(StatusCode.Internal, null)]
    [InlineData(StatusCode.ResourceExhausted, null)]
    public async Task Rejections_that_cannot_be_fetched_just_now_are_fetched_by_the_next_connection(StatusCode code, string? reason)
    {
        var asked = 0;
        var server = new PuppetServer
        {
            Rejected = _ => asked++ > 0 ? new() : throw (
                reason is null ? new RpcException(new Status(code, "as scripted")) : ScriptedIngestion.Failure(code, reason)),
        };
        var (stream, call) = await server.OpenAsync();
        var sending = stream.SendAsync(ScriptedServer.Events(1));
        await call.ReceiveBatchesAsync(1);
        call.End(StatusCode.Unavailable);
        for (var i = 0; i < 2; i++)
        {
            call = await server.AcceptAsync();
            await call.ReceiveOpenAsync();
            call.Send(new Opened { LastSequence = 1, StableThrough = 1 });
        }
        Assert.Empty(await sending.WaitAsync(PuppetServer.Patience));
        Assert.Equal((2, 1), (asked, stream.AckedThrough));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Rejections_beyond_those_that_an_ack_names_are_fetched()
    {
        var server = new PuppetServer
        {
            Rejected = _ => new() { RejectedEvents = { Old(1, 0, RejectionReason.BadId), Old(1, 1, RejectionReason.BadId) } },
        };
        var (stream, call) = await server.OpenAsync(x => x with { BatchEvents = 2 });
        var sending = stream.SendAsync(ScriptedServer.Events(2));
        await call.ReceiveBatchesAsync(1);
        var first = new Rejection { Index = 0, Reason = RejectionReason.BadId };
        var result = new BatchResult { Sequence = 1, RejectedCount = 2, Rejections = { first } };
        call.Send(new StreamEventsResponse { Ack = new Ack { AckedThrough = 1, StableThrough = 1, Results = { result } } });

        Assert.Equal([0, 1], (await sending.WaitAsync(PuppetServer.Patience)).Select(x => x.Index));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_dead_letter_that_cannot_be_asked_just_now_breaks_the_connection_and_loses_nothing()
    {
        var asked = 0;
        var server = new PuppetServer
        {
            Rejected = _ => Interlocked.Increment(ref asked) == 1
                ? throw new RpcException(new Status(StatusCode.Unavailable, "gone"))
                : new() { RejectedEvents = { Old(1, 0, RejectionReason.BadId) } },
        };
        var (stream, call) = await server.OpenAsync();
        var sending = stream.SendAsync(ScriptedServer.Events(1));
        await call.ReceiveBatchesAsync(1);
        call.End(StatusCode.Unavailable);
        for (var i = 0; i < 2; i++)
        {
            var next = await server.AcceptAsync();
            await next.ReceiveOpenAsync();
            next.Send(new Opened { LastSequence = 1, StableThrough = 1 });
        }

        Assert.Equal(RejectionReason.BadId, Assert.Single(await sending.WaitAsync(PuppetServer.Patience)).Reason);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Content_that_the_log_has_from_before_is_not_sent()
    {
        var outcomes = new List<BatchOutcome>();
        var (stream, call) = await new PuppetServer { Rejected = _ => new() { RejectedEvents = { Old(2, 0, RejectionReason.BadId) } } }
            .OpenAsync(
                x => x with { FirstSequence = 1, BatchAcknowledged = outcomes.Add }, new Opened { LastSequence = 3, StableThrough = 2 });
        await stream.AddRangeAsync(ScriptedServer.Events(4)).AsTask().WaitAsync(PuppetServer.Patience);

        await call.ReceiveBatchesAsync(3, 4);
        call.Ack(3, 4);
        var flushing = stream.FlushAsync();
        call.Send(new StreamEventsResponse { Flushed = new Flushed { FlushId = await call.ReceiveFlushAsync() } });
        await flushing.WaitAsync(PuppetServer.Patience);

        Assert.Equal([(1L, 1L, 0L), (2, 0, 1), (3, 0, 0), (4, 0, 0)],
            outcomes.Select(x => (x.Sequence, x.DuplicateCount, x.RejectedCount)));
        Assert.All(outcomes, x => Assert.False(x.IsAckLost));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task What_is_sent_is_the_event_as_it_was_added()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(x => x with { BatchEvents = 2 });
        var events = ScriptedServer.Events(2).ToArray();
        await stream.AddAsync(events[0]).AsTask().WaitAsync(PuppetServer.Patience);
        events[0].CustomerId = "somebody else";
        await stream.AddAsync(events[1]).AsTask().WaitAsync(PuppetServer.Patience);

        Assert.Equal(ScriptedServer.Events(2), (await call.ReceiveAsync()).Batch.Events);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_write_that_fails_without_ending_the_call_fails_the_stream()
    {
        var (stream, call) = await new PuppetServer().OpenAsync();
        call.WriteFault = new InvalidOperationException("cannot be written");
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(PuppetServer.Patience);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => stream.FlushAsync().WaitAsync(PuppetServer.Patience));

        Assert.Equal("cannot be written", thrown.InnerException?.InnerException?.Message);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Callers_that_send_at_the_same_time_share_batches_and_learn_of_their_own_rejections()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(x => x with { BatchEvents = 100, MaxInFlight = 1 });
        var first = stream.SendAsync(ScriptedServer.Events(1));
        await call.ReceiveBatchesAsync(1);
        var second = stream.SendAsync(ScriptedServer.Events(2, from: 1));
        var third = stream.SendAsync(ScriptedServer.Events(2, from: 3));
        call.Ack(1, 1);
        var batch = (await call.ReceiveAsync()).Batch;
        Assert.Equal(ScriptedServer.Events(4, from: 1), batch.Events);
        var rejection = new Rejection { Index = 3, Reason = RejectionReason.BadId };
        var result = new BatchResult { Sequence = 2, AcceptedCount = 3, RejectedCount = 1, Rejections = { rejection } };
        call.Send(new StreamEventsResponse { Ack = new Ack { AckedThrough = 2, StableThrough = 2, Results = { result } } });

        Assert.Empty(await first.WaitAsync(PuppetServer.Patience));
        Assert.Empty(await second.WaitAsync(PuppetServer.Patience));
        var own = Assert.Single(await third.WaitAsync(PuppetServer.Patience));
        Assert.Equal((1, "e4"), (own.Index, own.Event.EventId));
    }

    private static RejectedEvent Old(long sequence, int index, RejectionReason reason) =>
        new() { ProducerId = "p", Sequence = sequence, Rejection = new Rejection { Index = index, Reason = reason } };
}
