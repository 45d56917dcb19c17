using System.Buffers;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>The log of one partition in Redis: a stream, and a hash with its head.</summary>
internal sealed class RedisPartition
{
    private const int FirstPage = 8;
    private const int LastPage = 512;
    private const int PageBytes = 4 * 1024 * 1024;

    private static readonly RedisValue[] LogFields = ["id", "head", "trimmed"];

    private readonly RedisConnection _redis;
    private readonly RedisKeys _keys;
    private readonly RedisKey[] _logKeys;
    private readonly RedisValue _identity;
    private readonly int _number;
    private readonly int _replicas;
    private readonly OwnHead _own = new();

    public RedisPartition(RedisConnection redis, RedisKeys keys, LogIdentity identity, int number, int replicas)
    {
        (_redis, _keys, _number, _replicas) = (redis, keys, number, replicas);
        _logKeys = [keys.Head, keys.Log];
        _identity = RedisBytes.Of(identity.Id);
        Snapshots = new RedisSnapshots(redis, keys, _identity, number);
    }

    /// <summary>The snapshots.</summary>
    public RedisSnapshots Snapshots { get; }

    /// <summary>The newest head of this server's own entries that it knows to be in the log.</summary>
    public LogHead Own => _own.Newest;

    /// <summary>Head of the log, and head of the newest entry that was trimmed.</summary>
    public async ValueTask<(LogHead Head, LogHead Trimmed)> ReadHeadAsync()
    {
        var fields = await AskReplicasAsync(database => database.HashGetAsync(_keys.Head, LogFields)).ConfigureAwait(false);
        CheckThere(fields[0].IsNull ? "gone" : fields[0] == _identity ? "ok" : "foreign", 0);
        var head = RedisBytes.ToHead(fields[1]);
        _own.Read(head);
        return (head, RedisBytes.ToHead(fields[2]));
    }

    /// <summary>Whether the log has a head; also false where it was trimmed long ago.</summary>
    public async ValueTask<bool> HoldsAsync(LogHead head)
    {
        RedisValue[] arguments = [_identity, RedisBytes.Of(head), RedisKeys.Place(head.Sequence)];
        var answer = await AskReplicasAsync(
            database => database.ScriptEvaluateAsync(RedisScripts.Holds, _logKeys, arguments)).ConfigureAwait(false);
        var word = (string)answer[0]!;
        CheckThere(word, head.Sequence);
        return word == "ok";
    }

    public async ValueTask<AppendOutcome> AppendAsync(LogHead expected, ReadOnlyMemory<byte> entry)
    {
        var head = expected.Next(entry.Span);
        _own.Ask(head);
        // The caller may change its bytes after a failure, while the command still waits to be sent: it must send what was hashed. So the
        // copy goes back to the pool only after an answer.
        var copy = ArrayPool<byte>.Shared.Rent(entry.Length);
        entry.CopyTo(copy);
        RedisValue[] arguments =
            [_identity, RedisBytes.Of(expected), RedisBytes.Of(head), RedisKeys.Place(head.Sequence), copy.AsMemory(0, entry.Length)];
        var answer = await AskReplicasAsync(
            database => database.ScriptEvaluateAsync(RedisScripts.Append, _logKeys, arguments)).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(copy);
        var word = (string)answer[0]!;
        if (word == "head")
        {
            var found = RedisBytes.ToHead((RedisValue)answer[1]);
            _own.Read(found);
            return AppendOutcome.Fenced(found);
        }
        CheckThere(word, head.Sequence);
        _own.Append(head);
        return AppendOutcome.Appended(head);
    }

    public async IAsyncEnumerable<LogEntry> ReadAsync(long afterSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (end, trimmed) = await ReadHeadAsync().ConfigureAwait(false);
        if (afterSequence >= end.Sequence)
            yield break;
        var at = afterSequence <= trimmed.Sequence ? trimmed : await HeadAtAsync(afterSequence).ConfigureAwait(false);
        if (afterSequence < trimmed.Sequence)
            throw new LogTrimmedException(_number, trimmed.Sequence);
        var count = FirstPage;
        while (at.Sequence < end.Sequence)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await PageAsync(at.Sequence + 1, end.Sequence, count).ConfigureAwait(false);
            var bytes = 0L;
            foreach (var stored in page)
            {
                cancellation.ThrowIfCancellationRequested();
                var entry = await CheckedAsync(stored, at).ConfigureAwait(false);
                (at, bytes) = (entry.Head, bytes + entry.Payload.Length);
                yield return entry;
            }
            if (page.Length == 0)
                throw await MissingAsync(at.Sequence + 1).ConfigureAwait(false);
            count = (int)Math.Clamp(PageBytes / Math.Max(1, bytes / page.Length), 1, LastPage);
        }
    }

    public async ValueTask<bool> TrimAsync(long throughSequence)
    {
        RedisKey[] keys = [_keys.Head, _keys.Log, _keys.Snapshots, _keys.Garbage];
        RedisValue[] arguments = [_identity, throughSequence, RedisKeys.Place(throughSequence), RedisKeys.Place(throughSequence + 1)];
        var answer = await _redis.RunAsync(RedisScripts.Trim, keys, arguments).ConfigureAwait(false);
        var word = (string)answer[0]!;
        if (word == "refused")
            return false;
        CheckThere(word, throughSequence);
        await Snapshots.SweepAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>The head after an entry that is in the log.</summary>
    private async ValueTask<LogHead> HeadAtAsync(long sequence) =>
        await PageAsync(sequence, sequence, 1).ConfigureAwait(false) is [var entry]
        ? RedisBytes.ToHead(entry["h"])
        : throw await MissingAsync(sequence).ConfigureAwait(false);

    private ValueTask<StreamEntry[]> PageAsync(long from, long to, int count) =>
        _redis.AskAsync(database => database.StreamRangeAsync(_keys.Log, RedisKeys.Place(from), RedisKeys.Place(to), count));

    private async ValueTask<LogEntry> CheckedAsync(StreamEntry stored, LogHead at)
    {
        if (stored.Id != RedisKeys.Place(at.Sequence + 1))
            throw await MissingAsync(at.Sequence + 1).ConfigureAwait(false);
        var entry = new LogEntry(RedisBytes.ToHead(stored["h"]), (byte[]?)stored["p"] ?? []);
        return entry.Follows(at)
            ? entry
            : throw new LogCorruptException(_redis.Place, _number, at.Sequence + 1, "its bytes are not those of its head");
    }

    private async ValueTask<Exception> MissingAsync(long sequence)
    {
        var (_, trimmed) = await ReadHeadAsync().ConfigureAwait(false);
        return trimmed.Sequence >= sequence
            ? new LogTrimmedException(_number, trimmed.Sequence)
            : new LogCorruptException(_redis.Place, _number, sequence, "it is missing");
    }

    /// <summary>Asks Redis, and answers once as many replicas as are wanted have all that was written before.</summary>
    private ValueTask<T> AskReplicasAsync<T>(Func<IDatabase, Task<T>> ask) =>
        _redis.AskAsync(database => _replicas == 0 ? ask(database) : ReplicatedAsync(database, ask(database)));

    private async Task<T> ReplicatedAsync<T>(IDatabase database, Task<T> asked)
    {
        // Sent behind it on the same connection, of which Redis waits for all that it wrote.
        var waited = database.ExecuteAsync("WAIT", _replicas, RedisLogStore.ReplicationMs);
        var answer = await asked.ConfigureAwait(false);
        var reached = (int)await waited.ConfigureAwait(false);
        return reached >= _replicas
            ? answer
            : throw new StoreUnavailableException($"Only {reached} of {_replicas} replicas have what was written.");
    }

    private void CheckThere(string word, long sequence)
    {
        if (word == "gone")
            throw new LogCorruptException(_redis.Place, _number, sequence, "the log is no longer in Redis");
        if (word == "foreign")
            throw new LogCorruptException(_redis.Place, _number, sequence, "Redis holds another log under this name");
    }
}
