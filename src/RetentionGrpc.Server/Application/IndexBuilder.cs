using System.Threading.Channels;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Builds the indexes of tenants that have grown so far that they pay, and those of what was declared since, in the background: some
/// customers at a time, so that no event and no question waits longer than a millisecond or two for it. Until an index is finished, the
/// timelines answer.
/// </summary>
public sealed class IndexBuilder : IAsyncDisposable
{
    /// <summary>Customers that are looked at in one visit of a partition: about a millisecond.</summary>
    private const int CustomersPerVisit = 500;

    private readonly Channel<int> _asked = Channel.CreateUnbounded<int>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PartitionSet _partitions;
    private readonly bool[] _isAsked;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _run;

    /// <summary>Builds what is to be built already, and waits for more.</summary>
    /// <param name="partitions">The partitions, as they were recovered.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="logger">Takes what was built, and failures.</param>
    public IndexBuilder(PartitionSet partitions, TimeProvider clock, TaskScheduler scheduler, ILogger logger)
    {
        (_partitions, _clock, _logger, _isAsked) = (partitions, clock, logger, new bool[partitions.Count]);
        for (var i = 0; i < partitions.Count; i++)
            Applied(i);
        _run = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    /// <summary>A partition has applied an entry: there may be something to build.</summary>
    public void Applied(int partition)
    {
        if (!_partitions[partition].Enter(state => state.NeedsIndexing) || Interlocked.Exchange(ref _isAsked[partition], true))
            return;
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
        while (await _asked.Reader.WaitToReadAsync())
        {
            while (_asked.Reader.TryRead(out var partition))
            {
                Volatile.Write(ref _isAsked[partition], false);
                await BuildAsync(partition);
            }
        }
    }

    private async Task BuildAsync(int partition)
    {
        var start = _clock.GetTimestamp();
        try
        {
            while (!_stopping.IsCancellationRequested && _partitions[partition].Enter(state => state.BuildIndexes(CustomersPerVisit)))
                await Task.Yield();
            _logger.LogInformation("Partition {Partition}: indexes built in {Elapsed}.", partition, _clock.GetElapsedTime(start));
        }
        catch (Exception failure)
        {
            // Nothing is lost with an index: the timelines go on answering, and the next entry asks for it again.
            _logger.LogError(failure, "Partition {Partition}: its indexes could not be built.", partition);
        }
    }
}
