using RetentionGrpc.Storage;

namespace RetentionGrpc.Simulation;

/// <summary>A call of the store that is on its way.</summary>
internal abstract class StoreCall(string what, SimProcess process)
{
    /// <summary>What it does, for the trace.</summary>
    protected string What => what;

    /// <summary>Whose it is.</summary>
    protected SimProcess Process => process;

    /// <summary>It is done, and nobody hears of it.</summary>
    public abstract void Do();

    /// <summary>It is done, and the caller gets the answer.</summary>
    public abstract void Answer();

    /// <summary>It is done, but the caller hears of an outage.</summary>
    public void LoseReply()
    {
        Do();
        Fail("the reply was lost");
    }

    /// <summary>The caller hears of an outage.</summary>
    public abstract void Fail(string why);
}

/// <inheritdoc/>
internal sealed class StoreCall<T>(string what, SimProcess process, Func<T> work, Action<T>? heard) : StoreCall(what, process)
{
    private readonly TaskCompletionSource<T> _end =
        new(process.World.Random.Below(2) == 0 ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);

    /// <summary>Ends in the caller's process.</summary>
    public Task<T> Task => _end.Task;

    /// <inheritdoc/>
    public override void Do()
    {
        try
        {
            work();
        }
        catch (StoreFullException)
        {
            // Nobody is left to hear that there was no room.
            return;
        }
    }

    /// <inheritdoc/>
    public override void Answer()
    {
        try
        {
            var answer = work();
            Process.World.Note(What, Process.Name);
            Process.Post(() =>
            {
                heard?.Invoke(answer);
                _end.TrySetResult(answer);
            });
        }
        catch (StoreFullException refused)
        {
            Process.World.Note("full", Process.Name, 0, What);
            Process.Post(() => _end.TrySetException(refused));
        }
    }

    /// <inheritdoc/>
    public override void Fail(string why)
    {
        Process.World.Note("store fails", Process.Name, 0, What);
        Process.Post(() => _end.TrySetException(new StoreUnavailableException($"{What}: {why}.")));
    }
}
