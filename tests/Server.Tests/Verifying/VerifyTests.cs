using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Tests.Commands;
using RetentionGrpc.Server.Tests.Indexes;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;
using AnySelector = RetentionGrpc.Engine.Metrics.ActivitySelector;

namespace RetentionGrpc.Server.Tests.Verifying;

/// <summary>A server verifies what it holds; what was broken by hand is found and named.</summary>
public sealed class VerifyTests : IDisposable
{
    private const string Expected = "verification";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_healthy_server_verifies_equal_while_events_come_and_snapshots_are_taken()
    {
        const int left = 6_000;
        await using var server = await VerifiedShop.FilledAsync(_folder.Root, left, snapshotBytes: 200_000);
        var coming = SendAsync(server, IndexedShop.Events.TakeLast(left));
        var first = await VerifiedShop.VerifyAsync(server);
        await coming;
        var second = await VerifiedShop.VerifyAsync(server, new() { QuestionCount = 27, Seed = 2 });

        Assert.All((VerifyResult[])[first, second], result =>
        {
            Assert.Empty(VerifiedShop.Differences(result));
            Assert.True(result.IsEqual);
            Assert.Equal(IndexedShop.Partitions, result.Partitions.Count);
        });
        Assert.All(second.Partitions, partition =>
        {
            Assert.Empty(partition.Unverified);
            Assert.True(partition.SnapshotCount > 0 && partition.FirstSequence > 0, "No snapshot was verified.");
            Assert.Equal(partition.LastSequence, partition.FirstSequence + partition.EntryCount);
            Assert.InRange(partition.IndexedQuestionCount, 1, partition.QuestionCount);
            Assert.True(partition.IndexRowCount > 1_000, $"only {partition.IndexRowCount} rows of indexes");
            Assert.Matches("^[0-9a-f]{16}$", partition.StateDigest);
        });
        Assert.True(second.Partitions.Sum(partition => partition.LastSequence) > first.Partitions.Sum(partition => partition.LastSequence));
    }

    [Fact]
    public async Task A_server_in_memory_verifies_too_and_one_tenant_alone()
    {
        await using var server = await IndexedShop.IndexingAsync();
        await server.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = "small" } }, RunningServer.Call());
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.Take(500), "small");
        await IndexedShop.ReadyAsync(server);
        await IndexedShop.ReadyAsync(server, "small");

        var all = await VerifiedShop.VerifyAsync(server);
        var one = await VerifiedShop.VerifyAsync(server, new() { TenantId = "small", QuestionCount = 9 });
        Assert.True(all.IsEqual && one.IsEqual);
        // One that took long, because the machine was busy, is left out.
        Assert.All(one.Partitions, partition => Assert.InRange(partition.QuestionCount, 1, 9));
        Assert.All(all.Partitions.Zip(one.Partitions), pair =>
        {
            Assert.Equal(pair.First.StateDigest, pair.Second.StateDigest);
            Assert.InRange(pair.First.QuestionCount, 28, 54);
            Assert.True(pair.Second.IndexRowCount < pair.First.IndexRowCount);
        });
    }

    [Fact]
    public async Task A_count_that_was_flipped_in_an_index_is_found_by_digests_and_by_answers()
    {
        await using var server = await VerifiedShop.FilledAsync(_folder.Root);
        server.ExpectedError = Expected;
        server.Partitions[1].Enter(partition =>
        {
            partition.Find("default")!.Indexes.Ready!.Segments[^1].ActivityOf(AnySelector.Any)!.Matrix
                .AddDay(ActivityMatrix.BeforeAxis, 100, ActivityMatrix.Never);
            return true;
        });

        var result = await VerifiedShop.VerifyAsync(server, new() { QuestionCount = 180 });
        Assert.False(result.IsEqual);
        Assert.Equal(0, result.Partitions[0].DifferenceCount);
        var differences = VerifiedShop.Differences(result);
        Assert.Contains("selector 0, matrix of last days, step 101", differences[VerifyCheck.Indexes].First().Description,
            StringComparison.Ordinal);
        var answer = differences[VerifyCheck.Answers].First();
        Assert.Equal("default", answer.TenantId);
        Assert.Contains("by Matrices", answer.Description, StringComparison.Ordinal);
        Assert.Contains("by the log's timelines", answer.Description, StringComparison.Ordinal);
        Assert.Empty(differences[VerifyCheck.State]);
        Assert.Empty(differences[VerifyCheck.Log]);
    }

    [Fact]
    public async Task A_timeline_that_was_changed_in_memory_is_found_and_the_command_says_so()
    {
        await using var server = await VerifiedShop.FilledAsync(_folder.Root);
        server.ExpectedError = Expected;
        string[] command = ["verify", "--server", $"http://127.0.0.1:{server.Port}", "--questions", "9"];
        var healthy = await CommandLine.RunAsync(command);
        healthy.Succeeds();
        Assert.Equal("All that was compared is equal.", healthy.LastLine);
        Assert.Contains("partition 1 of 0 to 1, tenant default: indexes", healthy.Errors, StringComparison.Ordinal);

        server.Partitions[0].Enter(partition => Forget(partition.Find("default")!));
        var broken = await CommandLine.RunAsync(command);
        Assert.Equal(1, broken.ExitCode);
        Assert.Equal("Something differs.", broken.LastLine);
        Assert.Contains(
            "DIFFERENT  partition 0, tenant default, state: the timelines of tenant 'default' at entry", broken.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_was_changed_on_the_disk_is_found_and_named()
    {
        await using var server = await VerifiedShop.FilledAsync(_folder.Root);
        server.ExpectedError = Expected;
        await ChangeAsync(Directory.EnumerateFiles(_folder.Root, "journal-*").Order().First(), share: 0.1);

        var result = await VerifiedShop.VerifyAsync(server);
        Assert.False(result.IsEqual);
        var difference = Assert.Single(VerifiedShop.Differences(result)[VerifyCheck.Log]);
        Assert.Matches("^entry [0-9]+ cannot be read: its bytes are not those that were written", difference.Description);
        var damaged = result.Partitions.Single(partition => partition.DifferenceCount > 0);
        Assert.Contains("nothing can be compared beyond", Assert.Single(damaged.Unverified).Description, StringComparison.Ordinal);
        Assert.Contains(result.Partitions, partition => partition.DifferenceCount == 0 && partition.QuestionCount > 0);
    }

    [Fact]
    public async Task A_snapshot_that_was_changed_on_the_disk_is_found_and_named()
    {
        await using var server = await VerifiedShop.FilledAsync(_folder.Root, snapshotBytes: 200_000);
        server.ExpectedError = Expected;
        await ChangeAsync(await OlderSnapshotAsync(server), share: 0.5);

        var result = await VerifiedShop.VerifyAsync(server);
        var difference = Assert.Single(VerifiedShop.Differences(result)[VerifyCheck.Log]);
        Assert.Matches("^the snapshot of entry [0-9]+ cannot be used", difference.Description);
        Assert.All(result.Partitions, partition => Assert.True(partition.QuestionCount > 0, "The newer snapshot was not gone on from."));
    }

    private static async Task SendAsync(RunningServer server, IEnumerable<Event> events)
    {
        foreach (var chunk in events.Chunk(50))
        {
            await server.Ingestion.IngestEventsAsync(new() { Events = { chunk } }, RunningServer.Call());
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    /// <summary>Takes an event of a customer back, without a word to the log or the indexes.</summary>
    private static bool Forget(TenantState tenant)
    {
        TimelineEvent first = tenant.Live(5)[0];
        tenant.Customers.Timelines.Retract(5, first, tenant.Order);
        return true;
    }

    /// <summary>A snapshot with a newer one of the same partition; events come until there is one.</summary>
    private async Task<string> OlderSnapshotAsync(RunningServer server)
    {
        var partitionName = "snapshot-000".Length;
        using var patience = new CancellationTokenSource(VerifiedShop.Patience);
        while (true)
        {
            var older = Directory.EnumerateFiles(_folder.Root, "snapshot-*.snap").Order(StringComparer.Ordinal)
                .GroupBy(path => Path.GetFileName(path)[..partitionName]).FirstOrDefault(snapshots => snapshots.Count() > 1);
            if (older is not null)
                return older.First();
            patience.Token.ThrowIfCancellationRequested();
            await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.Take(500));
        }
    }

    private static async Task ChangeAsync(string path, double share)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);
        file.Position = (long)(file.Length * share);
        var found = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(found ^ 0x40));
    }
}
