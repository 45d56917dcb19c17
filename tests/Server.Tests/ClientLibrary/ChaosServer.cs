using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>
/// The server's rules for one producer, as the protos say them, with faults by a seed: connections that break before or after a batch is in
/// the log, crashes that lose what is not stable, older copies of the data put back, nacks, planned ends, credits that come and go, acks
/// that wait for each other. It checks what no client may do.
/// </summary>
internal sealed class ChaosServer
{
    private readonly Random _random;
    private readonly bool _isRestored;
    private readonly List<BatchResult> _unsaid = [];
    private volatile int _faultsLeft;
    private long _stable;
    private long _acked;
    private int _credits;
    private int _onTheirWay;
    private long _expected;
    private (long First, long Last) _mayStart;
    private long? _awaited;

    /// <param name="seed">Decides the faults.</param>
    /// <param name="isRestored">Whether data that was stable may be lost too.</param>
    public ChaosServer(int seed, bool isRestored)
    {
        (_random, _isRestored) = (new Random(seed), isRestored);
        _faultsLeft = _random.Next(5, 40);
        Puppet = new PuppetServer
        {
            Rejected = _ =>
            {
                // A log that is being cut short is not read meanwhile.
                lock (Log)
                    return new() { RejectedEvents = { Log.SelectMany(x => Rejections(x.Value).Select(y => Old(x.Key, y))) } };
            },
        };
    }

    public PuppetServer Puppet { get; }

    /// <summary>The batches that the log has.</summary>
    public SortedDictionary<long, Batch> Log { get; } = [];

    /// <summary>Every batch that was ever sent.</summary>
    public SortedDictionary<long, Batch> Sent { get; } = [];

    /// <summary>How many faults there were.</summary>
    public int Faults { get; private set; }

    /// <summary>Whether an event is one that the server rejects.</summary>
    public static bool IsRejected(Event one) => one.EventId.EndsWith('7');

    /// <summary>No more faults: what a client that is gone was acknowledged is not lost behind its back.</summary>
    public void Calm() => _faultsLeft = 0;

    /// <summary>Serves connections for as long as one comes within a while of the last.</summary>
    public async Task ServeAsync()
    {
        while (true)
            await ServeAsync(await Puppet.AcceptAsync());
    }

    private async Task ServeAsync(PuppetCall call)
    {
        if (Fault(4))
        {
            call.End(StatusCode.Unavailable);
            return;
        }
        Open(call, await call.ReceiveOpenAsync());
        var isGoing = false;
        while (true)
        {
            if (!call.Requests.TryPeek(out _))
                Say(call);
            if (!await call.Requests.WaitToReadAsync().AsTask().WaitAsync(PuppetServer.Patience))
            {
                call.End(StatusCode.OK);
                return;
            }
            if (!isGoing && Fault(3))
            {
                isGoing = true;
                call.Send(new StreamEventsResponse { GoAway = new GoAway { DrainTime = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) } });
            }
            if (Fault(3) || !Take(call, await call.ReceiveAsync()) || Fault(3))
            {
                Break(call);
                return;
            }
        }
    }

    private void Open(PuppetCall call, Open open)
    {
        Assert.True(open.AckedThrough <= _acked, "The client claims an ack that was not said.");
        var last = Log.Count == 0 ? 0 : Log.Keys.Max();
        (_onTheirWay, _awaited, _expected) = (0, null, last + 1);
        _mayStart = (last + 1, Math.Max(last, open.AckedThrough) + 1);
        _unsaid.Clear();
        // What is in the log is on the disk by now.
        _stable = last;
        _acked = Math.Max(_acked, last);
        Assert.True(open.AckedThrough <= long.Parse("0" + open.ReadToken.TrimStart('t')), "The read token does not cover what is claimed.");
        var loss = new DataLoss { FirstSequence = last + 1, LastSequence = open.AckedThrough };
        call.Send(new Opened
        {
            LastSequence = last,
            StableThrough = last,
            Credits = NewCredits(),
            DataLoss = open.AckedThrough > last ? loss : null,
            ReadToken = open.AckedThrough > last ? "" : $"t{last}",
        });
    }

    // False: the connection breaks after it.
    private bool Take(PuppetCall call, StreamEventsRequest request)
    {
        if (request.Flush is { } flush)
        {
            if (_awaited is not null && _random.Next(2) == 0)
                return true;
            Say(call);
            call.Send(new StreamEventsResponse { Flushed = new Flushed { FlushId = flush.FlushId } });
            return true;
        }
        var batch = Assert.IsType<Batch>(request.Batch);
        Sent.TryAdd(batch.Sequence, batch);
        Assert.Equal(Sent[batch.Sequence], batch);
        if (_awaited is { } awaited && batch.Sequence != awaited)
            return true;
        Assert.True(++_onTheirWay <= _credits, $"{_onTheirWay} batches are on their way, {_credits} are allowed.");
        if (Fault(6))
        {
            Say(call);
            _onTheirWay = 0;
            call.Nack(batch.Sequence, ErrorReason.StoreUnavailable, delay: TimeSpan.FromMilliseconds(_random.Next(2_000)));
            _awaited = batch.Sequence;
            return true;
        }
        _awaited = null;
        var isFirst = _mayStart != default && batch.Sequence >= _mayStart.First && batch.Sequence <= _mayStart.Last;
        Assert.True(isFirst || batch.Sequence <= _expected, $"Batch {batch.Sequence} came, {_expected} was awaited.");
        _mayStart = default;
        if (batch.Sequence < _expected)
        {
            Assert.True(Log.ContainsKey(batch.Sequence), $"Batch {batch.Sequence} was given up and came again.");
            _unsaid.Add(new BatchResult { Sequence = batch.Sequence, DuplicateCount = batch.Events.Count });
            return true;
        }
        lock (Log)
            Log.Add(batch.Sequence, batch);
        _expected = batch.Sequence + 1;
        var rejections = Rejections(batch).ToList();
        _unsaid.Add(new BatchResult
        {
            Sequence = batch.Sequence,
            AcceptedCount = batch.Events.Count - rejections.Count,
            RejectedCount = rejections.Count,
            Rejections = { rejections.Take(1) },
        });
        if (_random.Next(3) == 0)
            Say(call);
        return true;
    }

    private void Say(PuppetCall call)
    {
        if (_unsaid.Count == 0)
            return;
        _acked = Math.Max(_acked, _unsaid[^1].Sequence);
        _stable = Math.Max(_stable, _random.NextInt64(_stable, _acked + 1));
        _onTheirWay -= _unsaid.Count;
        call.Send(new StreamEventsResponse
        {
            Ack = new Ack
            {
                AckedThrough = _acked,
                StableThrough = _stable,
                ReadToken = $"t{_acked}",
                Results = { _unsaid },
                Credits = NewCredits(),
            },
        });
        _unsaid.Clear();
    }

    // The connection is gone; at times with what was not stable, or with more.
    private void Break(PuppetCall call)
    {
        call.End(StatusCode.Unavailable);
        var last = Log.Count == 0 ? 0 : Log.Keys.Max();
        var floor = _isRestored && _random.Next(4) == 0 ? _random.NextInt64(Math.Max(0, _stable - 10), _stable + 1) : _stable;
        if (_random.Next(2) == 0 || floor >= last)
            return;
        var kept = _random.NextInt64(floor, last + 1);
        lock (Log)
        {
            foreach (var lost in Log.Keys.Where(x => x > kept).ToList())
                Log.Remove(lost);
        }
        _stable = Math.Min(_stable, kept);
    }

    // A client may not have seen the newest word yet: fewer credits than before hold for what it sends after it.
    private Credits NewCredits()
    {
        var granted = _random.Next(1, 6);
        _credits = Math.Max(granted, _onTheirWay + 5);
        return new Credits { BatchCount = granted, ByteCount = _random.Next(200, 5_000) };
    }

    private bool Fault(int percent)
    {
        if (_faultsLeft <= 0 || _random.Next(100) >= percent)
            return false;
        _faultsLeft--;
        Faults++;
        return true;
    }

    private static IEnumerable<Rejection> Rejections(Batch batch) => batch.Events.Index()
        .Where(x => IsRejected(x.Item))
        .Select(x => new Rejection { Index = x.Index, Reason = RejectionReason.BadValue });

    private static RejectedEvent Old(long sequence, Rejection rejection) =>
        new() { ProducerId = "p", Sequence = sequence, Rejection = rejection };
}
