using Grpc.Core;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>What happens beside a restore, or to it, while it is under way.</summary>
public sealed class RestoreRaceTests
{
    /// <summary>Partition 0's word lands unseen, its log does not answer, the others do; then the server is stopped.</summary>
    [Fact]
    public async Task A_word_that_landed_unseen_before_a_stop_counts_at_the_next_start()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var expected = (await server.DescribeAsync()).EventCount;
        var archive = await server.ExportAsync();
        var log = new RecordingStore(3);
        var store = new DeafStore(log);
        var restored = await RunningServer.InMemoryAsync(options => options with { StopTimeout = TimeSpan.Zero }, store: store);
        restored.ExpectedError = "could not be";
        var restore = restored.ImportAsync(archive);
        await store.Deaf;
        await restored.DisposeAsync();
        await Assert.ThrowsAsync<RpcException>(() => restore);

        await using var again = await RunningServer.InMemoryAsync(store: log);
        var found = (await again.DescribeAsync()).EventCount;
        Assert.Equal(expected, found);
    }

    /// <summary>A server before decides after this one has read partition 0 and before its term; the term's first append fails.</summary>
    [Fact]
    public async Task A_word_of_the_server_before_that_lands_after_recovery_counts()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var expected = (await server.DescribeAsync()).EventCount;
        var archive = await server.ExportAsync();
        var log = new RecordingStore(3);
        var first = new DeafStore(log, isLanded: false);
        var restored = await RunningServer.InMemoryAsync(options => options with { StopTimeout = TimeSpan.Zero }, store: first);
        restored.ExpectedError = "could not be";
        var restore = restored.ImportAsync(archive);
        await first.Deaf;
        first.IsDead = true;
        await restored.DisposeAsync();
        await Assert.ThrowsAsync<RpcException>(() => restore);

        var second = await RunningServer.InMemoryAsync(store: new LateWordStore(log, first.Word!));
        second.ExpectedError = "could not be";
        var served = (await second.DescribeAsync()).EventCount;
        await second.DisposeAsync();
        await using var again = await RunningServer.InMemoryAsync(store: log);
        var found = (await again.DescribeAsync()).EventCount;
        Assert.Equal((expected, expected), (served, found));
    }

    [Fact]
    public async Task What_is_declared_while_an_archive_is_taken_over_is_there_or_refused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var archive = await server.ExportAsync();
        var store = new SlowStore(new RecordingStore(3));
        await using var restored = await RunningServer.InMemoryAsync(store: store);
        var restore = restored.ImportAsync(archive);
        await store.Reached;
        var declared = DeclareAsync();
        await RunningServer.FailsAsync(StatusCode.Unavailable, "RESTORING", () => restored.OpenAsync("meanwhile"));
        store.Go();
        await restore;
        try
        {
            // It may have come so late that it found what was restored.
            await declared;
        }
        catch (RpcException refused)
        {
            Assert.Equal("RESTORING", RunningServer.DetailsOf(refused).Info.Type);
            await DeclareAsync();
        }
        Assert.Contains("late", (await restored.DescribeAsync()).Tenant.EventProperties);

        Task<DeclareEventPropertiesResponse> DeclareAsync() => restored.Tenants.DeclareEventPropertiesAsync(
            new() { TenantId = "default", EventProperties = { "late" } }, RunningServer.Call()).ResponseAsync;
    }

    [Fact]
    public async Task A_stream_that_was_open_before_the_restore_ends_and_opens_anew()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var archive = await server.ExportAsync();
        await using var restored = await RunningServer.InMemoryAsync();
        using var stream = await restored.OpenAsync("idle");
        await restored.ImportAsync(archive);
        await RunningServer.FailsAsync(StatusCode.Unavailable, "RESTORING", stream.NextAsync);
        using var anew = await restored.OpenAsync("idle");
        Assert.Equal(20, (await anew.SendAndGetAsync(1, Sample.Activities(20, "s-"))).AcceptedCount);
    }

    [Fact]
    public async Task A_client_library_stream_that_was_open_before_the_restore_goes_on()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var archive = await server.ExportAsync();
        await using var restored = await RunningServer.InMemoryAsync();
        await using var client = new RetentionGrpc.Client.RetentionClient(restored.Channel.CreateCallInvoker());
        await using var stream = await client.OpenEventStreamAsync(new RetentionGrpc.Client.EventStreamOptions { ProducerId = "idle" });
        await restored.ImportAsync(archive);
        var before = (await restored.DescribeAsync()).EventCount;
        await stream.SendAsync(Sample.Activities(20, "after"));
        await stream.FlushAsync().WaitAsync(RunningServer.Patience);
        Assert.Equal(before + 20, (await restored.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task Chunks_without_end_are_refused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var archive = await server.ExportAsync();
        await using var restored = await RunningServer.InMemoryAsync(
            options => options with { MemoryLimit = GC.GetTotalMemory(forceFullCollection: true) + 100_000_000 });
        restored.ExpectedError = "memory";
        // The header's record, then chunks of 256 KiB that no partition's end follows.
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(archive.AsSpan(13));
        var opening = archive[..(12 + 5 + length + 4)];
        var chunk = Record(2, new byte[256 * 1024]);
        using var call = restored.Operations.ImportArchive(RunningServer.Call(patience: TimeSpan.FromMinutes(2)));
        await call.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFrom(opening) });
        var message = new ImportArchiveRequest { Chunk = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(chunk) };
        var sent = 0;
        try
        {
            for (; sent < 6_000 && !call.ResponseAsync.IsCompleted; sent++)
                await call.RequestStream.WriteAsync(message);
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException)
        {
            Assert.True(sent > 0, "The server ended it at once.");
        }
        Assert.True(sent < 6_000, $"{sent} chunks of 256 KiB were taken.");
        await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "MEMORY_FULL", () => call.ResponseAsync);
    }

    /// <summary>Partition 0 holds what was restored, and the others do not yet: no question is answered in part.</summary>
    [Fact]
    public async Task Nothing_is_told_between_the_first_word_and_the_last()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 60);
        var expected = (await server.DescribeAsync()).EventCount;
        var archive = await server.ExportAsync();
        var store = new SlowStore(new RecordingStore(3), partition: 1, EntryKind.RestoreEnd);
        await using var restored = await RunningServer.InMemoryAsync(store: store);
        var restore = restored.ImportAsync(archive);
        await store.Reached;
        await RunningServer.FailsAsync(StatusCode.Unavailable, "RESTORING", () => restored.DescribeAsync());
        await RunningServer.FailsAsync(StatusCode.Unavailable, "RESTORING", () => restored.Metrics.ComputeRetentionAsync(
            new() { Base = new(), Comparisons = { new ActivityWindow() } }, RunningServer.Call()).ResponseAsync);
        store.Go();
        await restore;
        Assert.Equal(expected, (await restored.DescribeAsync()).EventCount);
    }

    /// <summary>Partition 0 has taken what the others have nothing of: no server of this version leaves that, but damage does.</summary>
    [Fact]
    public async Task Part_of_a_restore_is_not_served()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 20);
        var log = new RecordingStore(3);
        await using (var restored = await RunningServer.InMemoryAsync(store: log))
            await restored.ImportAsync(await server.ExportAsync());
        var part = new PartStore(log, new RecordingStore(3));
        var refused = await Assert.ThrowsAsync<LogCorruptException>(() => RunningServer.InMemoryAsync(store: part));
        Assert.Equal(1, refused.Partition);
    }

    [Fact]
    public async Task An_import_that_sends_nothing_ends()
    {
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { ReadTimeout = TimeSpan.FromMilliseconds(300) });
        using var call = server.Operations.ImportArchive(RunningServer.Call());
        await call.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFrom(1, 2, 3) });
        await RunningServer.FailsAsync(StatusCode.DeadlineExceeded, "MESSAGE_TIMEOUT", () => call.ResponseAsync);
    }

    private static byte[] Record(byte kind, byte[] payload)
    {
        var record = new byte[5 + payload.Length + 4];
        record[0] = kind;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(1), payload.Length);
        payload.CopyTo(record, 5);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
            record.AsSpan(5 + payload.Length), Crc32C(record.AsSpan(..^4)));
        return record;
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }

    private static bool IsWord(ReadOnlyMemory<byte> entry) => new EntryReader(entry.Span).Kind == EntryKind.RestoreEnd;

    /// <summary>From partition 0's RestoreEnd on that partition does not answer any more; the entry may have landed.</summary>
    private sealed class DeafStore(ILogStore inner, bool isLanded = true) : StoreAround(inner)
    {
        private readonly TaskCompletionSource _deaf = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Deaf => _deaf.Task;

        public byte[]? Word { get; private set; }

        public bool IsDead { get; set; }

        public override async ValueTask<AppendOutcome> AppendAsync(
            int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
        {
            if (partition > 0 && !IsDead)
                return await base.AppendAsync(partition, expectedHead, entry, cancellationToken);
            if (!_deaf.Task.IsCompleted && !IsWord(entry))
                return await base.AppendAsync(partition, expectedHead, entry, cancellationToken);
            if (!_deaf.Task.IsCompleted)
            {
                Word = entry.ToArray();
                if (isLanded)
                    await base.AppendAsync(partition, expectedHead, entry, cancellationToken);
                _deaf.TrySetResult();
            }
            throw new StoreUnavailableException("deaf");
        }

        public override ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default) =>
            IsDead || (partition == 0 && _deaf.Task.IsCompleted)
                ? throw new StoreUnavailableException("deaf")
                : base.ReadHeadAsync(partition, cancellationToken);
    }

    /// <summary>Before this server's first append to partition 0 another's word lands there; that append and the look at it fail.</summary>
    private sealed class LateWordStore(ILogStore inner, byte[] word) : StoreAround(inner)
    {
        private int _step;

        public override async ValueTask<AppendOutcome> AppendAsync(
            int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
        {
            if (partition > 0 || _step > 0)
                return await base.AppendAsync(partition, expectedHead, entry, cancellationToken);
            var head = await base.ReadHeadAsync(0, cancellationToken);
            Assert.True((await base.AppendAsync(0, head, word, cancellationToken)).IsAppended);
            _step = 1;
            throw new StoreUnavailableException("late");
        }

        public override ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
        {
            if (partition == 0 && _step == 1)
            {
                _step = 2;
                throw new StoreUnavailableException("late");
            }
            return base.ReadHeadAsync(partition, cancellationToken);
        }
    }

    /// <summary>Partition 0 of one log, and the others of another.</summary>
    private sealed class PartStore(ILogStore first, ILogStore others) : StoreAround(first)
    {
        public override ValueTask<AppendOutcome> AppendAsync(
            int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default) =>
            partition == 0
                ? base.AppendAsync(partition, expectedHead, entry, cancellationToken)
                : others.AppendAsync(partition, expectedHead, entry, cancellationToken);

        public override ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default) => partition == 0
            ? base.ReadHeadAsync(partition, cancellationToken)
            : others.ReadHeadAsync(partition, cancellationToken);

        public override IAsyncEnumerable<LogEntry> ReadAsync(
            int partition, long afterSequence, CancellationToken cancellationToken = default) => partition == 0
            ? base.ReadAsync(partition, afterSequence, cancellationToken)
            : others.ReadAsync(partition, afterSequence, cancellationToken);
    }

    /// <summary>An entry of a restore waits: the first piece, or one of another kind.</summary>
    private sealed class SlowStore(ILogStore inner, int partition = 0, EntryKind kind = EntryKind.RestorePart) : StoreAround(inner)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Go() => _go.TrySetResult();

        public override async ValueTask<AppendOutcome> AppendAsync(
            int place, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
        {
            if (place == partition && new EntryReader(entry.Span).Kind == kind)
            {
                _reached.TrySetResult();
                await _go.Task;
            }
            return await base.AppendAsync(place, expectedHead, entry, cancellationToken);
        }
    }
}
