using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>The watches that are open: how many there may be, and when they end.</summary>
/// <param name="limit">The most at once.</param>
/// <param name="readTimeout">How long an answer may stay unread.</param>
/// <param name="draining">The server is about to stop.</param>
internal sealed class OpenWatches(int limit, TimeSpan readTimeout, CancellationToken draining)
{
    private int _count;

    /// <summary>How many are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How long an answer may stay unread.</summary>
    public TimeSpan ReadTimeout => readTimeout;

    /// <summary>The server is about to stop.</summary>
    public CancellationToken Draining => draining;

    /// <summary>Counts one more, or says that there are too many; <see cref="End"/> it.</summary>
    public Refusal? Begin()
    {
        if (Interlocked.Increment(ref _count) <= limit)
            return null;
        End();
        return Refusal.Overloaded();
    }

    /// <summary>One is over.</summary>
    public void End() => Interlocked.Decrement(ref _count);
}
