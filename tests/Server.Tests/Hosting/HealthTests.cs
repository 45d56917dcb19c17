using Grpc.Core;
using Grpc.Health.V1;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace RetentionGrpc.Server.Tests.Hosting;

/// <summary>The health service over a real connection.</summary>
public sealed class HealthTests
{
    private const string Metrics = "retention.v1.MetricsService";
    private const string Ingestion = "retention.v1.IngestionService";

    private static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(20);

    [Fact]
    public async Task Check_FollowsRecoveryAndDrain()
    {
        await using HostingServer server = await HostingServer.StartAsync();
        HealthClient client = new(server.Channel);

        Assert.Equal(ServingStatus.NotServing, await CheckAsync(client, ""));
        server.States.Serve();
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, ""));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, Metrics));
        server.States.Set(Ingestion, isServing: false);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, Metrics));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(client, Ingestion));
        server.States.Drain();
        server.States.Serve();
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(client, ""));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(client, Metrics));
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        await using HostingServer server = await HostingServer.StartAsync();
        HealthClient client = new(server.Channel);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(client, "retention.v1.Nothing"));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task List_GivesEveryService()
    {
        await using HostingServer server = await HostingServer.StartAsync();
        server.States.Serve();
        server.States.Set(Ingestion, isServing: false);
        HealthListResponse response = await new HealthClient(server.Channel).ListAsync(new HealthListRequest(), deadline: Deadline);
        Assert.Equal(
            new Dictionary<string, ServingStatus>
            {
                [""] = ServingStatus.Serving,
                [Metrics] = ServingStatus.Serving,
                [Ingestion] = ServingStatus.NotServing,
            },
            response.Statuses.ToDictionary(entry => entry.Key, entry => entry.Value.Status));
    }

    [Fact]
    public async Task Watch_SendsEachChange_AndEndsWithTheDrain()
    {
        await using HostingServer server = await HostingServer.StartAsync();
        using AsyncServerStreamingCall<HealthCheckResponse> watch = Watch(server, Metrics);

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        server.States.Serve();
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        server.States.Set(Ingestion, isServing: false);
        server.States.Set(Metrics, isServing: false);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        server.States.Serve();
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        server.States.Drain();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.False(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, watch.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Watch_UnknownService_StaysOpen()
    {
        await using HostingServer server = await HostingServer.StartAsync();
        using AsyncServerStreamingCall<HealthCheckResponse> watch = Watch(server, "retention.v1.Nothing");
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        Task<bool> next = watch.ResponseStream.MoveNext(CancellationToken.None);
        server.States.Serve();
        Assert.Equal(ServingStatus.Serving, await CheckAsync(new HealthClient(server.Channel), ""));
        Assert.False(next.IsCompleted);
        server.States.Drain();
        Assert.False(await next);
    }

    private static AsyncServerStreamingCall<HealthCheckResponse> Watch(HostingServer server, string service) =>
        new HealthClient(server.Channel).Watch(new HealthCheckRequest { Service = service }, deadline: Deadline);

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current.Status;
    }

    private static async Task<ServingStatus> CheckAsync(HealthClient client, string service) =>
        (await client.CheckAsync(new HealthCheckRequest { Service = service }, deadline: Deadline)).Status;
}
