using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class MessageSizeTests
{
    private static readonly Metadata Gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    /// <summary>Over the limit on the wire, and over that of the framework too, which leaves the message unread.</summary>
    public static TheoryData<int> Sizes => [100, 1_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_single_call_over_the_limit_on_the_wire_is_refused_with_the_limit(int eventCount)
    {
        await using var server = await RunningServer.InMemoryAsync();
        var request = new IngestEventsRequest { Events = { IngestionFailures.LargeBatch(eventCount).Batch.Events } };
        var metadata = await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE",
            async () => await server.Ingestion.IngestEventsAsync(request, RunningServer.Call()));

        Assert.Equal("1048576", metadata["limit_bytes"]);
    }

    [Fact]
    public async Task A_message_of_a_stream_that_no_framework_reads_ends_it_after_the_acks_before()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        await stream.SendAsync(1, Sample.Activities(10));
        var large = IngestionFailures.LargeBatch(1_000);
        large.Batch.Sequence = 2;
        await stream.SendAsync(large);
        var metadata = await stream.FailsAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE");

        Assert.Equal("1048576", metadata["limit_bytes"]);
        Assert.Equal([10L], stream.UnreadResults.Select(result => result.AcceptedCount));
    }

    [Fact]
    public async Task A_message_is_taken_compressed()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var request = new IngestEventsRequest();
        foreach (var wide in Sample.Activities(1_000))
        {
            wide.Properties["note"] = new string('n', 256);
            for (var number = 0; number < 8; number++)
                wide.Properties[$"note{number}"] = new string('n', 200);
            request.Events.Add(wide);
        }
        Assert.InRange(request.CalculateSize(), 3 << 19, 2 << 20);
        var response = await server.Ingestion.IngestEventsAsync(request, RunningServer.Call().WithHeaders(Gzip));

        Assert.Equal(1_000, response.Result.AcceptedCount);
    }

    [Fact]
    public async Task A_message_that_inflates_over_the_limit_is_refused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var bomb = new IngestEventsRequest();
        for (var i = 0; i < 300; i++)
            bomb.Events.Add(new Event { CustomerId = new string('a', 16_000) });
        Assert.InRange(bomb.CalculateSize(), 4 << 20, 8 << 20);
        var metadata = await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE",
            async () => await server.Ingestion.IngestEventsAsync(bomb, RunningServer.Call().WithHeaders(Gzip)));
        Assert.Equal("4194304", metadata["limit_bytes"]);

        using var call = server.Ingestion.StreamEvents(RunningServer.Call().WithHeaders(Gzip));
        using var stream = new TestStream(call);
        await stream.SendAsync(new StreamEventsRequest { Open = new Open { ProducerId = "p" } });
        await stream.SendAsync(1, bomb.Events);
        metadata = await stream.FailsAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE");
        Assert.Equal("4194304", metadata["limit_bytes"]);
    }

    [Fact]
    public async Task Framing_faults_refuse_a_batch_and_faults_inside_events_do_not()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var call = RawIngestion.Stream(server);
        await call.RequestStream.WriteAsync(new StreamEventsRequest { Open = new Open { ProducerId = "p" } }.ToByteArray());
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience));

        // Sequence 1, one event whose bytes are cut.
        await call.RequestStream.WriteAsync([0x12, 0x06, 0x08, 0x01, 0x12, 0x02, 0x0A, 0x05]);
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience));
        var rejection = call.ResponseStream.Current.Ack.Results.Single().Rejections.Single();
        Assert.Equal(RejectionReason.BadEncoding, rejection.Reason);

        // A batch that ends before its event does.
        await call.RequestStream.WriteAsync([0x12, 0x06, 0x08, 0x02, 0x12, 0x03, 0x0A, 0x05]);
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience));
        var nack = call.ResponseStream.Current.Nack;
        Assert.Equal((2, ErrorReason.BadFraming, null), (nack.Sequence, nack.Failure.Reason, nack.Failure.RetryDelay));
    }
}
