using System.Threading.Channels;
using RetentionGrpc.Engine;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Builds the indexes of tenants that have grown so far that they pay, and those of what was declared since, in the background: some
/// customers at a time, one partition after the other. After each visit the partition is left alone for as long as the visit took, so
/// that events and questions that wait get in, and have half of its time at least. Who waited long for a visit stays as long, up to a
/// limit: long questions, which are long because there is no index yet, would else keep it from ever being finished. Until an index is
/// finished, the timelines answer.
/// A tenant whose indexes cannot be built or kept has none in that partition until the next start, which is told once.
/// </summary>
public sealed class IndexBuilder : IAsyncDisposable
{
    // Whoever leaves a lock and comes back at once keeps out those who wait for it.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    // As long as the longest stop of a partition by a snapshot.
    private static readonly TimeSpan LongestVisit = TimeSpan.FromMilliseconds(40);

    private readonly Channel<int> _asked = Channel.CreateUnbounded<int>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PartitionSet _partitions;
    private readonly int _visit;
    private readonly bool[] _isAsked;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _run;

    /// <summary>Builds what is to be built already, and waits for more.</summary>
    /// <param name="partitions">The partitions, as they were recovered.</param>
    /// <param name="visit">How many customers are indexed in one visit of a partition, at least 1.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="logger">Takes what was built, and failures.</param>
    public IndexBuilder(PartitionSet partitions, int visit, TimeProvider clock, TaskScheduler scheduler, ILogger logger)
    {
        (_partitions, _visit, _clock, _logger) = (partitions, visit, clock, logger);
        _isAsked = new bool[partitions.Count];
        for (var i = 0; i < partitions.Count; i++)
            Applied(i);
        _run = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    /// <summary>A partition has applied an entry: there may be something to build.</summary>
    public void Applied(int partition)
    {
        if (Volatile.Read(ref _isAsked[partition]) || !NeedsIndexing(partition))
            return;
        if (!Interlocked.Exchange(ref _isAsked[partition], true))
            _asked.Writer.TryWrite(partition);
    }

    /// <summary>Leaves what is not finished, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        _stopping.Cancel();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            // Not ReadAllAsync, which goes on outside the scheduler.
            while (await _asked.Reader.WaitToReadAsync(_stopping.Token))
            {
                if (!_asked.Reader.TryRead(out var partition))
                    continue;
                Volatile.Write(ref _isAsked[partition], false);
                if (NeedsIndexing(partition))
                    await BuildAsync(partition);
            }
        }
        catch (OperationCanceledException)
        {
            _logger.LogDebug("No indexes are built any more.");
        }
    }

    private async Task BuildAsync(int partition)
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            var asked = _clock.GetTimestamp();
            var (isUnfinished, taken) = _partitions[partition].Enter(asked, Visit);
            if (!isUnfinished)
                break;
            await Task.Delay(taken > ShortestPause ? taken : ShortestPause, _clock, _stopping.Token);
        }
        if (!TellFailures(partition))
            _logger.LogInformation("Partition {Partition}: indexes built in {Elapsed}.", partition, _clock.GetElapsedTime(start));
    }

    /// <summary>Builds for as long as the visit was waited for, or some customers' at least.</summary>
    private (bool IsUnfinished, TimeSpan Taken) Visit(Partition partition, long asked)
    {
        var entered = _clock.GetTimestamp();
        var waited = _clock.GetElapsedTime(asked, entered);
        var time = waited < LongestVisit ? waited : LongestVisit;
        var isUnfinished = partition.BuildIndexes(_visit);
        while (isUnfinished && _clock.GetElapsedTime(entered) < time)
            isUnfinished = partition.BuildIndexes(_visit);
        return (isUnfinished, _clock.GetElapsedTime(entered));
    }

    private bool NeedsIndexing(int partition)
    {
        TellFailures(partition);
        return _partitions[partition].Enter(state => state.NeedsIndexing);
    }

    private bool TellFailures(int partition)
    {
        var failures = _partitions[partition].Enter(state => state.TakeIndexFailures());
        foreach (var failure in failures)
        {
            _logger.LogError(
                failure, "Partition {Partition}: the indexes of a tenant could not be built or kept; it has none here until the next "
                    + "start. Timelines answer.", partition);
        }
        return failures.Count > 0;
    }
}
