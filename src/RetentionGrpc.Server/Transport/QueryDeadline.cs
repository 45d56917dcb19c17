namespace RetentionGrpc.Server.Transport;

/// <summary>
/// When a query must end: at its deadline, or when its client is gone. One that was not needed is kept for the next query, because making a
/// timer and two sources of cancellation takes longer than many an answer.
/// </summary>
internal sealed class QueryDeadline
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _source;
    private CancellationTokenRegistration _client;

    private QueryDeadline(CancellationTokenSource source) => _source = source;

    /// <summary>Says that the query must end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Begins one; <see cref="End"/> it.</summary>
    /// <param name="spare">Where one may be that was kept.</param>
    /// <param name="time">How long the query may take.</param>
    /// <param name="clock">Measures it; always the same one for a spare.</param>
    /// <param name="client">Says that the client is gone.</param>
    public static QueryDeadline Begin(ref QueryDeadline? spare, TimeSpan time, TimeProvider clock, CancellationToken client)
    {
        // A new source is cancelled at once where there is no millisecond left; a timer that is set anew would tell later.
        var deadline = time >= Tick ? Interlocked.Exchange(ref spare, null) : null;
        if (deadline is null)
            deadline = new QueryDeadline(new CancellationTokenSource(time, clock));
        else
            deadline._source.CancelAfter(time);
        deadline._client = client.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline._source);
        return deadline;
    }

    /// <summary>The query is over.</summary>
    /// <param name="spare">Where it may be kept.</param>
    public void End(ref QueryDeadline? spare)
    {
        _client.Dispose();
        // One whose time came cannot be set back, nor can one of a clock other than the system's.
        var unneeded = _source.TryReset() ? Interlocked.Exchange(ref spare, this) : this;
        unneeded?._source.Dispose();
    }
}
