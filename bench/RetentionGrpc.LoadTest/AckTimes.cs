using System.Diagnostics;

namespace RetentionGrpc.LoadTest;

/// <summary>The times from handing a batch to the client to its ack. Batches are acknowledged in the order of sending.</summary>
internal sealed class AckTimes
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _sent = new();
    private readonly List<double> _milliseconds = new(capacity: 8_192);

    /// <summary>Events of acknowledged batches that were accepted, and those that were not.</summary>
    public (long Accepted, long Other) Events { get; private set; }

    /// <summary>A batch is about to be sent.</summary>
    public void Sent()
    {
        lock (_lock)
            _sent.Enqueue(Stopwatch.GetTimestamp());
    }

    /// <summary>The oldest batch is acknowledged.</summary>
    public void Acknowledged(long accepted, long other)
    {
        lock (_lock)
        {
            Events = (Events.Accepted + accepted, Events.Other + other);
            if (_sent.TryDequeue(out var sent))
                _milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
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
