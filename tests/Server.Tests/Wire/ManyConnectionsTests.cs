using System.Globalization;
using Grpc.Net.Client;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// The real server under clients that are connected and have an open stream each. RETENTION_CONNECTIONS says how many, 100 to 15,000: the
/// suite takes 1,000. Both ends need a file each.
/// </summary>
public sealed class ManyConnectionsTests(ITestOutputHelper output) : IDisposable
{
    private const int MostBytes = 128 * 1024;
    private const int AtOnce = 32;

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-connections-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_connection_with_an_open_stream_takes_bounded_memory_and_is_served()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("RETENTION_CONNECTIONS") ?? "1000", CultureInfo.InvariantCulture);
        Assert.InRange(count, 100, 15_000);
        using var server = await ServerProcess.StartAsync(_folder, 0, "--connections", $"{count + AtOnce}", "--memory");
        var open = new (GrpcChannel Channel, TestStream Stream)[count];
        // What the first ones cost, the code that runs for the first time above all, is not each one's.
        var warm = Math.Min(100, count / 2);
        await OpenAsync(server, open, 0, warm);
        var before = server.ResidentBytes;
        await OpenAsync(server, open, warm, count);
        var each = (server.ResidentBytes - before) / (count - warm);

        var step = Math.Max(1, count / 100);
        var served = 0;
        for (var number = 0; number < count; number += step, served++)
            Assert.Equal(1, (await open[number].Stream.SendAndGetAsync(1, Sample.Activity($"c{number}"))).AcceptedCount);
        var held = await server.Tenants.DescribeTenantAsync(new DescribeTenantRequest(), RunningServer.Call());
        Assert.Equal(served, held.EventCount);
        output.WriteLine($"measured: {count} connections with an open stream each, {each} bytes of the server's memory for one");
        Assert.InRange(each, 0, MostBytes);

        foreach (var (channel, stream) in open)
        {
            stream.Dispose();
            channel.Dispose();
        }
    }

    private static Task OpenAsync(ServerProcess server, (GrpcChannel, TestStream)[] open, int from, int to) => Parallel.ForAsync(
        from, to, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var channel = GrpcChannel.ForAddress(server.Address);
            var client = new IngestionService.IngestionServiceClient(channel);
            var stream = new TestStream(client.StreamEvents(RunningServer.Call(patience: RunningServer.Patience * 20)));
            await stream.SendAsync(new StreamEventsRequest { Open = new Open { ProducerId = $"p{number}" } });
            Assert.NotNull((await stream.NextAsync()).Opened);
            open[number] = (channel, stream);
        });
}
