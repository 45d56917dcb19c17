using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class EventStreamTests
{
    // A stream that is never acknowledged would wait for ever when it is disposed of.
    private const int TestTimeoutMs = 60_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Batches_close_at_their_number_of_events()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var stream = await server.OpenAsync(x => x with { BatchEvents = 500 });

        await stream.AddRangeAsync(ScriptedServer.Events(1_050)).AsTask().WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);

        Assert.Equal([(1L, 500), (2L, 500), (3L, 50)], server.Ingestion.Batches.Select(x => (x.Sequence, x.Events.Count)));
        Assert.Equal(ScriptedServer.Events(1_050), server.Ingestion.Batches.SelectMany(x => x.Events));
        Assert.Equal(3, stream.AckedThrough);
        Assert.Equal("token-3", stream.LastReadToken);
        Assert.Equal(Durability.Synced, stream.Durability);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Batches_close_before_their_number_of_bytes()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var stream = await server.OpenAsync(x => x with { BatchBytes = 2_048 });

        await stream.AddRangeAsync(ScriptedServer.Events(200)).AsTask().WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);

        Assert.Equal(ScriptedServer.Events(200), server.Ingestion.Batches.SelectMany(x => x.Events));
        Assert.All(server.Ingestion.Batches, x => Assert.InRange(new StreamEventsRequest { Batch = x }.CalculateSize(), 1, 2_048));
        Assert.All(server.Ingestion.Batches.SkipLast(1), x => Assert.InRange(x.CalculateSize(), 1_700, 2_048));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task An_event_larger_than_a_batch_is_refused_alone()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var stream = await server.OpenAsync(x => x with { BatchBytes = 2_048 });
        var large = ScriptedServer.Events(1).Single();
        large.Properties["note"] = new string('x', 2_048);

        await Assert.ThrowsAsync<ArgumentException>(() => stream.AddAsync(large).AsTask().WaitAsync(Deadline));
        await stream.AddRangeAsync(ScriptedServer.Events(2)).AsTask().WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);

        Assert.Equal(2, Assert.Single(server.Ingestion.Batches).Events.Count);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Batches_close_when_their_first_event_has_lingered()
    {
        var time = new ManualTime();
        await using var server = await ScriptedServer.StartAsync(new() { TimeProvider = time });
        await using var stream = await server.OpenAsync(x => x with { Linger = TimeSpan.FromMilliseconds(50) });

        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);
        time.Advance(TimeSpan.FromMilliseconds(49));
        await stream.AddRangeAsync(ScriptedServer.Events(1, from: 1)).AsTask().WaitAsync(Deadline);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(ScriptedServer.Events(2), (await server.Ingestion.NextBatchAsync()).Events);
        await stream.AddRangeAsync(ScriptedServer.Events(1, from: 2)).AsTask().WaitAsync(Deadline);
        time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(ScriptedServer.Events(1, from: 2), (await server.Ingestion.NextBatchAsync()).Events);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Without_linger_each_call_is_sent_at_once()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var stream = await server.OpenAsync(x => x with { Linger = TimeSpan.Zero });

        await stream.AddAsync(ScriptedServer.Events(1).Single()).AsTask().WaitAsync(Deadline);

        Assert.Single((await server.Ingestion.NextBatchAsync()).Events);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Adding_waits_while_too_many_batches_are_in_flight()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync();
        server.Ingestion.BeforeAck = (_, _) => release.Task;
        await using var stream = await server.OpenAsync(x => x with { BatchEvents = 10, MaxInFlight = 2 });

        await stream.AddRangeAsync(ScriptedServer.Events(30)).AsTask().WaitAsync(Deadline);
        var waiting = stream.AddRangeAsync(ScriptedServer.Events(1, from: 30)).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.Equal(10, (await server.Ingestion.NextBatchAsync()).Events.Count);
        Assert.False(waiting.IsCompleted);

        release.SetResult();
        await waiting.WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);
        Assert.Equal(ScriptedServer.Events(31), server.Ingestion.Batches.SelectMany(x => x.Events));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_new_stream_goes_on_after_what_the_server_has()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using (var first = await server.OpenAsync())
            await first.AddRangeAsync(ScriptedServer.Events(3)).AsTask().WaitAsync(Deadline);
        await using (var second = await server.OpenAsync())
            await second.AddRangeAsync(ScriptedServer.Events(3, from: 3)).AsTask().WaitAsync(Deadline);

        Assert.Equal([1, 2], server.Ingestion.Batches.Select(x => x.Sequence));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task The_same_content_from_sequence_1_is_duplicate()
    {
        var outcomes = new List<BatchOutcome>();
        await using var server = await ScriptedServer.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var stream = await server.OpenAsync(
                x => x with { FirstSequence = 1, BatchEvents = 2, BatchAcknowledged = outcomes.Add });
            await stream.AddRangeAsync(ScriptedServer.Events(3)).AsTask().WaitAsync(Deadline);
        }

        Assert.Equal([(2, 0), (1, 0), (0, 2), (0, 1)], outcomes.Select(x => (x.AcceptedCount, x.DuplicateCount)));
        Assert.All(outcomes, x => Assert.False(x.IsAckLost));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Rejections_carry_the_events_at_fault()
    {
        var outcomes = new List<BatchOutcome>();
        await using var server = await ScriptedServer.StartAsync();
        var rejection = new Rejection { Index = 1, Reason = RejectionReason.BadTime, Field = "occurred_time", Message = "Set it." };
        server.Ingestion.Judge = batch => new()
        {
            Sequence = batch.Sequence,
            AcceptedCount = batch.Events.Count - 1,
            RejectedCount = 1,
            Rejections = { rejection },
        };
        await using var stream = await server.OpenAsync(x => x with { BatchAcknowledged = outcomes.Add });
        await stream.AddRangeAsync(ScriptedServer.Events(3)).AsTask().WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);

        var outcome = Assert.Single(outcomes);
        Assert.Equal((2, 0, 1), (outcome.AcceptedCount, outcome.DuplicateCount, outcome.RejectedCount));
        var second = ScriptedServer.Events(1, from: 1).Single();
        var expected = new EventRejection(second, 1, RejectionReason.BadTime, "occurred_time", "Set it.");
        Assert.Equal(expected, Assert.Single(outcome.Rejections));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task The_tenant_of_the_client_goes_with_the_stream()
    {
        await using var server = await ScriptedServer.StartAsync(new() { Tenant = "acme" });
        await using var stream = await server.OpenAsync();

        Assert.Equal(["acme"], server.Ingestion.Tenants);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Closing_sends_what_is_left_and_adding_after_it_fails()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var stream = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);

        await stream.CloseAsync().WaitAsync(Deadline);

        Assert.Single(server.Ingestion.Batches);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => stream.AddAsync(ScriptedServer.Events(1).Single()).AsTask().WaitAsync(Deadline));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_callback_that_throws_fails_the_stream()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var stream = await server.OpenAsync(
            x => x with { BatchAcknowledged = _ => throw new TimeZoneNotFoundException("mine") });
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => stream.FlushAsync().WaitAsync(Deadline));
        Assert.IsType<TimeZoneNotFoundException>(thrown.InnerException);
    }
}
