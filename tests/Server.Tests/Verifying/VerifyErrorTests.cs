using Grpc.Core;
using RetentionGrpc.Redis.Tests.Servers;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Indexes;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Verifying;

/// <summary>What ends a call of Verify; VERIFICATION_RUNNING is among the reasons that every server gives.</summary>
public sealed class VerifyErrorTests
{
    [Fact]
    public async Task What_cannot_be_asked_is_refused_with_its_reason()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await FailsAsync(server, new() { TenantId = "nobody" }, StatusCode.NotFound, "TENANT_NOT_FOUND");
        await FailsAsync(server, new() { QuestionCount = -1 }, StatusCode.InvalidArgument, "INVALID_FIELD");
        await FailsAsync(server, new() { QuestionCount = 10_001 }, StatusCode.InvalidArgument, "INVALID_FIELD");
        var none = await VerifiedShop.VerifyAsync(server, new() { QuestionCount = 0 });
        Assert.True(none.IsEqual);
        Assert.All(none.Partitions, partition => Assert.Equal((0, 0), (partition.QuestionCount, partition.IndexRowCount)));
    }

    [Fact]
    public async Task A_second_copy_that_does_not_fit_is_refused_before_it_is_made()
    {
        var used = 1L << 20;
        var collections = 0L;
        var gauge = new MemoryGauge(() => used, () => used, () => collections, () => collections++);
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { MemoryLimit = 1L << 30, MemoryGauge = gauge, PartitionCount = 4 });
        Assert.True((await VerifiedShop.VerifyAsync(server)).IsEqual);

        // Four partitions: a half of what is used more.
        used = 720L << 20;
        var metadata = await FailsAsync(server, new(), StatusCode.ResourceExhausted, "MEMORY_FULL");
        Assert.Equal(("1073741824", "754974720"), (metadata["limit_bytes"], metadata["used_bytes"]));
        used = 680L << 20;
        Assert.True((await VerifiedShop.VerifyAsync(server)).IsEqual);
    }

    [Fact]
    public async Task A_copy_that_outgrows_the_memory_is_given_up()
    {
        var used = 1L << 20;
        var collections = 0L;
        var gauge = new MemoryGauge(() => used, () => used, () => collections, () => collections++);
        var store = new HeldStore();
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { MemoryLimit = 1L << 30, MemoryGauge = gauge }, store: store);
        server.ExpectedError = "the limit is 1073741824";
        store.Hold();
        var refused = FailsAsync(server, new(), StatusCode.ResourceExhausted, "MEMORY_FULL");
        await store.Held.WaitAsync(RunningServer.Patience);
        used = 2L << 30;
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var patience = new CancellationTokenSource(RunningServer.Patience);
            while (!patience.IsCancellationRequested)
                await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call());
        });
        store.Release();
        Assert.Equal("2147483648", (await refused)["used_bytes"]);
    }

    [Fact]
    public async Task A_log_that_is_trimmed_meanwhile_is_begun_anew_and_at_last_given_up()
    {
        var store = new HeldStore();
        await using var server = await RunningServer.InMemoryAsync(store: store);
        store.Trims = 4;
        var verified = await VerifiedShop.VerifyAsync(server);
        Assert.True(verified.IsEqual && verified.Partitions[0].EntryCount > 0);
        store.Trims = 5;
        await FailsAsync(server, new(), StatusCode.Unavailable, "OVERLOADED");
    }

    [Fact]
    public async Task A_snapshot_that_is_not_what_the_log_before_it_makes_is_a_difference()
    {
        var store = new HeldStore();
        await using var server = await RunningServer.InMemoryAsync(options => options with { SnapshotBytes = 20_000 }, store: store);
        for (var batch = 0; (await store.ReadSnapshotHeadsAsync(0)).Count < 2; batch++)
            await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(200, $"c{batch}") } }, RunningServer.Call());
        var healthy = await VerifiedShop.VerifyAsync(server);
        Assert.Equal((true, 2), (healthy.IsEqual, healthy.Partitions[0].SnapshotCount));

        server.ExpectedError = "verification";
        store.IsSwapped = true;
        var difference = Assert.Single((await VerifiedShop.VerifyAsync(server)).Partitions[0].Differences);
        Assert.Equal(VerifyCheck.Log, difference.Check);
        Assert.Matches("^the snapshot of entry [0-9]+ is not what the log before it makes$", difference.Description);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_at_once_and_leaves_room_for_the_next()
    {
        var store = new HeldStore();
        await using var server = await RunningServer.InMemoryAsync(store: store);
        store.Hold();
        using var patience = new CancellationTokenSource();
        using (var call = server.Operations.Verify(new(), RunningServer.Call().WithCancellationToken(patience.Token)))
        {
            await store.Held.WaitAsync(RunningServer.Patience);
            await patience.CancelAsync();
            var ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
            Assert.Equal(StatusCode.Cancelled, ended.StatusCode);
        }

        store.Release();
        await IndexedShop.UntilAsync(async () =>
        {
            try
            {
                return (await VerifiedShop.VerifyAsync(server)).IsEqual;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Aborted)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task A_log_in_Redis_verifies_and_one_that_does_not_answer_is_told()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var server = await RunningServer.InMemoryAsync(options => IndexedShop.Indexing(options) with
        {
            Redis = new RedisLogOptions { Configuration = $"{redis.Address},asyncTimeout=500" },
            SnapshotBytes = 200_000,
        });
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.ReadyAsync(server);
        var result = await VerifiedShop.VerifyAsync(server);
        Assert.True(result.IsEqual);
        Assert.All(result.Partitions, partition => Assert.True(partition.SnapshotCount > 0 && partition.IndexRowCount > 0));

        server.ExpectedError = "";
        redis.Pause();
        await FailsAsync(server, new(), StatusCode.Unavailable, "STORE_UNAVAILABLE");
        redis.Resume();
    }

    private static Task<IDictionary<string, string>> FailsAsync(
        RunningServer server, VerifyRequest request, StatusCode code, string reason) =>
        RunningServer.FailsAsync(code, reason, async () =>
        {
            using var call = server.Operations.Verify(request, RunningServer.Call());
            while (await call.ResponseStream.MoveNext())
            {
                // Progress, before it is refused.
            }
        });
}
