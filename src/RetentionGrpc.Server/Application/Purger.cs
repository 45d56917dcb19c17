using System.Threading.Channels;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Takes what was erased or deleted out of every file, in the background: out of the partitions' states, then by a new snapshot of each in
/// the place of all older ones and of the log before it. That writes everything anew, so what is erased within half the time that it may
/// take goes together; the first goes at once. A step that a crash or a failure cuts short is done again.
/// </summary>
public sealed class Purger : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    // One erasure reaches the partitions one after the other.
    private static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _asked =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogStore _store;
    private readonly PartitionSet _partitions;
    private readonly CustomerErasures _erasures;
    private readonly TenantRegistry _tenants;
    private readonly SnapshotTaker _snapshots;
    private readonly AnswerSeal _answers;
    private readonly TimeSpan _rest;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _run;

    /// <summary>Starts with what a server before has left to do.</summary>
    /// <param name="store">The log.</param>
    /// <param name="partitions">The partitions.</param>
    /// <param name="erasures">Writes the steps into the log.</param>
    /// <param name="tenants">The tenants, which are open.</param>
    /// <param name="snapshots">Takes the snapshots.</param>
    /// <param name="answers">Seals what is kept of answers.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="logger">Takes what was done, and failures.</param>
    public Purger(
        ILogStore store, PartitionSet partitions, CustomerErasures erasures, TenantRegistry tenants, SnapshotTaker snapshots,
        AnswerSeal answers, TimeSpan within, TimeProvider clock, TaskScheduler scheduler, ILogger logger)
    {
        (_store, _partitions, _erasures, _tenants, _snapshots) = (store, partitions, erasures, tenants, snapshots);
        _answers = answers;
        (_rest, _clock, _logger) = (within / 2, clock, logger);
        Ask();
        _run = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    /// <summary>A partition has forgotten something.</summary>
    public void Ask() => _asked.Writer.TryWrite(true);

    /// <summary>Leaves the rest to the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.Cancel();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _asked.Reader.ReadAsync(_stopping.Token))
            {
                if (!Forgetful().Any())
                    continue;
                await Task.Delay(GatherFor, _clock, _stopping.Token);
                var isPurged = await TryPurgeAsync();
                if (!isPurged)
                    Ask();
                await Task.Delay(isPurged ? _rest : RetryAfter, _clock, _stopping.Token);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            _logger.LogDebug("Nothing more is purged.");
        }
    }

    /// <summary>The partitions that have forgotten what files still have.</summary>
    private IEnumerable<int> Forgetful() =>
        Enumerable.Range(0, _partitions.Count).Where(partition => _partitions[partition].Enter(state => state.ForgottenAt > 0));

    private async Task<bool> TryPurgeAsync()
    {
        try
        {
            for (var isSwept = false; !isSwept;)
            {
                if (await _erasures.SpreadAsync(_tenants.Find) is { } unspread)
                    return Postpone(unspread);
                await StableAsync();
                (isSwept, var unswept) = await _erasures.SweepAsync();
                if (unswept is not null)
                    return Postpone(unswept);
            }
            int[] due = [.. Forgetful()];
            foreach (var partition in due)
            {
                if (!await _snapshots.PurgeAsync(partition, _stopping.Token))
                    return false;
            }
            _answers.Renew();
            await _store.ScrubAsync(_stopping.Token);
            foreach (var partition in due)
            {
                if (await _erasures.EndPurgeAsync(partition) is { } unwritten)
                    return Postpone(unwritten);
            }
            _logger.LogInformation("What was erased is in no file any more.");
            return true;
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            _logger.LogError(failure, "What was erased is still in files; it is tried again.");
            return false;
        }
    }

    /// <summary>
    /// A partition that is swept does not know the customers any more: what another could still lose, nobody would write again.
    /// </summary>
    private async Task StableAsync()
    {
        var position = _partitions.Sequences();
        while (position.Where((sequence, partition) => _store.StableThrough(partition) < sequence).Any())
            await Task.Delay(LookEvery, _clock, _stopping.Token);
    }

    private bool Postpone(Refusal refusal)
    {
        _logger.LogWarning("What was erased is still in files; it is tried again. {Reason}", refusal.Message);
        return false;
    }
}
