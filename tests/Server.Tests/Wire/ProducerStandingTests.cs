using Grpc.Core;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What is known of a producer, asked and told: GetProducer, and the loss of what was acknowledged.</summary>
public sealed class ProducerStandingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_producer_is_known_as_far_as_its_batches_are_in_the_log()
    {
        var begin = TimeProvider.System.GetUtcNow();
        await using (var server = await RunningServer.OnDiskAsync(_folder))
        {
            using var stream = await server.OpenAsync("p");
            await NotFoundAsync(server, "p");
            for (var sequence = 1; sequence <= 3; sequence++)
                await stream.SendAndGetAsync(sequence, Sample.Activities(20));
            var known = await server.Ingestion.GetProducerAsync(new() { ProducerId = "p" }, RunningServer.Call());
            Assert.Equal((3, 3), (known.LastSequence, known.StableThrough));
            Assert.InRange(known.LastReceiveTime.ToDateTimeOffset(), begin.AddSeconds(-1), TimeProvider.System.GetUtcNow());
            await NotFoundAsync(server, "q");
        }

        await using var again = await RunningServer.OnDiskAsync(_folder);
        var after = await again.Ingestion.GetProducerAsync(new() { ProducerId = "p" }, RunningServer.Call());
        Assert.Equal(3, after.LastSequence);
        Assert.InRange(after.StableThrough, 2, 3);
    }

    [Fact]
    public async Task After_a_loss_the_client_sends_again_what_it_still_has()
    {
        var older = Directory.CreateTempSubdirectory("retention-test-");
        string token;
        await using (var server = await RunningServer.OnDiskAsync(_folder))
        {
            using var stream = await server.OpenAsync("p");
            await stream.SendAndGetAsync(1, Sample.Activities(20, "s1-"));
        }
        foreach (var file in Directory.EnumerateFiles(_folder))
            File.Copy(file, Path.Combine(older.FullName, Path.GetFileName(file)));
        await using (var server = await RunningServer.OnDiskAsync(_folder))
        {
            using var stream = await server.OpenAsync("p", ackedThrough: 1);
            for (var sequence = 2; sequence <= 6; sequence++)
                await stream.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"));
            token = stream.LastAck.ReadToken;
        }

        await using (var back = await RunningServer.OnDiskAsync(older.FullName))
        {
            using var stream = await back.OpenAsync("p", ackedThrough: 6, readToken: token);
            var loss = stream.Opened.DataLoss;
            Assert.Equal((1, 6), (stream.Opened.LastSequence, loss.LastSequence));
            Assert.InRange(loss.FirstSequence, 1, 2);
            Assert.Equal(20, (await stream.SendAndGetAsync(4, Sample.Activities(20, "s4-"))).AcceptedCount);
            Assert.Equal(20, (await stream.SendAndGetAsync(5, Sample.Activities(20, "s5-"))).AcceptedCount);
            using var unheard = await back.OpenAsync("q", ackedThrough: 3, readToken: token);
            var other = unheard.Opened.DataLoss;
            Assert.Equal((1, 3), (other.FirstSequence, other.LastSequence));
            Assert.Equal(20, (await unheard.SendAndGetAsync(4, Sample.Activities(20, "q-"))).AcceptedCount);
            Assert.Equal(80, (await back.DescribeAsync()).EventCount);
        }
        older.Delete(recursive: true);
    }

    private static Task<IDictionary<string, string>> NotFoundAsync(RunningServer server, string producer) => RunningServer.FailsAsync(
        StatusCode.NotFound, "PRODUCER_NOT_FOUND",
        async () => await server.Ingestion.GetProducerAsync(new() { ProducerId = producer }, RunningServer.Call()));
}
