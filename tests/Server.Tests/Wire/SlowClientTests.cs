using System.Diagnostics;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Clients that begin and do not end, or send and do not read: each has its time, and holds nobody else up.</summary>
public sealed class SlowClientTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_message_that_is_begun_and_not_ended_ends_the_stream_after_the_acks_before()
    {
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { MessageTimeout = TimeSpan.FromMilliseconds(300) });
        using var call = new SlowCall(server, "StreamEvents");
        using var stream = new TestStream(call.Responses);
        await call.SendAsync(new StreamEventsRequest { Open = new Open { ProducerId = "p" } });
        await call.SendAsync(new StreamEventsRequest { Batch = new Batch { Sequence = 1, Events = { Sample.Activities(10) } } });
        await call.SendPartAsync(new StreamEventsRequest { Batch = new Batch { Sequence = 2, Events = { Sample.Activities(10, "d") } } });
        var metadata = await stream.FailsAsync(StatusCode.DeadlineExceeded, "MESSAGE_TIMEOUT");

        Assert.Equal("300", metadata["timeout_ms"]);
        Assert.Equal([10L], stream.UnreadResults.Select(result => result.AcceptedCount));
        Assert.Equal(10, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task A_stalled_stream_is_cut_off_although_its_client_never_reads_the_reason()
    {
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { ReadTimeout = TimeSpan.FromMilliseconds(300), StopTimeout = TimeSpan.FromSeconds(60) });
        using var stream = await server.OpenAsync("p");
        await RunningServer.StallAsync(stream);
        var watch = Stopwatch.StartNew();
        await server.StopAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Streams_that_send_and_never_read_take_bounded_memory()
    {
        const int Streams = 500;
        await using var server = await RunningServer.InMemoryAsync();
        var bad = Enumerable.Range(0, 100).Select(_ => new Event()).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        List<TestStream> stalled = [];
        for (var number = 0; number < Streams; number++)
        {
            stalled.Add(await server.OpenAsync($"p{number}", patience: RunningServer.Patience * 6));
            for (var sequence = 1; sequence <= 40; sequence++)
                await stalled[^1].SendAsync(sequence, bad);
        }
        using var reading = await server.OpenAsync("reading");
        Assert.Equal(10, (await reading.SendAndGetAsync(1, Sample.Activities(10))).AcceptedCount);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Streams;
        stalled.ForEach(stream => stream.Dispose());

        // What its client has received is in it. Were the answers not bounded, they alone would be 480 KB. (Many more
        // batches, and what waits unread fills the window of the connection, where all its streams wait for each other.)
        output.WriteLine($"{each} bytes for each stalled stream");
        Assert.InRange(each, 0, 384 * 1024);
    }

    [Fact]
    public async Task A_batch_for_which_no_room_comes_free_is_refused_and_taken_later()
    {
        var store = new FaultyStore();
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { RoomTimeout = TimeSpan.FromMilliseconds(200), InflatedBytes = 1 << 20, BytesUnderWay = 1 << 20 },
            store: store);
        using var greedy = await server.OpenAsync("greedy");
        using var other = await server.OpenAsync("other");
        var gate = new TaskCompletionSource();
        var before = store.Appends;
        store.Gate = gate.Task;
        await greedy.SendAsync(1, IngestionFailures.LargeBatch(50).Batch.Events);
        await RunningServer.WaitUntilAsync(() => store.Appends > before);
        foreach (var size in new[] { 4, 8 })
        {
            await other.SendAsync(1, IngestionFailures.LargeBatch(size).Batch.Events);
            var nack = await other.NackAsync(ErrorReason.Overloaded, sequence: 1);
            Assert.NotNull(nack.Failure.RetryDelay);
            await other.SendAsync(2, Sample.Activities(5, "dropped"));
        }
        gate.SetResult();

        Assert.Equal(1, (await greedy.ResultAsync()).Sequence);
        Assert.Equal(8, (await other.SendAndGetAsync(1, IngestionFailures.LargeBatch(8).Batch.Events)).RejectedCount);
        Assert.Equal(5, (await other.SendAndGetAsync(2, Sample.Activities(5, "d"))).AcceptedCount);
        Assert.Equal(5, (await server.DescribeAsync()).EventCount);
    }
}
