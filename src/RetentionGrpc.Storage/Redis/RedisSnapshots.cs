using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>
/// The snapshots of one partition in Redis. The chunks of one are garbage until its manifest is committed and after it is dropped, and
/// garbage is swept away: what a process leaves behind that dies at any point is found by the next.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its semaphore is only awaited and has no handle.")]
internal sealed class RedisSnapshots(RedisConnection redis, RedisKeys keys, RedisValue identity, int number)
{
    private const int ChecksumBytes = sizeof(uint);
    private const int ChunksAhead = 8;

    private readonly SemaphoreSlim _turn = new(1);

    public async ValueTask<bool> CommitAsync(
        LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await SweepAsync().ConfigureAwait(false);
            var token = Guid.NewGuid().ToString("N");
            if (await CommitAsync(head, token, null).ConfigureAwait(false) is { } settled)
                return settled;
            await redis.AskAsync(database => database.SetAddAsync(keys.Garbage, token)).ConfigureAwait(false);
            var manifest = await WriteAsync(head, token, chunks, cancellation).ConfigureAwait(false);
            var isKept = await CommitAsync(head, token, manifest).ConfigureAwait(false) ?? false;
            await SweepAsync().ConfigureAwait(false);
            return isKept;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask<IReadOnlyList<LogHead>> ReadHeadsAsync()
    {
        var heads = await redis.AskAsync(database => database.HashKeysAsync(keys.Snapshots)).ConfigureAwait(false);
        return [.. heads.Select(RedisBytes.ToHead).OrderByDescending(head => head.Sequence)];
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        LogHead head, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var field = RedisBytes.Of(head);
        var stored = await redis.AskAsync(database => database.HashGetAsync(keys.Snapshots, field)).ConfigureAwait(false);
        if (stored.IsNull)
            throw new LogTrimmedException(number, head);
        var manifest = RedisManifest.FromValue(stored) ?? throw Corrupt(head, "its manifest cannot be read");
        using var digest = new SnapshotDigest(head);
        var coming = new Queue<Task<RedisValue>>();
        for (int next = 0, at = 0; at < manifest.Chunks; at++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (; next < Math.Min(manifest.Chunks, at + ChunksAhead); next++)
                coming.Enqueue(AskChunk(manifest.Token, next));
            var chunk = (byte[]?)await coming.Dequeue().ConfigureAwait(false);
            if (chunk is null && !(await ReadHeadsAsync().ConfigureAwait(false)).Contains(head))
                throw new LogTrimmedException(number, head);
            if (chunk is not { Length: >= ChecksumBytes }
                || BinaryPrimitives.ReadUInt32BigEndian(chunk) != Checksum.Crc32C(chunk.AsSpan(ChecksumBytes)))
            {
                throw Corrupt(head, string.Create(CultureInfo.InvariantCulture, $"chunk {at} of its snapshot is"));
            }
            digest.Add(chunk.AsSpan(ChecksumBytes));
            yield return chunk.AsMemory(ChecksumBytes);
        }
        if (digest.Finish() != manifest.Digest)
            throw Corrupt(head, "its snapshot is not the one of its manifest");
    }

    public async ValueTask<bool> DropAsync(LogHead head)
    {
        RedisKey[] used = [keys.Head, keys.Snapshots, keys.Garbage];
        RedisValue[] arguments = [identity, RedisBytes.Of(head)];
        var answer = await redis.RunAsync(RedisScripts.Drop, used, arguments).ConfigureAwait(false);
        if ((string)answer[0]! != "ok")
            return false;
        await SweepAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes away the chunks of what is being written, was given up or is kept no longer.</summary>
    public async ValueTask SweepAsync()
    {
        foreach (var token in await redis.AskAsync(database => database.SetMembersAsync(keys.Garbage)).ConfigureAwait(false))
        {
            RedisKey[] used = [keys.Chunks(token!), keys.Garbage];
            await redis.RunAsync(RedisScripts.Sweep, used, [token]).ConfigureAwait(false);
        }
    }

    private Task<RedisValue> AskChunk(string token, int chunk) =>
        redis.AskAsync(database => database.HashGetAsync(keys.Chunks(token), chunk)).AsTask();

    private async ValueTask<RedisManifest> WriteAsync(
        LogHead head, string token, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
    {
        var count = 0;
        using var digest = new SnapshotDigest(head);
        RedisKey[] used = [keys.Chunks(token), keys.Garbage];
        await foreach (var chunk in chunks.WithCancellation(cancellation).ConfigureAwait(false))
        {
            LogLimits.CheckChunk(chunk);
            digest.Add(chunk.Span);
            var bytes = new byte[ChecksumBytes + chunk.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, Checksum.Crc32C(chunk.Span));
            chunk.Span.CopyTo(bytes.AsSpan(ChecksumBytes));
            RedisValue[] arguments = [token, count++, bytes];
            var answer = await redis.RunAsync(RedisScripts.Chunk, used, arguments).ConfigureAwait(false);
            if ((string)answer[0]! != "ok")
                throw new StoreUnavailableException("Another server has swept the snapshot away while it was written.");
        }
        return new(token, count, digest.Finish());
    }

    /// <summary>Commits, or with no manifest asks whether there is something to commit: null means that there is.</summary>
    private async ValueTask<bool?> CommitAsync(LogHead head, string token, RedisManifest? manifest)
    {
        RedisKey[] used = [keys.Head, keys.Log, keys.Snapshots, keys.Garbage, keys.Chunks(token)];
        RedisValue[] arguments =
        [
            identity, RedisBytes.Of(head), RedisKeys.Place(head.Sequence), head.Sequence, token, manifest?.Chunks ?? RedisValue.EmptyString,
            manifest?.ToValue() ?? RedisValue.EmptyString, LogLimits.KeptSnapshots,
        ];
        var answer = await redis.RunAsync(RedisScripts.Commit, used, arguments).ConfigureAwait(false);
        return (string)answer[0]! switch
        {
            "ok" or "stands" => true,
            "refused" => false,
            "due" => null,
            _ => throw new StoreUnavailableException("The snapshot's chunks, or the log, are no longer in Redis."),
        };
    }

    private LogCorruptException Corrupt(LogHead head, string damage) => new(redis.Place, number, head.Sequence, damage);
}
