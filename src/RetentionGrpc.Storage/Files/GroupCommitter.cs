using System.Runtime.InteropServices;

namespace RetentionGrpc.Storage;

/// <summary>
/// The writer's thread: it takes all appends that wait, writes them at once, and meanwhile the next group gathers. So a lone append waits
/// for nothing but its own way to the disk, and many share one.
/// </summary>
internal sealed class GroupCommitter
{
    /// <summary>A group ends with the entry that reaches it.</summary>
    private const int GroupBytes = 8 * 1024 * 1024;

    private readonly JournalWriter _writer;
    private readonly string _folder;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<AppendRequest> _waiting = [];
    private bool _closing;
    private long _committedGroups;

    public GroupCommitter(JournalWriter writer, string folder)
    {
        _writer = writer;
        _folder = folder;
        _thread = new Thread(Work) { IsBackground = true, Name = "retention-log-writer" };
        _thread.Start();
    }

    public long CommittedGroups => Interlocked.Read(ref _committedGroups);

    /// <summary>Completes once the entry is on the disk, or is not to be. Appends are decided in the order of the calls.</summary>
    public Task<AppendOutcome> Commit(AppendRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(FileLogStore));
            _waiting.Add(request);
            Monitor.Pulse(_gate);
        }

        return request.Completion;
    }

    public void ThrowIfClosing()
    {
        lock (_gate)
            ObjectDisposedException.ThrowIf(_closing, typeof(FileLogStore));
    }

    /// <summary>Refuses new appends, finishes what waits and ends the thread.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        return _ended.Task;
    }

    private void Work()
    {
        var taken = new List<AppendRequest>();
        while (Take(ref taken))
        {
            taken.RemoveAll(request => request.Withdraw());
            var rest = CollectionsMarshal.AsSpan(taken);
            while (rest.Length > 0)
            {
                var count = GroupLength(rest);
                CommitGroup(rest[..count]);
                rest = rest[count..];
            }

            taken.Clear();
        }

        _ended.SetResult();
    }

    /// <summary>Swaps the given, empty list for the one that has gathered; false once there will be no more.</summary>
    private bool Take(ref List<AppendRequest> taken)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closing)
                Monitor.Wait(_gate);
            (taken, _waiting) = (_waiting, taken);
            return taken.Count > 0;
        }
    }

    private static int GroupLength(ReadOnlySpan<AppendRequest> requests)
    {
        var (count, bytes) = (0, 0);
        while (count < requests.Length && bytes < GroupBytes)
            bytes += requests[count++].Entry.Length;
        return count;
    }

    private void CommitGroup(ReadOnlySpan<AppendRequest> group)
    {
        try
        {
            _writer.Write(group);
        }
        catch (Exception failure) // a bug must reach the callers, not end the thread that they wait for
        {
            var told = DurableFile.IsOutage(failure) ? DurableFile.Translate(failure, _folder) : failure;
            foreach (var request in group)
                request.Fail(told);
            return;
        }

        Interlocked.Increment(ref _committedGroups);
        foreach (var request in group)
            request.Complete();
    }
}
