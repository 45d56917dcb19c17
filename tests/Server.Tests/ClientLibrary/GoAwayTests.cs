using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class GoAwayTests
{
    private const int TestTimeoutMs = 60_000;

    [Fact(Timeout = TestTimeoutMs)]
    public async Task What_is_on_its_way_is_waited_for_and_the_rest_goes_to_the_next_connection()
    {
        var errors = new List<RetentionError>();
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync(
            x => x with { Retrying = errors.Add }, new Opened { Credits = new Credits { BatchCount = 3, ByteCount = 1 << 20 } });
        await stream.AddRangeAsync(ScriptedServer.Events(6)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2, 3);
        var flushing = stream.FlushAsync();

        call.Send(GoAway(TimeSpan.FromMinutes(1)));
        call.Ack(1, 2);
        await call.ReceiveNothingAsync();
        Assert.False(call.Requests.Completion.IsCompleted);
        call.Ack(3, 3);
        await call.ReceiveEndAsync();
        call.End(StatusCode.OK);
        var next = await server.AcceptAsync();
        Assert.Equal(3, (await next.ReceiveOpenAsync()).AckedThrough);
        next.Send(new Opened { LastSequence = 3, StableThrough = 3 });
        await next.ReceiveBatchesAsync(4, 5, 6);
        next.Ack(4, 6);
        next.Send(new StreamEventsResponse { Flushed = new Flushed { FlushId = await next.ReceiveFlushAsync() } });
        await flushing.WaitAsync(PuppetServer.Patience);

        Assert.Empty(errors);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Being_cut_off_in_the_end_is_no_error()
    {
        var errors = new List<RetentionError>();
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync(x => x with { Retrying = errors.Add, RetryFor = TimeSpan.Zero });
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2);

        call.Send(GoAway(TimeSpan.FromMinutes(1)));
        call.Ack(1, 1);
        call.End(StatusCode.Unavailable, "SHUTTING_DOWN");

        var next = await server.AcceptAsync();
        Assert.Equal(1, (await next.ReceiveOpenAsync()).AckedThrough);
        next.Send(new Opened { LastSequence = 1, StableThrough = 1 });
        await next.ReceiveBatchesAsync(2);
        Assert.Empty(errors);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_server_that_never_ends_is_left_when_its_time_is_over()
    {
        var server = new PuppetServer();
        var (_, call) = await server.OpenAsync();

        call.Send(GoAway(TimeSpan.FromSeconds(2)));
        await call.ReceiveEndAsync();

        await (await server.AcceptAsync()).ReceiveOpenAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_server_that_falls_silent_is_left_and_what_it_did_not_acknowledge_goes_to_the_next()
    {
        var errors = new List<RetentionError>();
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync(x => x with { Retrying = errors.Add, RetryFor = TimeSpan.Zero });
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2);
        var flushing = stream.FlushAsync();

        call.Send(GoAway(TimeSpan.FromSeconds(2)));

        var next = await server.AcceptAsync();
        Assert.Equal(0, (await next.ReceiveOpenAsync()).AckedThrough);
        next.Send(new Opened());
        await next.ReceiveBatchesAsync(1, 2);
        next.Ack(1, 2);
        next.Send(new StreamEventsResponse { Flushed = new Flushed { FlushId = await next.ReceiveFlushAsync() } });
        await flushing.WaitAsync(PuppetServer.Patience);
        Assert.Empty(errors);
    }

    private static StreamEventsResponse GoAway(TimeSpan drain) =>
        new() { GoAway = new GoAway { DrainTime = Duration.FromTimeSpan(drain) } };
}
