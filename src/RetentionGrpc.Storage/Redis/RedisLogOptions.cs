namespace RetentionGrpc.Storage;

/// <summary>How a <see cref="RedisLogStore"/> is opened.</summary>
public sealed record RedisLogOptions
{
    /// <summary>
    /// Where Redis is and how it is reached, in the form that StackExchange.Redis reads: <c>HOST:PORT[,HOST:PORT…][,option=value…]</c>,
    /// with
    /// options such as user, password, ssl, asyncTimeout (ms).
    /// </summary>
    public required string Configuration { get; init; }

    /// <summary>
    /// Tells this data from other data in the same Redis: 1 to 64 letters, digits, '-' and '_'. All its keys begin with
    /// <c>rg:NAME</c> or <c>{rg:NAME:PARTITION}</c>.
    /// </summary>
    public string Namespace { get; init; } = "default";

    /// <summary>
    /// Partitions of data that is created by this opening, 1 to <see cref="LogLimits.MaxPartitionCount"/>; default 4. Data that
    /// exists keeps its own number: see <see cref="LogIdentity.PartitionCount"/>.
    /// </summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>
    /// Whether a Redis is taken that may lose data by itself: one without an append-only file, or that evicts keys when its memory is full.
    /// Acks then promise what <see cref="LogDurability.Memory"/> says. Default false: opening fails and says what to change.
    /// </summary>
    public bool AllowsLoss { get; init; }

    /// <summary>
    /// How often Redis syncs its file, where it does not tell (services that forbid CONFIG): <c>always</c> or <c>everysec</c>; null, the
    /// default, asks it, and takes <c>everysec</c>, the weaker of the two, where it does not answer.
    /// </summary>
    public string? Fsync { get; init; }

    /// <summary>Replicas that must have an entry before it counts as appended, 0 to 16; default 0.</summary>
    public int Replicas { get; init; }

    /// <summary>
    /// Percent of Redis' maxmemory above which nothing is appended, 1 to 100; default 80. Snapshots and trims need the rest.
    /// </summary>
    public int MemoryPercent { get; init; } = 80;

    /// <summary>
    /// How long a process that writes the data keeps others waiting after its last sign of life, 1 s to 10 minutes; default 10 s. Null:
    /// nobody
    /// waits for anybody, and of several processes one can write and the others are told so.
    /// </summary>
    public TimeSpan? Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told once, with the name of the process that has the lease, before this one begins to wait for it.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>The clock of what is looked at and renewed from time to time; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What is out of range, in words for who starts the server; nothing if all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (RedisPlaces.Fault(Configuration) is { } fault)
            yield return fault;
        if (Namespace.Length is 0 or > 64 || Namespace.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not '-' and not '_'))
            yield return $"The namespace is '{Namespace}'; it must be 1 to 64 letters, digits, '-' and '_'.";
        if (PartitionCount is < 1 or > LogLimits.MaxPartitionCount)
            yield return $"The number of partitions is {PartitionCount}; it must be 1 to {LogLimits.MaxPartitionCount}.";
        if (Fsync is not null and not "always" and not "everysec")
            yield return $"The fsync policy is '{Fsync}'; it must be always or everysec.";
        if (Replicas is < 0 or > 16)
            yield return $"The number of replicas is {Replicas}; it must be 0 to 16.";
        if (MemoryPercent is < 1 or > 100)
            yield return $"The percent of Redis' memory is {MemoryPercent}; it must be 1 to 100.";
        if (Lease is { } lease && (lease < TimeSpan.FromSeconds(1) || lease > TimeSpan.FromMinutes(10)))
            yield return $"The lease is {lease}; it must be 1 s to 10 minutes.";
    }
}
