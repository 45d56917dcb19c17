using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class CreditTests
{
    private const int TestTimeoutMs = 60_000;

    [Fact(Timeout = TestTimeoutMs)]
    public async Task No_more_batches_are_on_their_way_than_the_newest_credits_allow()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(opened: new Opened { Credits = Of(3) });
        await stream.AddRangeAsync(ScriptedServer.Events(10)).AsTask().WaitAsync(PuppetServer.Patience);

        await call.ReceiveBatchesAsync(1, 2, 3);
        await call.ReceiveNothingAsync();
        call.Ack(1, 1);
        await call.ReceiveBatchesAsync(4);
        call.Ack(2, 2, credits: Of(1));
        call.Ack(3, 3);
        await call.ReceiveNothingAsync();
        call.Ack(4, 4);
        await call.ReceiveBatchesAsync(5);
        await call.ReceiveNothingAsync();
        call.Send(new StreamEventsResponse { Ack = new Ack { AckedThrough = 4, Credits = Of(3) } });
        await call.ReceiveBatchesAsync(6, 7);
        await call.ReceiveNothingAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Bytes_on_their_way_are_bounded_and_one_batch_is_always_allowed()
    {
        var size = new StreamEventsRequest { Batch = new Batch { Sequence = 1, Events = { ScriptedServer.Events(1) } } }.CalculateSize();
        var (stream, call) = await new PuppetServer().OpenAsync(opened: new Opened { Credits = Of(100, (2 * size) + 1) });
        await stream.AddRangeAsync(ScriptedServer.Events(6)).AsTask().WaitAsync(PuppetServer.Patience);

        await call.ReceiveBatchesAsync(1, 2);
        await call.ReceiveNothingAsync();
        call.Ack(1, 1, credits: Of(100, 1));
        await call.ReceiveNothingAsync();
        call.Ack(2, 2);
        await call.ReceiveBatchesAsync(3);
        await call.ReceiveNothingAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task What_was_refused_is_not_on_its_way()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(opened: new Opened { Credits = Of(2) });
        await stream.AddRangeAsync(ScriptedServer.Events(4)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1, 2);

        call.Nack(1, ErrorReason.Overloaded, delay: TimeSpan.FromSeconds(1));

        await call.ReceiveBatchesAsync(1, 2);
        await call.ReceiveNothingAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Credits_end_with_their_connection()
    {
        var server = new PuppetServer();
        var (stream, call) = await server.OpenAsync(opened: new Opened { Credits = Of(1) });
        await stream.AddRangeAsync(ScriptedServer.Events(4)).AsTask().WaitAsync(PuppetServer.Patience);
        await call.ReceiveBatchesAsync(1);
        call.End(Grpc.Core.StatusCode.Unavailable);

        var next = await server.AcceptAsync();
        await next.ReceiveOpenAsync();
        next.Send(new Opened { Credits = Of(3) });

        await next.ReceiveBatchesAsync(1, 2, 3);
        await next.ReceiveNothingAsync();
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Adding_waits_while_the_buffer_is_full()
    {
        var (stream, call) = await new PuppetServer().OpenAsync(x => x with { BatchBytes = 1_024, BufferBytes = 1_024 });
        var adding = stream.AddRangeAsync(ScriptedServer.Events(40)).AsTask();
        await call.ReceiveAsync();
        Assert.False(adding.IsCompleted);
        var through = 1L;
        while (!adding.IsCompleted || call.Requests.TryPeek(out _))
        {
            call.Ack(through, through, stable: 0);
            through = Math.Max(through, (await call.ReceiveAsync()).Batch.Sequence);
        }

        await adding.WaitAsync(PuppetServer.Patience);
        // Nothing was stable: the oldest that were acknowledged gave way, so the last are lost where the server says so.
        Assert.InRange(through, 20, 40);
    }

    private static Credits Of(int batches, long bytes = long.MaxValue) => new() { BatchCount = batches, ByteCount = bytes };
}
