namespace RetentionGrpc.Server.Transport;

/// <summary>
/// When a query must end: at its deadline, or when its client is gone. Each thread keeps one for its next query, because making a timer and
/// two sources of cancellation takes longer than many an answer.
/// </summary>
internal sealed class QueryDeadline
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [ThreadStatic]
    private static QueryDeadline? _spare;

    private readonly CancellationTokenSource _source;
    private CancellationTokenRegistration _client;

    private QueryDeadline(CancellationTokenSource source) => _source = source;

    /// <summary>Says that the query must end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Begins one; on the same thread, <see cref="End"/> it.</summary>
    /// <param name="time">How long the query may take.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="client">Says that the client is gone.</param>
    public static QueryDeadline Begin(TimeSpan time, TimeProvider clock, CancellationToken client)
    {
        // A spare one has a timer of the system's clock, which tells of less than a millisecond later than a new source does.
        var deadline = clock == TimeProvider.System && time >= Tick ? _spare : null;
        if (deadline is null)
        {
            deadline = new QueryDeadline(new CancellationTokenSource(time, clock));
        }
        else
        {
            _spare = null;
            deadline._source.CancelAfter(time);
        }
        deadline._client = client.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline._source);
        return deadline;
    }

    /// <summary>The query is over.</summary>
    public void End()
    {
        _client.Dispose();
        // It is none whose time came, and none of another clock: those cannot be set back.
        if (_source.TryReset())
            _spare = this;
        else
            _source.Dispose();
    }
}
