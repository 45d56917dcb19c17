using Grpc.Core;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class PlannedStopTests
{
    [Fact]
    public async Task Streams_are_told_to_go_and_served_until_they_half_close()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { StopTimeout = TimeSpan.FromSeconds(60) });
        using var stream = await server.OpenAsync("p");
        await stream.SendAndGetAsync(1, Sample.Activities(10));
        var stopping = server.StopAsync();
        Assert.Equal(60, (await stream.NextAsync()).GoAway.DrainTime.Seconds);

        Assert.Equal(10, (await stream.SendAndGetAsync(2, Sample.Activities(10, "d"))).AcceptedCount);
        await RunningServer.FailsAsync(StatusCode.Unavailable, "SHUTTING_DOWN", () => server.OpenAsync("q"));
        await RunningServer.FailsAsync(StatusCode.Unavailable, "SHUTTING_DOWN", async () =>
            await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call()));
        Assert.False(stopping.IsCompleted);
        await stream.CompleteAsync();
        await stopping;
    }

    [Fact]
    public async Task A_stream_that_stays_is_cut_off_when_the_time_is_over()
    {
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { StopTimeout = TimeSpan.FromMilliseconds(300) });
        using var stream = await server.OpenAsync("p");
        using var waiting = server.Stream();
        var stopping = server.StopAsync();

        await waiting.FailsAsync(StatusCode.Unavailable, "SHUTTING_DOWN");
        await stream.FailsAsync(StatusCode.Unavailable, "SHUTTING_DOWN");
        await stopping;
    }
}
