namespace RetentionGrpc.Server.Application;

/// <summary>
/// Batches of a producer that are in the log, in order, until the log cannot lose them any more. Not safe from several threads.
/// </summary>
/// <param name="isStable">Whether the log cannot lose what was written up to a position.</param>
/// <param name="through">Batches up to this one need no proof.</param>
internal sealed class StableBatches(Func<long[], bool> isStable, long through = 0)
{
    private readonly Queue<(long Through, long[] Position)> _coming = [];
    private long _newest = through;
    private long _through = through;

    /// <summary>Whether some may still be lost.</summary>
    public bool IsBehind
    {
        get
        {
            Pass();
            return _coming.Count > 0;
        }
    }

    /// <summary>Batches up to this one cannot be lost.</summary>
    public long Through
    {
        get
        {
            Pass();
            return _through;
        }
    }

    /// <summary>Batches up to one are in the log.</summary>
    /// <param name="sequence">That one.</param>
    /// <param name="position">For each partition an entry that covers them; changed by nobody.</param>
    public void Add(long sequence, long[] position)
    {
        if (sequence <= _newest)
            return;
        _newest = sequence;
        _coming.Enqueue((sequence, position));
    }

    private void Pass()
    {
        while (_coming.TryPeek(out var next) && isStable(next.Position))
            _through = _coming.Dequeue().Through;
    }
}
