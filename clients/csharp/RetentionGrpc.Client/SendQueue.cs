using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>
/// The sealed batches in order of sequence, until the server lets go of them, and what of them is to be sent on the connection of now.
/// Not safe for use by several threads: the buffer's lock guards it. No clock, no calls: what it does follows from what it is told.
/// </summary>
internal sealed class SendQueue(long? firstSequence)
{
    private readonly List<PendingBatch> _kept = [];
    private readonly List<PendingFlush> _flushes = [];
    private readonly SendWindow _window = new();
    private long _nextSequence;
    private long _newestSealed;
    private long _highestSent;
    private long _sentThrough;
    private long _flushId;
    private (long First, long Last) _lossTold;
    private bool _isConnected;
    private bool _isDraining;

    /// <summary>
    /// Every batch of this stream up to this one was acknowledged, or told lost; what lies before its first is none of its own.
    /// </summary>
    public long AckedThrough { get; private set; }

    /// <summary>What the next connection claims to be acknowledged; nothing before the first batch that the caller named.</summary>
    public long Claim => firstSequence > AckedThrough ? 0 : AckedThrough;

    /// <summary>What the log had when this connection was opened: it is not sent.</summary>
    public long KnownThrough { get; private set; }

    /// <summary>Batches without an ack.</summary>
    public long Unacked => _nextSequence == 0 ? 0 : _nextSequence - 1 - AckedThrough;

    /// <summary>Bytes of the batches that are kept.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Whether there was a connection, so that batches can have sequences.</summary>
    public bool HasBegun => _nextSequence > 0;

    /// <summary>Whether every batch is acknowledged and every barrier answered.</summary>
    public bool IsEmpty => Unacked == 0 && _flushes.Count == 0;

    /// <summary>While set, no batch is sent: the server wants time.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The batches without an ack.</summary>
    public IEnumerable<PendingBatch> Unacknowledged => _kept.Where(x => x.Sequence > AckedThrough);

    /// <summary>Seals a batch with the next sequence.</summary>
    public void Seal(PendingBatch batch)
    {
        batch.Seal(_nextSequence);
        _newestSealed = _nextSequence++;
        _kept.Add(batch);
        KeptBytes += batch.CutBytes;
    }

    /// <summary>Forgets the oldest batches that were acknowledged, before the server says so, until a number of bytes is free.</summary>
    public void MakeRoom(long bytes, long limit)
    {
        while (KeptBytes + bytes > limit && _kept.Count > 0 && _kept[0].Sequence <= AckedThrough)
            Forget(_kept[0].Sequence);
    }

    /// <summary>Puts a barrier behind every batch so far.</summary>
    /// <param name="isGathering">Whether a batch is gathering, which lies before it too.</param>
    public PendingFlush BeginFlush(bool isGathering)
    {
        var flush = new PendingFlush(++_flushId, isGathering ? _nextSequence : _newestSealed);
        _flushes.Add(flush);
        return flush;
    }

    /// <summary>Nobody waits for a barrier any more.</summary>
    public void EndFlush(PendingFlush flush) => _flushes.Remove(flush);

    /// <summary>The server has answered a barrier. What it says from before a batch was refused does not count.</summary>
    public void Flushed(long flushId)
    {
        if (_flushes.Find(x => x.Id == flushId) is { } flush && flush.Through <= AckedThrough)
            flush.IsDone = true;
    }

    /// <summary>The connection is gone; nothing is sent until the next is open.</summary>
    public void Suspend()
    {
        (_isConnected, _isDraining, IsPaused) = (false, false, false);
        _window.Clear(isNewConnection: true);
    }

    /// <summary>Takes up a new connection: what the log does not have is to be sent again, once <see cref="Connect"/> says so.</summary>
    /// <param name="opened">The server's answer.</param>
    /// <param name="gone">What was acknowledged, is neither in the log nor here, and was not told before; or null.</param>
    /// <returns>False if somebody else has sent under this producer id: what is left here would be taken for what is there.</returns>
    public bool Resume(Opened opened, out DataLoss? gone)
    {
        gone = null;
        if (_nextSequence == 0)
            BeginAt(firstSequence ?? opened.LastSequence + 1);
        else if (firstSequence is null && Unacked == 0)
            BeginAt(Math.Max(_nextSequence, opened.LastSequence + 1));
        else if (firstSequence is null && opened.LastSequence > _highestSent)
            return false;
        KnownThrough = opened.StableThrough;
        if (opened.DataLoss is { } loss)
            gone = Lose(loss);
        StartAfter(AckedThrough);
        _window.Grant(opened.Credits);
        return true;
    }

    /// <summary>What the server said of the connection is told: from now on batches are sent.</summary>
    public void Connect() => _isConnected = true;

    /// <summary>What to do next on this connection.</summary>
    /// <param name="wait">What the caller waits for when there is nothing to do now.</param>
    /// <param name="isClosed">Whether no batch comes any more.</param>
    public SendStep Next(Task wait, bool isClosed)
    {
        if (_isDraining && _window.IsEmpty)
            return default;
        if (!_isConnected || _isDraining || IsPaused)
            return new(Wait: wait);
        if (_flushes.Find(x => !x.IsSent && x.Through <= _sentThrough) is { } flush)
        {
            flush.IsSent = true;
            return Barrier(flush.Id);
        }
        if (_kept.Find(x => x.Sequence > _sentThrough) is { } batch)
            return Send(batch) ?? new(Wait: wait);
        return isClosed && IsEmpty ? default : new(Wait: wait);
    }

    /// <summary>The batches that an ack is the first to cover, each with its result if it has one, in order.</summary>
    public IReadOnlyList<(PendingBatch Batch, BatchResult? Result)> CoveredBy(Ack ack)
    {
        var last = ack.Results.Count == 0 ? 0 : ack.Results[^1].Sequence;
        return [.. Unacknowledged
            .Where(x => x.Sequence <= last && x.Sequence <= _sentThrough)
            .Select(x => (x, ack.Results.FirstOrDefault(result => result.Sequence == x.Sequence)))];
    }

    /// <summary>Notes that batches are in the log.</summary>
    public void Acknowledge(long through)
    {
        foreach (var batch in Unacknowledged.Where(x => x.Sequence <= through && x.Sequence > KnownThrough))
            _window.Remove(batch.Message!.Size);
        AckedThrough = Math.Max(AckedThrough, through);
    }

    /// <summary>Forgets batches that were acknowledged and that the log keeps.</summary>
    public void Release(long stableThrough) => Forget(Math.Min(AckedThrough, stableThrough));

    /// <summary>Takes the newest credits.</summary>
    public void Grant(Credits? credits) => _window.Grant(credits);

    /// <summary>A batch was not taken, nor any after it: they are to be sent again when the pause ends that begins with this.</summary>
    /// <returns>Whether that batch is here.</returns>
    public bool Refuse(long sequence)
    {
        if (sequence <= AckedThrough || sequence > _sentThrough || _kept.TrueForAll(x => x.Sequence != sequence))
            return false;
        foreach (var batch in _kept.Where(x => x.Sequence >= sequence && x.Sequence <= _sentThrough))
            _window.Remove(batch.Message!.Size);
        StartAfter(sequence - 1);
        IsPaused = true;
        return true;
    }

    /// <summary>Sends no new batches, and ends the connection when those on their way are acknowledged.</summary>
    public void Drain() => _isDraining = true;

    private static SendStep Barrier(long id) => new(new OutgoingMessage(new StreamEventsRequest { Flush = new Flush { FlushId = id } }));

    // Batches that were acknowledged are gone from the log: those that are here are to be sent again.
    private DataLoss? Lose(DataLoss loss)
    {
        var first = _kept.Exists(x => x.Sequence == KnownThrough + 1) ? Math.Min(KnownThrough + 1, loss.FirstSequence) : loss.FirstSequence;
        var start = _kept.Find(x => x.Sequence >= first)?.Sequence ?? loss.LastSequence + 1;
        start = Math.Min(start, loss.LastSequence + 1);
        AckedThrough = Math.Min(AckedThrough, start - 1);
        if (start <= loss.FirstSequence || (_lossTold.First <= loss.FirstSequence && start - 1 <= _lossTold.Last))
            return null;
        _lossTold = (loss.FirstSequence, start - 1);
        return new DataLoss { FirstSequence = loss.FirstSequence, LastSequence = start - 1 };
    }

    private SendStep? Send(PendingBatch batch)
    {
        if (batch.Sequence <= KnownThrough)
        {
            _sentThrough = batch.Sequence;
            return new(Known: batch);
        }
        var size = batch.Message!.Size;
        if (!_window.Allows(size))
            return null;
        _window.Add(size);
        batch.SendCount++;
        _sentThrough = batch.Sequence;
        _highestSent = Math.Max(_highestSent, batch.Sequence);
        return new(batch.Message);
    }

    // Nothing below waits for an ack, so a later sequence takes nothing away.
    private void BeginAt(long sequence)
    {
        _nextSequence = sequence;
        AckedThrough = sequence - 1;
        _highestSent = Math.Max(_highestSent, sequence - 1);
    }

    private void StartAfter(long sequence)
    {
        _sentThrough = sequence;
        foreach (var flush in _flushes.Where(x => x.Through > sequence || !_isConnected))
            flush.IsSent = false;
    }

    private void Forget(long through)
    {
        KeptBytes -= _kept.TakeWhile(x => x.Sequence <= through).Sum(x => (long)x.CutBytes);
        _kept.RemoveAll(x => x.Sequence <= through);
    }
}
