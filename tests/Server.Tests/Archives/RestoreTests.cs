using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Redis.Tests.Servers;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>What is restored from an archive is what was there, whatever the number of partitions and whatever the store.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    [InlineData(4, 4)]
    [InlineData(1, 4)]
    public async Task Everything_is_told_as_before(int before, int after)
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { PartitionCount = before });
        await ArchivedShop.FillAsync(server);
        var expected = await ArchivedShop.AnswersAsync(server);
        var archive = await server.ExportAsync();

        await using (var restored = await OnDiskAsync(after))
        {
            var receipt = await restored.ImportAsync(archive);
            Assert.Equal((3, before), (receipt.TenantCount, receipt.Header.PartitionCount));
            Assert.Equal(expected.Sum(one => (one.Answer as DescribeTenantResponse)?.EventCount ?? 0), receipt.EventCount);
            Assert.True(receipt.RejectedEventCount > 0);
            ArchivedShop.AreEqual(expected, await ArchivedShop.AnswersAsync(restored));
        }
        await using var again = await OnDiskAsync(after);
        ArchivedShop.AreEqual(expected, await ArchivedShop.AnswersAsync(again));
        Assert.Equal(expected.Count, expected.Select(one => one.Question).Distinct().Count() + 2);
    }

    [Fact]
    public async Task What_was_in_files_is_restored_into_Redis_and_back()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var server = await OnDiskAsync(4);
        await ArchivedShop.FillAsync(server, 60);
        var expected = await ArchivedShop.AnswersAsync(server);
        byte[] archive;
        await using (var inRedis = await InRedisAsync(redis))
            await inRedis.ImportAsync(await server.ExportAsync());
        await using (var again = await InRedisAsync(redis))
        {
            ArchivedShop.AreEqual(expected, await ArchivedShop.AnswersAsync(again));
            archive = await again.ExportAsync();
        }
        await using var back = await RunningServer.OnDiskAsync(Path.Combine(_folder, "back"));

        await back.ImportAsync(archive);

        ArchivedShop.AreEqual(expected, await ArchivedShop.AnswersAsync(back));
    }

    [Fact]
    public async Task An_archive_of_the_restored_is_as_good()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 3 });
        await ArchivedShop.FillAsync(server, 50);
        var expected = await ArchivedShop.AnswersAsync(server);
        await using var second = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 2 });
        await second.ImportAsync(await server.ExportAsync(), 1_000_000);
        await using var third = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 5 });

        await third.ImportAsync(await second.ExportAsync(), 777);

        ArchivedShop.AreEqual(expected, await ArchivedShop.AnswersAsync(third));
    }

    [Fact]
    public async Task Rejected_events_can_be_ingested_again_where_they_belong()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var soon = Sample.Activity("early");
        soon.OccurredTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(5).AddSeconds(2));
        var result = (await server.Ingestion.IngestEventsAsync(new() { Events = { soon } }, RunningServer.Call())).Result;
        Assert.Equal(RejectionReason.Future, result.Rejections.Single().Reason);
        await using var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 7 });
        await restored.ImportAsync(await server.ExportAsync());

        using var patience = new CancellationTokenSource(RunningServer.Patience);
        ReingestEventsResponse again;
        do
        {
            again = await restored.Ingestion.ReingestEventsAsync(
                new() { Reason = RejectionReason.Future }, RunningServer.Call().WithCancellationToken(patience.Token));
        }
        while (again.AcceptedCount == 0);

        Assert.Equal(1, (await restored.DescribeAsync()).EventCount);
        var profile = await restored.Customers.GetCustomerAsync(
            new() { CustomerId = "early", Options = new() { AsOfTime = new() { Seconds = 4_000_000_000 } } }, RunningServer.Call());
        Assert.Equal(1, profile.Customer.Kinds.Single().EventCount);
    }

    [Fact]
    public async Task An_erasure_that_was_under_way_is_completed_and_event_ids_still_count_once()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 20);
        var archive = await server.ExportAsync();
        await using var restored = await OnDiskAsync(3);
        await restored.ImportAsync(archive);

        var receipt = await restored.Customers.EraseCustomerAsync(
            new() { CustomerId = ArchivedShop.Erased }, RunningServer.Call("berlin"));
        await RunningServer.WaitUntilAsync(() => restored.Customers.GetErasure(
            new() { ErasureId = receipt.Erasure.ErasureId }, RunningServer.Call("berlin")).Erasure.PurgedTime is not null);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)),
            file => ReadShared(file).AsSpan().IndexOf("erased.customer"u8) >= 0);
        var sent = await restored.Ingestion.IngestEventsAsync(
            new() { Events = { Enumerable.Range(1, 12).Select(n => Sample.Activity($"s{n}", $"id-{n}", 2 * n)) } },
            RunningServer.Call("berlin"));
        // That of the customer who was erased counts as known, too: nobody else may have its id.
        Assert.Equal(12, sent.Result.DuplicateCount);
    }

    [Fact]
    public async Task A_read_token_of_the_other_server_is_foreign()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var written = await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(5) } }, RunningServer.Call());
        await using var restored = await RunningServer.InMemoryAsync();
        await restored.ImportAsync(await server.ExportAsync());

        var question = new ComputeRetentionRequest
        {
            Options = new() { ReadToken = written.ReadToken },
            Base = new(),
            Comparisons = { new ActivityWindow() },
        };
        await RunningServer.FailsAsync(
            StatusCode.InvalidArgument, "READ_TOKEN_FOREIGN",
            () => restored.Metrics.ComputeRetentionAsync(question, RunningServer.Call()).ResponseAsync);
        question.Options = new();
        Assert.Equal(5, (await restored.Metrics.ComputeRetentionAsync(question, RunningServer.Call())).BaseCount);
    }

    private Task<RunningServer> OnDiskAsync(int partitionCount) =>
        RunningServer.OnDiskAsync(_folder, options => options with { PartitionCount = partitionCount });

    private static Task<RunningServer> InRedisAsync(RedisProcess redis) => RunningServer.InMemoryAsync(options => options with
    {
        PartitionCount = 3,
        Redis = new RedisLogOptions { Configuration = redis.Address },
    });

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
