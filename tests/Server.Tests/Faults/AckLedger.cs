namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>
/// Who was told what: for each sender how many events it gave out and how many of these, in order, were acknowledged. Independent of
/// the product but for its generated messages. Each event has a customer and a second of its own, so that a question about a sender's
/// first N seconds must count N customers: fewer and an event is lost. One that counts twice gives a customer two events.
/// </summary>
internal sealed class AckLedger
{
    private readonly List<SenderAccount> _accounts = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _reached = new();
    private long _acked;
    private long _goal;
    private long _cutOff;

    public IReadOnlyList<SenderAccount> Accounts => _accounts;

    /// <summary>Events acknowledged so far.</summary>
    public long Acked => Interlocked.Read(ref _acked);

    public SenderAccount Add(string producer)
    {
        var account = new SenderAccount(this, producer, _accounts.Count);
        _accounts.Add(account);
        return account;
    }

    /// <summary>Ends once so many more events are acknowledged.</summary>
    public Task MoreAckedAsync(int count)
    {
        lock (_lock)
        {
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _goal = _acked + count;
            return _reached.Task;
        }
    }

    /// <summary>A connection broke: so many events had been written to it and were not acknowledged by it.</summary>
    public void Broke(long onTheirWay) => Interlocked.Add(ref _cutOff, onTheirWay);

    /// <summary>Events that were on their way when connections broke since the last call.</summary>
    public long TakeCutOff() => Interlocked.Exchange(ref _cutOff, 0);

    internal void Acknowledged(long count)
    {
        lock (_lock)
        {
            _acked += count;
            if (_goal > 0 && _acked >= _goal)
                _reached.TrySetResult();
        }
    }
}
