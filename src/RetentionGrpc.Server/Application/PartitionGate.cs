using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>A partition's state, as it was after an entry of its log, whatever the partition does meanwhile.</summary>
/// <param name="Head">The head of the log after that entry.</param>
/// <param name="LogMs">The log's time then, in ms since 1970.</param>
/// <param name="AppliedBytes">What <see cref="PartitionGate.AppliedBytes"/> was then.</param>
/// <param name="State">The state.</param>
public sealed record PartitionCut(LogHead Head, long LogMs, long AppliedBytes, FrozenState State);

/// <summary>
/// Lets one caller at a time into a partition, on the caller's own thread: an uncontended visit costs a lock, no hop to another thread.
/// What is returned must not refer to the partition's state, which changes after the visit.
/// </summary>
/// <param name="partition">The partition; nobody else keeps a reference to it.</param>
public sealed class PartitionGate(Partition partition)
{
    private readonly Lock _lock = new();
    private Partition _partition = partition;
    private LogHead _head = LogHead.Empty;
    private bool _isTorn;
    private long _appliedBytes;

    /// <summary>Bytes of the entries that were applied, since the last <see cref="Restore"/> if there was one.</summary>
    public long AppliedBytes => Interlocked.Read(ref _appliedBytes);

    /// <summary>The head of the log whose entries the partition has applied.</summary>
    public LogHead Head
    {
        get
        {
            lock (_lock)
                return _head;
        }
    }

    /// <summary>Whether an entry could be applied in part only: then nothing more is applied until a restart.</summary>
    public bool IsTorn
    {
        get
        {
            lock (_lock)
                return _isTorn;
        }
    }

    /// <summary>Whether the caller's thread is in a visit.</summary>
    public bool IsEntered => _lock.IsHeldByCurrentThread;

    /// <summary>Visits the partition.</summary>
    public T Enter<T>(Func<Partition, T> visit)
    {
        lock (_lock)
            return visit(_partition);
    }

    /// <summary>Visits the partition with an argument, which saves the caller a closure.</summary>
    public T Enter<TArgument, T>(TArgument argument, Func<Partition, TArgument, T> visit)
    {
        lock (_lock)
            return visit(_partition, argument);
    }

    /// <summary>Applies the next entry of the log.</summary>
    /// <param name="head">The log's head after it.</param>
    /// <param name="entry">Its bytes.</param>
    /// <returns>What the fold made of its sub-batches.</returns>
    /// <exception cref="InvalidDataException">It is not the next one, or of no known format.</exception>
    public IReadOnlyList<SubBatchOutcome> Apply(LogHead head, ReadOnlySpan<byte> entry)
    {
        lock (_lock)
        {
            // Left so if the fold throws: a state with part of an entry is none that a snapshot may keep.
            _isTorn = true;
            var outcomes = _partition.Apply(head.Sequence, entry);
            _isTorn = false;
            _head = head;
            Interlocked.Add(ref _appliedBytes, entry.Length);
            return outcomes;
        }
    }

    /// <summary>Takes another partition in the place of the one before.</summary>
    /// <param name="partition">The partition; nobody else keeps a reference to it.</param>
    /// <param name="head">The head of the log whose entries it has applied.</param>
    public void Restore(Partition partition, LogHead head)
    {
        lock (_lock)
        {
            (_partition, _head, _isTorn) = (partition, head, false);
            Interlocked.Exchange(ref _appliedBytes, 0);
        }
    }

    /// <summary>Keeps the state as it is between two entries. It is written later, while others are let in.</summary>
    /// <exception cref="InvalidOperationException">An entry could be applied in part only.</exception>
    public PartitionCut Cut()
    {
        lock (_lock)
        {
            return _isTorn
                ? throw new InvalidOperationException("The entry after the head was applied in part: there is no state to keep.")
                : new(_head, _partition.LogMs, _appliedBytes, _partition.Cut());
        }
    }
}
