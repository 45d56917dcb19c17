using Grpc.Core;
using Microsoft.AspNetCore.Http;
using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

public sealed class EventStreamFailureTests
{
    // A stream that is never acknowledged would wait for ever when it is disposed of.
    private const int TestTimeoutMs = 60_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact(Timeout = TestTimeoutMs)]
    public async Task What_a_broken_connection_left_without_ack_is_sent_again()
    {
        var outcomes = new List<BatchOutcome>();
        var reasons = new List<RetentionError>();
        var breaks = 0;
        var secondAcked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync();
        server.Ingestion.BeforeAck = async (batch, context) =>
        {
            if (batch.Sequence == 3 && Interlocked.Increment(ref breaks) == 1)
            {
                await secondAcked.Task.WaitAsync(Deadline);
                context.GetHttpContext().Abort();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            }
        };
        await using var stream = await server.OpenAsync(x => x with
        {
            BatchEvents = 10,
            BatchAcknowledged = outcome =>
            {
                outcomes.Add(outcome);
                if (outcome.Sequence == 2)
                    secondAcked.SetResult();
            },
            Retrying = reasons.Add,
        });

        await stream.AddRangeAsync(ScriptedServer.Events(100)).AsTask().WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);

        Assert.Single(reasons);
        Assert.Equal([0, 2], server.Ingestion.Opens.Select(x => x.AckedThrough));
        Assert.Equal(Enumerable.Range(1, 10).Select(x => (long)x), outcomes.Select(x => x.Sequence));
        Assert.Equal(90, outcomes.Sum(x => x.AcceptedCount));
        var third = outcomes.Single(x => x.Sequence == 3);
        Assert.Equal((0, 10, true), (third.AcceptedCount, third.DuplicateCount, third.IsAckLost));
        var once = server.Ingestion.Batches.DistinctBy(x => x.Sequence).OrderBy(x => x.Sequence).SelectMany(x => x.Events);
        Assert.Equal(ScriptedServer.Events(100), once);
    }

    [Theory(Timeout = TestTimeoutMs)]
    [InlineData(StatusCode.InvalidArgument, "INVALID_FIELD", ErrorReason.InvalidField)]
    [InlineData(StatusCode.NotFound, "TENANT_NOT_FOUND", ErrorReason.TenantNotFound)]
    [InlineData(StatusCode.DataLoss, "DATA_CORRUPT", ErrorReason.DataCorrupt)]
    public async Task A_refused_open_is_told_at_once(StatusCode code, string reason, ErrorReason expected)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Ingestion.Before = (_, _) => throw ScriptedIngestion.Failure(code, reason, field: "open.producer_id");

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => server.OpenAsync());

        Assert.Equal((code, expected), (thrown.Error.StatusCode, thrown.Error.Reason));
        Assert.Equal([new FieldViolation { Field = "open.producer_id", Description = "Set it." }], thrown.Error.FieldViolations);
        Assert.Single(server.Ingestion.Opens);
    }

    [Theory(Timeout = TestTimeoutMs)]
    [InlineData(StatusCode.Aborted, "PRODUCER_SUPERSEDED", ErrorReason.ProducerSuperseded)]
    [InlineData(StatusCode.ResourceExhausted, "BATCH_TOO_LARGE", ErrorReason.BatchTooLarge)]
    [InlineData(StatusCode.Internal, "INTERNAL_ERROR", ErrorReason.InternalError)]
    public async Task A_permanent_error_ends_the_stream_for_every_caller(StatusCode code, string reason, ErrorReason expected)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Ingestion.Before = (request, _) =>
            request.Batch is null ? Task.CompletedTask : throw ScriptedIngestion.Failure(code, reason);
        await using var stream = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);

        var flushing = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(Deadline));
        var adding = await Assert.ThrowsAsync<RetentionException>(
            () => stream.AddAsync(ScriptedServer.Events(1).Single()).AsTask().WaitAsync(Deadline));

        Assert.Equal([expected, expected], [flushing.Error.Reason, adding.Error.Reason]);
        Assert.Single(server.Ingestion.Opens);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_failure_that_no_call_has_told_is_told_by_disposing()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Ingestion.Before = (request, _) => request.Batch is null
            ? Task.CompletedTask
            : throw ScriptedIngestion.Failure(StatusCode.Aborted, "PRODUCER_SUPERSEDED");
        var stream = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);

        await Assert.ThrowsAsync<RetentionException>(() => stream.DisposeAsync().AsTask().WaitAsync(Deadline));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_gap_is_tried_once_more_and_then_told()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var stream = await server.OpenAsync(x => x with { FirstSequence = 5 });
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => stream.FlushAsync().WaitAsync(Deadline));

        Assert.Equal(ErrorReason.SequenceGap, thrown.Error.Reason);
        Assert.Equal([0, 0], server.Ingestion.Opens.Select(x => x.AckedThrough));
    }

    [Theory(Timeout = TestTimeoutMs)]
    [InlineData(null, new long[] { 1, 10 })]
    [InlineData(1L, new long[] { 1, 2 })]
    public async Task A_connection_with_nothing_to_send_again_goes_on_above_what_the_server_knows(long? first, long[] sequences)
    {
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync();
        HttpContext? connection = null;
        server.Ingestion.Before = (_, context) =>
        {
            connection = context.GetHttpContext();
            return Task.CompletedTask;
        };
        await using var stream = await server.OpenAsync(x => x with { FirstSequence = first, Retrying = _ => broken.TrySetResult() });
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);

        server.Ingestion.LastSequence = 9;
        connection!.Abort();
        await broken.Task.WaitAsync(Deadline);
        using var patience = new CancellationTokenSource(Deadline);
        while (first is null && stream.AckedThrough != 9)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        await stream.AddRangeAsync(ScriptedServer.Events(1, from: 1)).AsTask().WaitAsync(Deadline);
        await stream.FlushAsync().WaitAsync(Deadline);

        Assert.Equal([0, 1], server.Ingestion.Opens.Select(x => x.AckedThrough));
        Assert.Equal(sequences, server.Ingestion.Batches.Select(x => x.Sequence));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        var refusals = 0;
        await using var server = await ScriptedServer.StartAsync();
        server.Ingestion.Before = (request, _) => request.Batch is not null && Interlocked.Increment(ref refusals) <= 2
            ? throw ScriptedIngestion.Failure(StatusCode.Unavailable, "STORE_UNAVAILABLE")
            : Task.CompletedTask;
        await using var stream = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(4)).AsTask().WaitAsync(Deadline);

        await stream.FlushAsync().WaitAsync(Deadline);

        Assert.Equal(3, server.Ingestion.Opens.Count);
        Assert.Equal(ScriptedServer.Events(4), server.Ingestion.Batches.SelectMany(x => x.Events));
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Without_time_to_retry_an_absent_server_is_told()
    {
        await using var client = new RetentionClient(new Uri("http://127.0.0.1:1"));
        var options = new EventStreamOptions { ProducerId = "p", RetryFor = TimeSpan.Zero };

        var thrown = await Assert.ThrowsAsync<RetentionException>(() => client.OpenEventStreamAsync(options).WaitAsync(Deadline));

        Assert.Equal(StatusCode.Unavailable, thrown.Error.StatusCode);
    }

    [Fact(Timeout = TestTimeoutMs)]
    public async Task Closing_can_be_given_up()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Ingestion.BeforeAck = (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        await using var stream = await server.OpenAsync();
        await stream.AddRangeAsync(ScriptedServer.Events(1)).AsTask().WaitAsync(Deadline);
        using var giveUp = new CancellationTokenSource();

        var closing = stream.CloseAsync(giveUp.Token);
        await server.Ingestion.NextBatchAsync();
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing.WaitAsync(Deadline));
    }

    [Fact]
    public void A_failed_call_is_read_whole()
    {
        var error = RetentionError.From(
            ScriptedIngestion.Failure(StatusCode.OutOfRange, "SEQUENCE_GAP", "sequence", ("expected_sequence", "7"), ("sequence", "9")));

        Assert.Equal((StatusCode.OutOfRange, ErrorReason.SequenceGap, "SEQUENCE_GAP"), (error.StatusCode, error.Reason, error.ReasonName));
        Assert.Equal(new Dictionary<string, string> { ["expected_sequence"] = "7", ["sequence"] = "9" }, error.Metadata);
        Assert.Equal("as scripted [SEQUENCE_GAP] sequence: Set it.", error.ToString());
    }

    [Fact]
    public void A_reason_of_a_newer_server_keeps_its_name()
    {
        var error = RetentionError.From(ScriptedIngestion.Failure(StatusCode.Unavailable, "NOT_YET_INVENTED"));

        Assert.Equal((ErrorReason.Unspecified, "NOT_YET_INVENTED"), (error.Reason, error.ReasonName));
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x1a, 0x05, 0x0a })]
    public void Details_that_nobody_can_read_leave_code_and_message(byte[] details)
    {
        var trailers = new Metadata { { "grpc-status-details-bin", details } };

        var error = RetentionError.From(new RpcException(new Status(StatusCode.Unavailable, "from a proxy"), trailers));

        Assert.Equal((StatusCode.Unavailable, "from a proxy", ""), (error.StatusCode, error.Message, error.ReasonName));
    }
}
