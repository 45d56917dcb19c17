using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// The writer's thread: it takes all work that waits, does it in one transaction, and meanwhile the next group gathers. So a
/// lone append waits for nothing but its own commit, and many share one.
/// </summary>
internal sealed class GroupCommitter
{
    private readonly SqliteLogWriter _writer;
    private readonly string _file;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<WriteRequest> _waiting = [];
    private bool _closing;
    private long _committedGroups;

    public GroupCommitter(SqliteLogWriter writer, string file)
    {
        _writer = writer;
        _file = file;
        _thread = new Thread(Work) { IsBackground = true, Name = "retention-log-writer" };
        _thread.Start();
    }

    public long CommittedGroups => Interlocked.Read(ref _committedGroups);

    /// <summary>Completes once the work is committed. Work is done in the order of the calls.</summary>
    public Task<T> Commit<T>(Func<SqliteLogWriter, T> work, CancellationToken cancellationToken)
    {
        var request = new WriteRequest<T>(work, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(SqliteLogStore));
            _waiting.Add(request);
            Monitor.Pulse(_gate);
        }

        return request.Completion;
    }

    /// <inheritdoc cref="Commit{T}"/>
    public Task Commit(Action<SqliteLogWriter> work, CancellationToken cancellationToken) => Commit(
        writer =>
        {
            work(writer);
            return true;
        },
        cancellationToken);

    public void ThrowIfClosing()
    {
        lock (_gate)
            ObjectDisposedException.ThrowIf(_closing, typeof(SqliteLogStore));
    }

    /// <summary>Refuses new work, finishes what waits, closes the writer and ends the thread.</summary>
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
        var group = new List<WriteRequest>();
        while (Take(ref group))
        {
            group.RemoveAll(request => request.Withdraw());
            if (group.Count > 0)
                CommitGroup(group);
            group.Clear();
        }

        _writer.Dispose();
        _ended.SetResult();
    }

    /// <summary>Swaps the given, empty list for the one that has gathered; false once there will be no more.</summary>
    private bool Take(ref List<WriteRequest> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closing)
                Monitor.Wait(_gate);
            (group, _waiting) = (_waiting, group);
            return group.Count > 0;
        }
    }

    private void CommitGroup(List<WriteRequest> group)
    {
        try
        {
            _writer.Begin();
            foreach (var request in group)
                request.Execute(_writer);
            _writer.Commit();
        }
        catch (Exception failure) // a bug in one piece of work must reach its callers, not end the thread that they wait for
        {
            _writer.Rollback();
            var told = failure is SqliteException sqlite ? SqliteFailure.Translate(sqlite, _file) : failure;
            foreach (var request in group)
                request.Fail(told);
            return;
        }

        Interlocked.Increment(ref _committedGroups);
        foreach (var request in group)
            request.Complete();
    }
}
