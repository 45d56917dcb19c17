namespace RetentionGrpc.Server.Application;

/// <summary>
/// Bounds the bytes that are under way. Who would go over waits; of those who wait the tenant goes first that holds least, so that nobody
/// stands behind all that another has sent, and no tenant holds more than its share. Safe from any thread.
/// </summary>
/// <param name="limit">The most bytes at once; a single larger claim counts as so many and waits to be alone.</param>
/// <param name="share">The most that one tenant holds, unless a single claim is more.</param>
/// <param name="patience">How long a claim waits; infinite for ever.</param>
/// <param name="clock">Measures that.</param>
public sealed class ByteBudget(long limit, long share, TimeSpan patience, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Account> _accounts = [];
    private readonly LinkedList<Account> _waiting = [];
    private readonly long _limit = limit;
    private long _free = limit;

    /// <summary>How much of the limit is free, 0 to 1.</summary>
    public double FreeShare => (double)Volatile.Read(ref _free) / _limit;

    /// <summary>Claims bytes, which <see cref="Release"/> must give back, and waits until they are free.</summary>
    /// <param name="tenant">Who claims.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False if they did not come free in time; nothing is claimed then.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is claimed.</exception>
    public ValueTask<bool> ClaimAsync(string tenant, long bytes, CancellationToken cancellation)
    {
        TaskCompletionSource<bool> granted;
        lock (_lock)
        {
            var account = AccountOf(tenant);
            bytes = Math.Min(bytes, _limit);
            if (_waiting.Count == 0 && HasRoom(account, bytes))
            {
                Grant(account, bytes);
                return ValueTask.FromResult(true);
            }
            granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            account.Waiting.Enqueue((bytes, granted));
            if (account.Waiting.Count == 1)
                _waiting.AddLast(account);
            GrantWaiting();
        }
        return WaitAsync(granted, cancellation);
    }

    /// <summary>Gives back what was claimed.</summary>
    public void Release(string tenant, long bytes)
    {
        lock (_lock)
        {
            bytes = Math.Min(bytes, _limit);
            var account = AccountOf(tenant);
            account.Held -= bytes;
            _free += bytes;
            GrantWaiting();
            Forget(account);
        }
    }

    /// <summary>Makes what one tenant claimed another's: its call named a tenant that was not there when it began.</summary>
    public void Move(string from, string to, long bytes)
    {
        if (from == to)
            return;
        lock (_lock)
        {
            bytes = Math.Min(bytes, _limit);
            var (source, target) = (AccountOf(from), AccountOf(to));
            source.Held -= bytes;
            target.Held += bytes;
            GrantWaiting();
            Forget(source);
            Forget(target);
        }
    }

    private async ValueTask<bool> WaitAsync(TaskCompletionSource<bool> granted, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, clock);
        await using var ending = late.Token.Register(() => granted.TrySetResult(false));
        await using var leaving = cancellation.Register(() => granted.TrySetCanceled(cancellation));
        var isGranted = false;
        try
        {
            return isGranted = await granted.Task;
        }
        finally
        {
            if (!isGranted)
            {
                // Whoever stood behind it may go now.
                lock (_lock)
                    GrantWaiting();
            }
        }
    }

    private void GrantWaiting()
    {
        while (NextWaiting() is { } account)
        {
            var (bytes, granted) = account.Waiting.Peek();
            if (!HasRoom(account, bytes))
                return;
            account.Waiting.Dequeue();
            if (granted.TrySetResult(true))
                Grant(account, bytes);
        }
    }

    /// <summary>The tenant that holds least of those that wait for others than themselves; the longest waiting of equals.</summary>
    private Account? NextWaiting()
    {
        Account? next = null;
        for (var node = _waiting.First; node is not null;)
        {
            var (account, following) = (node.Value, node.Next);
            while (account.Waiting.TryPeek(out var first) && first.Granted.Task.IsCompleted)
                account.Waiting.Dequeue();
            if (account.Waiting.Count == 0)
            {
                _waiting.Remove(node);
                Forget(account);
            }
            else if (IsWithinShare(account, account.Waiting.Peek().Bytes) && (next is null || account.Held < next.Held))
            {
                next = account;
            }
            node = following;
        }
        return next;
    }

    private bool HasRoom(Account account, long bytes) => bytes <= _free && IsWithinShare(account, bytes);

    private bool IsWithinShare(Account account, long bytes) => account.Held == 0 || account.Held + bytes <= share;

    private void Grant(Account account, long bytes)
    {
        account.Held += bytes;
        _free -= bytes;
    }

    private Account AccountOf(string tenant)
    {
        if (!_accounts.TryGetValue(tenant, out var account))
            _accounts.Add(tenant, account = new Account(tenant));
        return account;
    }

    private void Forget(Account account)
    {
        if (account.Held == 0 && account.Waiting.Count == 0)
            _accounts.Remove(account.Tenant);
    }

    private sealed class Account(string tenant)
    {
        public string Tenant => tenant;

        public long Held { get; set; }

        public Queue<(long Bytes, TaskCompletionSource<bool> Granted)> Waiting { get; } = [];
    }
}
