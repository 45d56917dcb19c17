using System.Diagnostics;

namespace RetentionGrpc.LoadTest;

/// <summary>
/// The times from handing events to the client to their ack. They are acknowledged in the order of sending, in batches that it cuts.
/// </summary>
internal sealed class AckTimes
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Through, long Time)> _sent = new();
    private long _sentEvents;
    private readonly List<double> _milliseconds = new(capacity: 8_192);

    /// <summary>Events of acknowledged batches that were accepted, and those that were not.</summary>
    public (long Accepted, long Other) Events { get; private set; }

    /// <summary>Events are about to be sent.</summary>
    public void Sent(int events)
    {
        lock (_lock)
            _sent.Enqueue((_sentEvents += events, Stopwatch.GetTimestamp()));
    }

    /// <summary>The next batch is acknowledged.</summary>
    public void Acknowledged(long accepted, long other)
    {
        lock (_lock)
        {
            Events = (Events.Accepted + accepted, Events.Other + other);
            while (_sent.TryPeek(out var sent) && sent.Through <= Events.Accepted + Events.Other)
                _milliseconds.Add(Stopwatch.GetElapsedTime(_sent.Dequeue().Time).TotalMilliseconds);
        }
    }

    /// <summary>Median and 99th percentile since the last call, in milliseconds; 0 without any.</summary>
    public (double Median, double P99) Take()
    {
        lock (_lock)
        {
            _milliseconds.Sort();
            var taken = (At(0.5), At(0.99));
            _milliseconds.Clear();
            return taken;
        }
    }

    private double At(double share) => _milliseconds.Count == 0 ? 0 : _milliseconds[(int)(share * (_milliseconds.Count - 1))];
}
