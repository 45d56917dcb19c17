using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What an append does instead of working.</summary>
internal enum AppendFault
{
    None,

    /// <summary>Nothing is written, and the store says that it does not know.</summary>
    Lost,

    /// <summary>The entry is written, and the store says that it does not know.</summary>
    Landed,

    /// <summary>Nothing is written yet, and the store says that it does not know.</summary>
    Late,

    /// <summary>No room.</summary>
    Full,

    /// <summary>Bytes that are not those that were written.</summary>
    Corrupt,

    /// <summary>Something that no store should throw.</summary>
    Bug,

    /// <summary>Somebody else appends first.</summary>
    Overtaken,
}

/// <summary>A log in memory that fails as it is told, for one append or for all.</summary>
internal sealed class FaultyStore(int partitionCount = 1) : ILogStore
{
    public const string DriverText = "disk /dev/secret7 says no";

    private readonly MemoryLogStore _inner = new(partitionCount);
    private Func<ValueTask<AppendOutcome>>? _late;

    /// <summary>What appends do from now on.</summary>
    public AppendFault Fault { get; set; }

    /// <summary>What the next appends do, one after the other, before <see cref="Fault"/> counts.</summary>
    public Queue<AppendFault> Next { get; } = [];

    /// <summary>Whether the head can't be read.</summary>
    public bool IsHeadUnreadable { get; set; }

    /// <summary>Appends wait for it before they begin.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Appends that have begun, waiting ones included.</summary>
    public int Appends { get; private set; }

    public LogIdentity Identity => _inner.Identity;

    public LogDurability Durability => LogDurability.Memory;

    public bool IsReachable => true;

    public bool MayLandLate { get; init; }

    public Task Superseded => _inner.Superseded;

    public long StableThrough(int partition) => _inner.StableThrough(partition);

    public ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default) => IsHeadUnreadable
        ? throw new StoreUnavailableException(DriverText)
        : _inner.ReadHeadAsync(partition, cancellationToken);

    public async ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        Appends++;
        await Gate.WaitAsync(RunningServer.Patience, cancellationToken);
        switch (Next.TryDequeue(out var next) ? next : Fault)
        {
            case AppendFault.Lost:
                throw new StoreUnavailableException(DriverText);
            case AppendFault.Late:
                var bytes = entry.ToArray();
                _late = () => _inner.AppendAsync(partition, expectedHead, bytes, CancellationToken.None);
                throw new StoreUnavailableException(DriverText);
            case AppendFault.Landed:
                await _inner.AppendAsync(partition, expectedHead, entry, cancellationToken);
                throw new StoreUnavailableException(DriverText);
            case AppendFault.Full:
                throw new StoreFullException(DriverText);
            case AppendFault.Corrupt:
                throw new LogCorruptException(DriverText, partition, expectedHead.Sequence, "its checksum does not match its bytes");
            case AppendFault.Bug:
                throw new InvalidOperationException(DriverText);
            case AppendFault.Overtaken:
                await _inner.AppendAsync(partition, expectedHead, new byte[] { 1, 2, 3 }, cancellationToken);
                break;
            default:
                break;
        }
        return await _inner.AppendAsync(partition, expectedHead, entry, cancellationToken);
    }

    /// <summary>Does what was late.</summary>
    public async Task LandAsync() => Assert.True((await _late!()).IsAppended);

    public IAsyncEnumerable<LogEntry> ReadAsync(int partition, long afterSequence, CancellationToken cancellationToken = default) =>
        _inner.ReadAsync(partition, afterSequence, cancellationToken);

    public ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default) =>
        _inner.CommitSnapshotAsync(partition, head, chunks, cancellationToken);

    public ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default) =>
        _inner.ReadSnapshotHeadsAsync(partition, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, CancellationToken cancellationToken = default) =>
        _inner.ReadSnapshotAsync(partition, head, cancellationToken);

    public ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default) =>
        _inner.DropSnapshotAsync(partition, head, cancellationToken);

    public ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default) =>
        _inner.TrimAsync(partition, throughSequence, cancellationToken);

    public ValueTask ScrubAsync(CancellationToken cancellationToken = default) => _inner.ScrubAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
