using System.Threading.Channels;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Takes snapshots while events come in, one partition at a time over the process. The state is cut between two entries, written and stored
/// in chunks between appends, committed, and only then is the log trimmed: to the snapshot before, so that there is a way back from a
/// damaged one. A failure is logged and tried again later; it harms nothing but the length of the log.
/// </summary>
public sealed class SnapshotTaker : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Channel<(int Partition, bool IsFull, TaskCompletionSource<bool>? Purge)> _asked =
        Channel.CreateUnbounded<(int, bool, TaskCompletionSource<bool>?)>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogStore _store;
    private readonly PartitionSet _partitions;
    private readonly SnapshotMark[] _marks;
    private readonly Queue<LogHead>[] _unusable;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _run;

    /// <summary>Waits for what is due.</summary>
    /// <param name="store">The log.</param>
    /// <param name="partitions">The partitions, as they were recovered.</param>
    /// <param name="recovered">From which snapshots they were.</param>
    /// <param name="leastBytes">A snapshot is due after more than so many bytes of log, and more than half the snapshot before.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="logger">Takes what was done, and failures.</param>
    public SnapshotTaker(
        ILogStore store, PartitionSet partitions, IReadOnlyList<RecoveredPartition> recovered, long leastBytes, TimeProvider clock,
        TaskScheduler scheduler, ILogger logger)
    {
        (_store, _partitions, _clock, _logger) = (store, partitions, clock, logger);
        _marks = [.. recovered.Select(_ => new SnapshotMark(leastBytes))];
        _unusable = [.. recovered.Select(partition => new Queue<LogHead>(partition.Unusable))];
        for (var i = 0; i < _marks.Length; i++)
        {
            if (recovered[i].Snapshot is { } snapshot)
                _marks[i].Taken(snapshot.Head, snapshot.Bytes, 0, snapshot.LogMs, isRecovered: true);
            AskIfDue(i, recovered[i].Unusable.Count > 0);
        }
        _run = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    /// <summary>How old a partition's newest snapshot is, in the log's time; null without one.</summary>
    public TimeSpan? AgeOf(int partition) => _marks[partition].LogMs is { } logMs
        ? _clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(logMs)
        : null;

    /// <summary>Bytes of a partition's log since its newest snapshot, which a start must replay.</summary>
    public long LogBytesOf(int partition) => _marks[partition].Since(_partitions[partition].AppliedBytes);

    /// <summary>A partition has applied an entry: its next snapshot may be due.</summary>
    public void Applied(int partition) => AskIfDue(partition, isOverdue: false);

    /// <summary>
    /// The log has no room: snapshots are taken where they make it shorter, the longest log first. Where none does, and none is under way,
    /// all ways back from the newest snapshots are given up: nothing else is left.
    /// </summary>
    public void MakeRoom()
    {
        int[] longestFirst = [.. Enumerable.Range(0, _marks.Length).OrderByDescending(LogBytesOf)];
        int[] asked = [.. longestFirst.Where(partition => _marks[partition].AskToMakeRoom(_partitions[partition].AppliedBytes))];
        if (asked.Length == 0 && !Array.Exists(_marks, mark => mark.IsQueued))
            asked = [.. longestFirst.Where(partition => _marks[partition].AskForWayBack())];
        foreach (var partition in asked)
            _asked.Writer.TryWrite((partition, true, null));
    }

    /// <summary>
    /// Leaves nothing of a partition but a snapshot of what it is at the earliest now, read back whole, and the log after it. Until the
    /// next snapshot there is no way back from a damaged one.
    /// </summary>
    /// <returns>Whether it is done; false after a failure, which the log tells.</returns>
    public async Task<bool> PurgeAsync(int partition, CancellationToken cancellation)
    {
        var purge = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Not Task.WaitAsync: that goes on in the thread pool, wherever everything else here runs.
        using var givenUp = cancellation.UnsafeRegister(_ => purge.TrySetCanceled(cancellation), null);
        return _asked.Writer.TryWrite((partition, false, purge)) && await purge.Task;
    }

    /// <summary>Gives up a snapshot that is being stored, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        _stopping.Cancel();
        await _run;
        _stopping.Dispose();
    }

    private void AskIfDue(int partition, bool isOverdue)
    {
        if (_marks[partition].AskIfDue(_partitions[partition].AppliedBytes, isOverdue))
            _asked.Writer.TryWrite((partition, false, null));
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        try
        {
            while (await _asked.Reader.WaitToReadAsync(_stopping.Token))
            {
                if (!_asked.Reader.TryRead(out var next))
                    continue;
                if (next.Purge is { } purge)
                {
                    purge.TrySetResult(await TryPurgeAsync(next.Partition));
                    continue;
                }
                if (await TryTakeAsync(next.Partition, next.IsFull))
                {
                    pause = FirstPause;
                    Applied(next.Partition);
                    continue;
                }
                await Task.Delay(pause, _clock, _stopping.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                AskIfDue(next.Partition, _unusable[next.Partition].Count > 0);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            _logger.LogDebug("No more snapshots are taken.");
        }
    }

    private async Task<bool> TryTakeAsync(int partition, bool isFull)
    {
        try
        {
            await DropUnusableAsync(partition);
            var isNews = _partitions[partition].Head != _marks[partition].Head
                && (!isFull || _marks[partition].IsWorthwhile(_partitions[partition].AppliedBytes));
            var hadWayBack = _marks[partition].HasWayBack;
            if (isNews && !await TakeWithRoomAsync(partition))
                return false;
            await TrimAsync(partition);
            // A newest snapshot beside the one before it has made nothing shorter.
            if (isFull && !(isNews && hadWayBack) && await TrimToNewestAsync(partition))
                _logger.LogWarning("Partition {Partition}: the log is full and was trimmed to its newest snapshot.", partition);
            return true;
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            _logger.LogError(failure, "Partition {Partition}: no snapshot was taken, or its log not trimmed.", partition);
            return false;
        }
        finally
        {
            _marks[partition].End();
        }
    }

    private async Task<bool> TryPurgeAsync(int partition)
    {
        try
        {
            await DropUnusableAsync(partition);
            return (_partitions[partition].Head == _marks[partition].Head || await TakeWithRoomAsync(partition))
                && await TrimToNewestAsync(partition);
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            _logger.LogError(failure, "Partition {Partition}: what was erased could not be taken out of its files.", partition);
            return false;
        }
    }

    /// <summary>A snapshot that could not be used must not count as a way back, nor stand in the place of one that could.</summary>
    private async Task DropUnusableAsync(int partition)
    {
        while (_unusable[partition].TryPeek(out var head))
        {
            if (await _store.DropSnapshotAsync(partition, head, _stopping.Token))
                _logger.LogWarning("Partition {Partition}: the snapshot of entry {Sequence} was dropped.", partition, head.Sequence);
            _unusable[partition].Dequeue();
        }
    }

    /// <summary>Takes a snapshot, if need be without the ways back: a log that cannot be trimmed would stay full.</summary>
    private async Task<bool> TakeWithRoomAsync(int partition)
    {
        try
        {
            return await TakeAsync(partition);
        }
        catch (StoreFullException) when (Array.Exists(_marks, mark => mark.HasWayBack))
        {
            for (var other = 0; other < _marks.Length; other++)
            {
                if (_marks[other].HasWayBack && await TrimToNewestAsync(other))
                    _logger.LogWarning("Partition {Partition}: the log is full and was trimmed to its newest snapshot.", other);
            }
            return await TakeAsync(partition);
        }
    }

    private async Task<bool> TakeAsync(int partition)
    {
        var start = _clock.GetTimestamp();
        var cut = _partitions[partition].Cut();
        var pause = _clock.GetElapsedTime(start);
        long bytes = 0;
        var chunks = OneByOne(cut.State.Chunks(), chunk => bytes += chunk.Length);
        if (!await _store.CommitSnapshotAsync(partition, cut.Head, chunks, _stopping.Token))
        {
            _logger.LogError("Partition {Partition}: the log knows no entry {Head}, or has a newer snapshot.", partition, cut.Head);
            return false;
        }
        _marks[partition].Taken(cut.Head, bytes, cut.AppliedBytes, cut.LogMs);
        _logger.LogInformation(
            "Partition {Partition}: snapshot at entry {Sequence}, {Bytes} bytes, cut in {Pause}, stored after {Elapsed}.",
            partition, cut.Head.Sequence, bytes, pause, _clock.GetElapsedTime(start));
        return true;
    }

    /// <summary>Trims to the snapshot before the newest, if there is one that is known to be whole.</summary>
    private async Task TrimAsync(int partition)
    {
        var previous = _marks[partition].Before;
        var heads = await _store.ReadSnapshotHeadsAsync(partition, _stopping.Token);
        if (heads.Count > 1 && heads[1] == previous)
            await _store.TrimAsync(partition, previous.Sequence, _stopping.Token);
    }

    /// <summary>
    /// Gives up the way back from the newest snapshot, once that was read back whole: for a log that has no room otherwise, and could never
    /// be written again, or has something that was erased.
    /// </summary>
    private async Task<bool> TrimToNewestAsync(int partition)
    {
        var newest = _marks[partition].Head;
        if (newest == LogHead.Empty)
            return false;
        try
        {
            await foreach (var _ in _store.ReadSnapshotAsync(partition, newest, _stopping.Token))
            {
                // Reading to the end checks the whole.
            }
        }
        catch (LogTrimmedException)
        {
            _logger.LogWarning("Partition {Partition}: another server's snapshot has replaced that of {Head}.", partition, newest);
            return false;
        }
        if (!await _store.TrimAsync(partition, newest.Sequence, _stopping.Token))
        {
            _logger.LogWarning("Partition {Partition}: another server has dropped the snapshot of {Head}.", partition, newest);
            return false;
        }
        _marks[partition].Trimmed();
        return true;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OneByOne(
        IEnumerable<ReadOnlyMemory<byte>> chunks, Action<ReadOnlyMemory<byte>> seen)
    {
        foreach (var chunk in chunks)
        {
            seen(chunk);
            yield return chunk;
            await Task.CompletedTask;
        }
    }
}
