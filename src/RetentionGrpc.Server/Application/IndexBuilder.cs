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

    private readonly PartitionSet _partitions;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _asked = new(0, 1);
    private readonly Task _run;

    /// <summary>Builds what is to be built already, and waits for more.</summary>
    /// <param name="partitions">The partitions, as they were recovered.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="logger">Takes what was built, and failures.</param>
    public IndexBuilder(PartitionSet partitions, TimeProvider clock, TaskScheduler scheduler, ILogger logger)
    {
        (_partitions, _clock, _logger) = (partitions, clock, logger);
        _asked.Release();
        _run = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    /// <summary>A partition has applied an entry: there may be something to build.</summary>
    public void Applied(int partition)
    {
        if (_asked.CurrentCount == 0 && _partitions[partition].Enter(state => state.NeedsIndexing))
            Wake();
    }

    /// <summary>Leaves what is not finished, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.Cancel();
        Wake();
        await _run;
        _stopping.Dispose();
        _asked.Dispose();
    }

    private void Wake()
    {
        lock (_asked)
        {
            if (_asked.CurrentCount == 0)
                _asked.Release();
        }
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await _asked.WaitAsync();
            for (var i = 0; i < _partitions.Count && !_stopping.IsCancellationRequested; i++)
                await BuildAsync(i);
        }
    }

    private async Task BuildAsync(int partition)
    {
        if (!_partitions[partition].Enter(state => state.NeedsIndexing))
            return;
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
