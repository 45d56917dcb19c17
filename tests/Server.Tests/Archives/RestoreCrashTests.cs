using Grpc.Core;
using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>A restore that is cut short at any point leaves an empty server or a whole one.</summary>
public sealed class RestoreCrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_log_that_fails_at_any_append_has_all_or_nothing_at_the_next_start()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var expected = await ArchivedShop.AnswersAsync(server);
        var archive = await server.ExportAsync();
        var (whole, empty, isOver) = (0, 0, false);
        for (var appends = 0; !isOver; appends++)
        {
            foreach (var isLanded in new[] { false, true })
            {
                var log = new RecordingStore(3);
                isOver = await RestoreAsync(new MortalStore(log), archive, appends, isLanded);
                await using var again = await RunningServer.InMemoryAsync(store: log);
                if ((await again.DescribeAsync()).EventCount == 0)
                {
                    Assert.False(isOver);
                    empty++;
                    await again.ImportAsync(archive);
                }
                else
                {
                    whole++;
                }
                ArchivedShop.AreEqual(expected, await ArchivedShop.AnswersAsync(again));
            }
        }
        // Three pieces or more, then the word of partition 0; two more partitions.
        Assert.True(empty >= 6 && whole >= 6, $"{empty} empty, {whole} whole");
    }

    [Fact]
    public async Task Killed_in_the_midst_of_it_the_server_starts_empty_or_whole()
    {
        byte[] archive;
        long events;
        await using (var server = await RunningServer.InMemoryAsync())
        {
            await ArchivedShop.FillAsync(server, 6_000);
            archive = await server.ExportAsync();
            events = (await server.DescribeAsync()).EventCount;
        }
        var (whole, empty) = (0, 0);
        var step = TimeSpan.FromMilliseconds(60);
        for (var wait = TimeSpan.Zero; whole == 0 || empty < 3; wait += step)
        {
            var folder = Path.Combine(_folder, $"{wait.TotalMilliseconds}");
            using (var process = await ServerProcess.StartAsync(folder, 0, "--partitions", "3"))
            {
                using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(process.Address);
                using var call = new OperationsService.OperationsServiceClient(channel).ImportArchive(RunningServer.Call());
                foreach (var chunk in archive.Chunk(200_000))
                    await call.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFrom(chunk) });
                await call.RequestStream.CompleteAsync();
                await Task.WhenAny(call.ResponseAsync, Task.Delay(wait));
                process.Kill();
            }
            await using var again = await RunningServer.OnDiskAsync(folder);
            var found = (await again.DescribeAsync()).EventCount;
            Assert.True(found == 0 || found == events, $"{found} of {events} events after {wait}");
            (whole, empty) = found == 0 ? (whole, empty + 1) : (whole + 1, empty);
            Assert.True(wait < RunningServer.Patience, $"{empty} empty, {whole} whole");
        }
    }

    /// <summary>True if the restore came to its end before the log failed.</summary>
    private static async Task<bool> RestoreAsync(MortalStore store, byte[] archive, int appends, bool isLanded)
    {
        var server = await RunningServer.InMemoryAsync(options => options with { StopTimeout = TimeSpan.Zero }, store: store);
        server.ExpectedError = "could not be";
        store.DieAfter(appends, isLanded);
        var restore = server.ImportAsync(archive);
        await Task.WhenAny(restore, store.Died);
        // Where it is decided, the server goes on trying until it is stopped.
        await server.DisposeAsync();
        try
        {
            await restore;
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    /// <summary>A log that takes so many more appends, and then nothing: the last of them may land unseen.</summary>
    private sealed class MortalStore(ILogStore inner) : StoreAround(inner)
    {
        private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = int.MaxValue;
        private bool _isLanded;

        public Task Died => _died.Task;

        public void DieAfter(int appends, bool isLanded) => (_left, _isLanded) = (appends, isLanded);

        public override async ValueTask<AppendOutcome> AppendAsync(
            int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
        {
            var left = Interlocked.Decrement(ref _left);
            if (left >= 0)
                return await base.AppendAsync(partition, expectedHead, entry, cancellationToken);
            if (left == -1 && _isLanded)
                await base.AppendAsync(partition, expectedHead, entry, cancellationToken);
            _died.TrySetResult();
            throw new StoreUnavailableException("dead");
        }

        public override ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default) =>
            _died.Task.IsCompleted ? throw new StoreUnavailableException("dead") : base.ReadHeadAsync(partition, cancellationToken);
    }
}
