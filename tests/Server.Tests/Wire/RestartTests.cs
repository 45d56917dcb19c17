using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        DescribeTenantResponse[] before;
        string token;
        await using (var server = await RunningServer.OnDiskAsync(_folder))
        {
            var tenant = new Tenant { TenantId = "b", TimeZone = "Asia/Tokyo" };
            await server.Tenants.CreateTenantAsync(new() { Tenant = tenant }, RunningServer.Call());
            var declared = new DeclareEventPropertiesRequest { TenantId = "b", EventProperties = { "screen" } };
            await server.Tenants.DeclareEventPropertiesAsync(declared, RunningServer.Call());
            using var stream = await server.OpenAsync("p", tenant: "b");
            for (var sequence = 1; sequence <= 10; sequence++)
            {
                Event[] events = [.. Sample.Activities(20, $"s{sequence}-"), new Event(), Sample.Profile("x", "k", "v")];
                await stream.SendAndGetAsync(sequence, events);
            }
            token = stream.LastAck.ReadToken;
            await stream.CompleteAsync();
            before = [await server.DescribeAsync(), await server.DescribeAsync("b")];
        }

        await using var again = await RunningServer.OnDiskAsync(_folder);
        DescribeTenantResponse[] after = [await again.DescribeAsync(), await again.DescribeAsync("b")];
        Assert.Equal(before.AsEnumerable(), after);
        Assert.Equal((210, 10), (before[1].EventCount, before[1].Rejections.Single().EventCount));
        Assert.Equal(["screen"], before[1].Tenant.EventProperties);
        var answer = await again.Metrics.ComputeRetentionAsync(
            new() { Options = new() { ReadToken = token }, Base = new(), Comparisons = { new ActivityWindow() } }, RunningServer.Call("b"));
        Assert.Equal(200, answer.BaseCount);
    }

    [Fact]
    public async Task A_producer_goes_on_after_a_restart_where_its_client_is()
    {
        await using (var server = await RunningServer.OnDiskAsync(_folder))
        {
            using var stream = await server.OpenAsync("p");
            for (var sequence = 1; sequence <= 5; sequence++)
                await stream.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"));
        }

        await using var again = await RunningServer.OnDiskAsync(_folder);
        using (var unknowing = await again.OpenAsync("p"))
        {
            Assert.Equal(5, unknowing.Opened.LastSequence);
            Assert.InRange(unknowing.Opened.StableThrough, 4, 5);
            for (var sequence = unknowing.Opened.StableThrough + 1; sequence <= 5; sequence++)
                Assert.Equal(20, (await unknowing.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"))).DuplicateCount);
        }
        using var knowing = await again.OpenAsync("p", ackedThrough: 5);
        Assert.Equal(5, knowing.Opened.LastSequence);
        Assert.Equal(20, (await knowing.SendAndGetAsync(6, Sample.Activities(20, "s6-"))).AcceptedCount);
        Assert.Equal(120, (await again.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task A_client_that_kept_nothing_goes_on_after_a_restart_with_a_sequence_that_nobody_used()
    {
        await using (var server = await RunningServer.OnDiskAsync(_folder))
        {
            using var stream = await server.OpenAsync("p");
            await stream.SendAndGetAsync(1, Sample.Activities(40, "old-"));
        }

        await using (var again = await RunningServer.OnDiskAsync(_folder))
        {
            using var stream = await again.OpenAsync("p");
            Assert.Equal(1, stream.Opened.LastSequence);
            Assert.Equal(40, (await stream.SendAndGetAsync(2, Sample.Activities(40, "new-"))).AcceptedCount);
            Assert.Equal(40, (await stream.SendAndGetAsync(3, Sample.Activities(40, "newer-"))).AcceptedCount);
            Assert.Equal(120, (await again.DescribeAsync()).EventCount);
        }

        await using var third = await RunningServer.OnDiskAsync(_folder);
        using var resending = await third.OpenAsync("p", ackedThrough: 2);
        Assert.Equal(40, (await resending.SendAndGetAsync(3, Sample.Activities(40, "newer-"))).DuplicateCount);
        Assert.Equal(120, (await third.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task An_older_copy_of_the_data_is_told_to_who_knows_better()
    {
        await using (var server = await RunningServer.OnDiskAsync(_folder))
        {
            using var stream = await server.OpenAsync("p");
            await stream.SendAndGetAsync(1, Sample.Activities(10));
        }

        await using var again = await RunningServer.OnDiskAsync(_folder);
        foreach (var claimed in new[] { 2, 1_000_000, long.MaxValue })
        {
            using var knowing = await again.OpenAsync("p", claimed);
            var loss = knowing.Opened.DataLoss;
            Assert.Equal((1, claimed), (knowing.Opened.LastSequence, loss.LastSequence));
            Assert.InRange(loss.FirstSequence, 1, 2);
        }
        using var honest = await again.OpenAsync("p", ackedThrough: 1);
        Assert.Equal(5, (await honest.SendAndGetAsync(2, Sample.Activities(5, "d"))).AcceptedCount);
    }

    [Fact]
    public async Task A_producer_of_single_calls_goes_on_after_a_restart_with_the_next()
    {
        for (var sequence = 1; sequence <= 4; sequence++)
        {
            await using var server = await RunningServer.OnDiskAsync(_folder);
            var events = Sample.Activities(20, $"s{sequence}-");
            var request = new IngestEventsRequest { ProducerId = "p", Sequence = sequence, Events = { events } };
            Assert.Equal(20, (await server.Ingestion.IngestEventsAsync(request, RunningServer.Call())).Result.AcceptedCount);
            Assert.Equal(20, (await server.Ingestion.IngestEventsAsync(request, RunningServer.Call())).Result.DuplicateCount);
            Assert.Equal(20 * sequence, (await server.DescribeAsync()).EventCount);
        }
    }

    [Fact]
    public async Task Limits_of_names_hold_after_a_restart()
    {
        var names = Enumerable.Range(0, 256).Select(number => Sample.Activity("c", name: $"n{number}"));
        await using (var server = await RunningServer.OnDiskAsync(_folder))
            await server.Ingestion.IngestEventsAsync(new() { Events = { names } }, RunningServer.Call());

        await using var again = await RunningServer.OnDiskAsync(_folder);
        var result = (await again.Ingestion.IngestEventsAsync(
            new() { Events = { Sample.Activity("c", name: "n7"), Sample.Activity("c", name: "new") } }, RunningServer.Call())).Result;
        Assert.Equal((1, RejectionReason.LimitReached), (result.AcceptedCount, result.Rejections.Single().Reason));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused()
    {
        await using var server = await RunningServer.OnDiskAsync(_folder);
        await Assert.ThrowsAsync<Storage.StoreLockedException>(() => RunningServer.OnDiskAsync(_folder));
    }

    [Fact]
    public async Task A_folder_that_another_process_has_is_refused_until_that_is_killed()
    {
        using (var other = await ServerProcess.StartAsync(_folder))
        {
            await Assert.ThrowsAsync<Storage.StoreLockedException>(() => RunningServer.OnDiskAsync(_folder));
            await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(_folder));
            other.Kill();
        }
        await using var server = await RunningServer.OnDiskAsync(_folder);
        Assert.Equal(0, (await server.DescribeAsync()).EventCount);
    }
}
