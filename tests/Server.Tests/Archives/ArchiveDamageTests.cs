using System.Buffers.Binary;
using Grpc.Core;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>What is no whole archive is refused, and has left nothing.</summary>
public sealed class ArchiveDamageTests
{
    [Fact]
    public async Task A_damaged_archive_leaves_an_empty_server()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 2 });
        await ArchivedShop.FillAsync(server, 30);
        var archive = await server.ExportAsync();
        await using var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 3 });
        var empty = await restored.DescribeAsync();

        var random = new Random(5);
        var newer = (byte[])archive.Clone();
        BinaryPrimitives.WriteInt32LittleEndian(newer.AsSpan(8), 2);
        var damaged = new List<(byte[] Bytes, string Told)>
        {
            ([], "the end, too early"),
            ("customer_id,day\n1,2\n"u8.ToArray(), "no archive"),
            (newer, "format 2"),
            ([.. archive, 0], "behind the end"),
            (archive[..^1], "the end, too early"),
            ([.. archive[..^1], (byte)(archive[^1] ^ 1)], "not as it was written"),
            ([.. archive[..12], .. archive[12..^45], .. archive], "a record"),
        };
        for (var i = 0; i < 40; i++)
        {
            damaged.Add((archive[..random.Next(archive.Length)], "damaged"));
            var flipped = (byte[])archive.Clone();
            flipped[random.Next(12, flipped.Length)] ^= (byte)(1 << random.Next(8));
            damaged.Add((flipped, "damaged"));
        }
        foreach (var (bytes, told) in damaged)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(() => restored.ImportAsync(bytes, random.Next(1, 60_000)));
            Assert.Equal("ARCHIVE_UNREADABLE", RunningServer.DetailsOf(failure).Info.Type);
            Assert.Contains(told, failure.Status.Detail, StringComparison.Ordinal);
            Assert.Equal(empty, await restored.DescribeAsync());
        }

        Assert.True((await restored.ImportAsync(archive)).EventCount > 500);
    }

    [Fact]
    public async Task Only_an_empty_server_takes_an_archive()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(3) } }, RunningServer.Call());
        var archive = await server.ExportAsync();
        Func<RunningServer, Task>[] somethings =
        [
            target => target.Ingestion.IngestEventsAsync(new() { Events = { new Event() } }, RunningServer.Call()).ResponseAsync,
            target => target.Ingestion.IngestEventsAsync(new() { ProducerId = "p", Sequence = 1 }, RunningServer.Call()).ResponseAsync,
            target => target.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = "b" } }, RunningServer.Call()).ResponseAsync,
            target => target.Tenants
                .DeclareEventPropertiesAsync(new() { EventProperties = { "size" } }, RunningServer.Call()).ResponseAsync,
            target => target.Customers.EraseCustomerAsync(new() { CustomerId = "x" }, RunningServer.Call()).ResponseAsync,
        ];
        foreach (var something in somethings)
        {
            await using var target = await RunningServer.InMemoryAsync();
            await something(target);
            var before = await target.DescribeAsync();
            await RunningServer.FailsAsync(StatusCode.FailedPrecondition, "STORE_NOT_EMPTY", () => target.ImportAsync(archive));
            Assert.Equal(before, await target.DescribeAsync());
        }
        await RunningServer.FailsAsync(StatusCode.FailedPrecondition, "STORE_NOT_EMPTY", () => server.ImportAsync(archive));
    }

    [Fact]
    public async Task What_comes_while_an_archive_is_read_keeps_the_archive_out()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var archive = await server.ExportAsync();
        await using var target = await RunningServer.InMemoryAsync();
        var call = await BeginAsync();
        while (!await IsRestoringAsync(target, archive))
        {
            // The first call comes to the server's ears sooner or later; where the second came before it, it is refused itself.
            if (call.ResponseAsync.IsCompleted)
            {
                call.Dispose();
                call = await BeginAsync();
            }
        }

        await target.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(3) } }, RunningServer.Call());
        await call.RequestStream.CompleteAsync();

        await RunningServer.FailsAsync(StatusCode.FailedPrecondition, "STORE_NOT_EMPTY", () => call.ResponseAsync);
        Assert.Equal(3, (await target.DescribeAsync()).EventCount);
        call.Dispose();

        async Task<AsyncClientStreamingCall<ImportArchiveRequest, ImportArchiveResponse>> BeginAsync()
        {
            var begun = target.Operations.ImportArchive(RunningServer.Call());
            await begun.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFrom(archive) });
            return begun;
        }
    }

    private static async Task<bool> IsRestoringAsync(RunningServer target, byte[] archive)
    {
        var second = await Assert.ThrowsAsync<RpcException>(() => target.ImportAsync(archive[..20]));
        return RunningServer.DetailsOf(second).Info.Type == "RESTORING";
    }
}
