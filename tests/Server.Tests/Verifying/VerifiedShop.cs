using Grpc.Core;
using RetentionGrpc.Server.Tests.Indexes;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Verifying;

/// <summary>Calls of Verify over the shop of <see cref="IndexedShop"/>.</summary>
internal static class VerifiedShop
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The result, which is the last message; progress comes before it.</summary>
    public static async Task<VerifyResult> VerifyAsync(RunningServer server, VerifyRequest? request = null)
    {
        using var call = server.Operations.Verify(request ?? new() { QuestionCount = 27 }, RunningServer.Call(patience: Patience));
        VerifyResponse? last = null;
        var checks = new HashSet<VerifyCheck>();
        while (await call.ResponseStream.MoveNext())
        {
            Assert.True(last?.Result is null, "A message came after the result.");
            last = call.ResponseStream.Current;
            if (last.Progress is not { } progress)
                continue;
            checks.Add(progress.Check);
            Assert.InRange(progress.DoneCount, 0, progress.TotalCount);
            Assert.InRange(progress.Partition, 0, progress.PartitionCount - 1);
        }
        Assert.NotNull(last?.Result);
        Assert.NotEmpty(checks);
        return last.Result;
    }

    /// <summary>A server on disk that has all of the shop, but for some of its events, and all indexes.</summary>
    public static async Task<RunningServer> FilledAsync(string folder, int left = 0, long snapshotBytes = 1 << 30)
    {
        var server = await RunningServer.OnDiskAsync(
            folder, options => IndexedShop.Indexing(options) with { SnapshotBytes = snapshotBytes });
        await server.Tenants.DeclareSegmentsAsync(DeclarationTests.Segment("country", "DE", "US"), RunningServer.Call());
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.SkipLast(left));
        await IndexedShop.ReadyAsync(server);
        return server;
    }

    /// <summary>What differs, by check.</summary>
    public static ILookup<VerifyCheck, VerifyFinding> Differences(VerifyResult result) =>
        result.Partitions.SelectMany(partition => partition.Differences).ToLookup(difference => difference.Check);
}
