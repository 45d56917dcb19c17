using System.Globalization;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Simulation;

/// <summary>
/// A client that does what the comments of the proto tell a client's author, and believes what they promise: it keeps batches until
/// stable_through passes them, resends, resumes, flushes. It checks every word of the server's.
/// </summary>
internal sealed class ModelClient
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private readonly World _world;
    private readonly string _name;
    private readonly string _tenantId;
    private readonly bool _withIds;
    private readonly Dictionary<long, LedgerBatch> _made = [];
    private readonly SortedDictionary<long, LedgerBatch> _kept = [];
    private readonly SortedSet<long> _retained = [];
    private readonly Queue<(long Id, long Through)> _flushes = [];
    private int _toMake;
    private bool _knowsNothing = true;
    private long _next = 1;
    private long _acked;
    private string _token = "";
    private ReadPosition _position = ReadPosition.None;
    private long _flushId;

    // Of the stream.
    private SimConnection? _stream;
    private bool _isOpened;
    private bool _isClosing;
    private bool _isGoingAway;
    private long _sent;
    private long _streamAcked;
    private long _streamFirst;
    private long _heard;
    private long _stable;
    private int _credits;
    private long _notBefore;
    private int _attempt;

    /// <summary>A client that has sent nothing yet.</summary>
    public ModelClient(World world, int number, string tenantId, int batches, bool withIds)
    {
        (_world, _name, _tenantId, _toMake, _withIds) = (world, $"client {number}", tenantId, batches, withIds);
        Process = new SimProcess(world.Scheduler, _name);
    }

    /// <summary>Its process; another after each of its deaths.</summary>
    public SimProcess Process { get; private set; }

    /// <summary>Whether all that it made is acknowledged, and the last stream ended well.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Its producer id.</summary>
    public string Name => _name;

    /// <summary>Whose events it sends.</summary>
    public string TenantId => _tenantId;

    /// <summary>The batches that it made.</summary>
    public IReadOnlyCollection<LedgerBatch> Batches => _made.Values;

    private SimRandom Random => _world.Random;

    /// <summary>Starts.</summary>
    public void Start()
    {
        Process.Post(Connect);
        Watch();
    }

    /// <summary>Learns of the server's state once more, though it was done.</summary>
    public void Reopen()
    {
        if (!IsDone)
            return;
        IsDone = false;
        Process.Post(Connect);
        Watch();
    }

    /// <summary>Dies and starts again, with what it kept or without.</summary>
    public void Restart(bool forgets)
    {
        Process.Kill();
        _stream?.Abandon();
        _stream = null;
        Process = new SimProcess(_world.Scheduler, _name);
        if (forgets)
        {
            (_knowsNothing, _acked, _token, _position) = (true, 0, "", ReadPosition.None);
            _kept.Clear();
            _made.Clear();
            _retained.Clear();
        }
        if (IsDone)
            return;
        Process.After(Random.Delay(1_000, 2_000_000), Connect);
        Watch();
    }

    private void Fail(string what) => _world.Scheduler.Fail($"{_name}: {what}");

    private void Connect()
    {
        if (_stream is not null || IsDone)
            return;
        (_isOpened, _isClosing, _isGoingAway, _notBefore) = (false, false, false, 0);
        _heard = _world.Scheduler.Now;
        _flushes.Clear();
        _stream = _world.Connect(Process, _tenantId, Receive, End);
        if (_stream is null)
        {
            Retry();
            return;
        }
        _world.Scheduler.Note("opens", _name, _acked);
        _stream.Send(new() { Open = new Open { ProducerId = _name, AckedThrough = _acked, ReadToken = _token } });
    }

    private void Retry() =>
        Process.After(TimeSpan.FromMilliseconds(Random.Between(5, 100 << Math.Min(6, _attempt++))), Connect);

    /// <summary>Gives a stream up on which nothing was heard for long.</summary>
    private void Watch() => Process.After(TimeSpan.FromSeconds(Random.Between(5, 20)), () =>
    {
        if (_stream is { } silent && _world.Scheduler.Now - _heard > Silence.Ticks)
        {
            silent.Abandon();
            _stream = null;
            Retry();
        }
        if (!IsDone)
            Watch();
    });

    private void Receive(SimConnection from, StreamEventsResponse message)
    {
        if (from != _stream)
            return;
        _heard = _world.Scheduler.Now;
        _world.Scheduler.Note("receives", _name, 0, message);
        if (_isOpened == (message.MessageCase == StreamEventsResponse.MessageOneofCase.Opened))
            Fail($"Opened is first and once; this came: {message}");
        switch (message.MessageCase)
        {
            case StreamEventsResponse.MessageOneofCase.Opened: Open(message.Opened); break;
            case StreamEventsResponse.MessageOneofCase.Ack: Acknowledge(message.Ack); break;
            case StreamEventsResponse.MessageOneofCase.Flushed: EndFlush(message.Flushed); break;
            case StreamEventsResponse.MessageOneofCase.Nack: SendAgain(message.Nack); break;
            case StreamEventsResponse.MessageOneofCase.GoAway: _isGoingAway = true; break;
            default: Fail($"An unknown message: {message}"); break;
        }
        Send();
    }

    private void Open(Opened opened)
    {
        _isOpened = true;
        if (opened.LogId != _world.LogId)
            Fail($"Opened names the log {opened.LogId}.");
        if (opened.StableThrough > opened.LastSequence)
            Fail($"Opened claims {opened.StableThrough} stable of {opened.LastSequence}.");
        if (_knowsNothing)
        {
            _knowsNothing = false;
            _next = opened.LastSequence + 1;
            _acked = opened.LastSequence;
        }
        else
        {
            Believe(opened.StableThrough);
        }
        _stable = opened.StableThrough;
        _credits = opened.Credits.BatchCount;
        BeginAt(_kept.Keys.FirstOrDefault(sequence => sequence > _acked, _next));
        if (opened.DataLoss is { } loss)
            Lose(loss);
        if ((opened.DataLoss is null) != (opened.ReadToken.Length > 0))
            Fail($"Opened has a read token where nothing was lost, and only there: {opened}");
        if (opened.ReadToken.Length > 0)
            Advance(opened.ReadToken);
    }

    private void Advance(string token)
    {
        _token = token;
        _position = _world.Checks.Advance(_name, _position, token, _stream!.Server);
    }

    private void BeginAt(long sequence) => _streamFirst = _sent = _streamAcked = sequence - 1;

    /// <summary>What is still here is sent again; the rest is lost, and known to be.</summary>
    private void Lose(DataLoss loss)
    {
        _world.Checks.OfLoss(_name, loss, _acked, _position, _stream!.Server);
        for (var sequence = loss.LastSequence; sequence >= loss.FirstSequence; sequence--)
        {
            if (!_made.TryGetValue(sequence, out var batch))
                continue;
            batch.Promise(Promise.ToldLost);
            if (_retained.Remove(sequence))
                _kept[sequence] = batch;
        }
        BeginAt(_kept.Keys.FirstOrDefault(sequence => sequence >= loss.FirstSequence, _next));
        _acked = Math.Min(_acked, _sent);
    }

    /// <summary>From the first that was not taken, after the time that is asked for.</summary>
    private void SendAgain(Nack nack)
    {
        _world.Checks.OfNack(_name, nack);
        if (nack.Sequence > _sent || nack.Sequence != _streamAcked + 1)
            Fail($"Of {_streamAcked} acknowledged and {_sent} sent, a nack says {nack}");
        _sent = nack.Sequence - 1;
        // A barrier behind what was refused is none.
        for (var i = _flushes.Count; i > 0; i--)
            _flushes.Enqueue((_flushes.Dequeue().Id, 0));
        var delay = nack.Failure.RetryDelay?.ToTimeSpan() ?? TimeSpan.Zero;
        _notBefore = _world.Scheduler.Now + delay.Ticks;
        Process.After(delay, Send);
    }

    private void Acknowledge(Ack ack)
    {
        _attempt = 0;
        foreach (var result in ack.Results)
        {
            if (result.Sequence != ++_streamAcked)
                Fail($"A result of {result.Sequence} where {_streamAcked} is next.");
            else if (_made.TryGetValue(result.Sequence, out var batch))
                _world.Checks.OfResult(_name, batch, result);
        }
        var isNews = ack.Results.Count > 0 || ack.StableThrough > _stable;
        _stable = ack.StableThrough;
        if (!isNews || ack.AckedThrough > _sent || (ack.Results.Count > 0 && ack.AckedThrough != _streamAcked)
            || ack.StableThrough > ack.AckedThrough)
            Fail($"Of {_streamAcked} acknowledged and {_sent} sent, an ack says {ack}");
        if ((ack.Results.Count > 0) != (ack.ReadToken.Length > 0))
            Fail($"Only an ack with results has a token: {ack}");
        if (ack.ReadToken.Length > 0)
            Advance(ack.ReadToken);
        foreach (var result in ack.Results)
        {
            if (_made.TryGetValue(result.Sequence, out var batch))
                _world.Checks.OfAck(_name, batch, _position, _stream!.Server);
        }
        _credits = ack.Credits.BatchCount;
        Believe(ack.StableThrough);
        _acked = Math.Max(_acked, ack.AckedThrough);
    }

    /// <summary>The server says that these are in the log for good.</summary>
    private void Believe(long stableThrough)
    {
        while (_kept.Count > 0 && _kept.Keys.First() <= stableThrough)
        {
            var batch = _kept.Values.First();
            _kept.Remove(batch.Sequence);
            _retained.Add(batch.Sequence);
            if (_retained.Count > _world.Scenario.RetainedBatches)
                _retained.Remove(_retained.Min);
            _world.Checks.OfClaim(_name, batch, _stream!.Server);
            batch.Promise(Promise.Acknowledged);
        }
        _acked = Math.Max(_acked, Math.Min(stableThrough, _next - 1));
    }

    private void EndFlush(Flushed flushed)
    {
        if (!_flushes.TryDequeue(out var flush) || flush.Id != flushed.FlushId || flushed.AckedThrough < flush.Through)
            Fail($"Flush {flush} was answered with {flushed}");
        for (var sequence = _acked; _made.TryGetValue(sequence, out var batch); sequence--)
        {
            if (batch.Events.All(each => each.Promise == Promise.Acknowledged))
                _world.Checks.OfClaim(_name, batch, _stream!.Server);
        }
        if (flushed.AckedThrough > _acked && _kept.Keys.Any(sequence => sequence > _acked && sequence <= flushed.AckedThrough))
            Fail($"Flushed says {flushed.AckedThrough}, acks said {_acked}.");
    }

    private void Send()
    {
        if (_stream is not { IsOpen: true } stream || !_isOpened || _isClosing || _world.Scheduler.Now < _notBefore)
            return;
        if (_isGoingAway)
        {
            GoAway(stream);
            return;
        }
        while (_sent - _streamAcked < _credits && (_sent + 1 < _next || _toMake > 0))
        {
            stream.Send(NextBatch().ToStreamMessage());
            _sent++;
            _world.Scheduler.Note("sends", _name, _sent);
            if (Random.Below(8) == 0)
                Flush(stream);
            if (Random.Below(4) != 0)
                continue;
            Process.After(Random.Delay(100, 400_000), Send);
            return;
        }
        if (_toMake > 0 || _sent != _streamAcked || _flushes.Count > 0)
            return;
        if (_kept.Count > 0)
            return;
        _isClosing = true;
        Flush(stream);
        stream.HalfClose();
    }

    /// <summary>Waits for what is on its way, then ends the stream; the rest goes by the next one.</summary>
    private void GoAway(SimConnection stream)
    {
        if (_sent != _streamAcked)
            return;
        _isClosing = true;
        stream.HalfClose();
    }

    private LedgerBatch NextBatch()
    {
        if (_kept.TryGetValue(_sent + 1, out var kept))
            return kept;
        if (_sent + 1 != _next)
            Fail($"It does not have batch {_sent + 1} any more.");
        var isFiller = Random.Below(20) == 0;
        var batch = _world.Ledger.NewBatch(_next, isFiller ? 0 : Random.Between(1, _world.Scenario.BatchEvents), Random, _withIds);
        _toMake--;
        _made[_next] = _kept[_next] = batch;
        _next++;
        return batch;
    }

    private void Flush(SimConnection stream)
    {
        // Of batches that this stream did not send, a Flushed promises nothing.
        _flushes.Enqueue((++_flushId, _sent > _streamFirst ? _sent : 0));
        stream.Send(new() { Flush = new Flush { FlushId = _flushId } });
    }

    private void End(SimConnection from, CallEnd end)
    {
        if (from != _stream)
            return;
        _world.Scheduler.Note("ends", _name, (int)end.Code, string.Create(CultureInfo.InvariantCulture, $"{end.Reason} {end.Detail}"));
        _stream = null;
        // One whose last word is from before an older copy was put back comes once more, or it would never hear of it.
        var isOutdated = from.Server.RestoreCount != _world.RestoreCount;
        if (end.Code == StatusCode.OK && _isClosing && !_isGoingAway && _flushes.Count == 0 && !isOutdated)
        {
            IsDone = true;
            return;
        }
        var isGone = end.Code == StatusCode.OK && _isClosing && (_isGoingAway || isOutdated);
        if (!isGone && !Checks.MayEnd(end))
            Fail($"The stream ended with {end}");
        Retry();
    }
}
