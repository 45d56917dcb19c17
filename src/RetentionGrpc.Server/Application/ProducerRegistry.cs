namespace RetentionGrpc.Server.Application;

/// <summary>
/// The producers in memory: those with a stream, with batches under way, or heard of a short while ago. The others are in the log, which
/// knows enough of them to go on. Safe from any thread.
/// </summary>
/// <param name="partitions">What the log holds.</param>
/// <param name="isStable">Whether the log cannot lose any more what was written up to a position.</param>
/// <param name="clock">Tells how long a producer is idle.</param>
public sealed class ProducerRegistry(PartitionSet partitions, Func<long[], bool> isStable, TimeProvider clock)
{
    /// <summary>Idle producers that stay in memory; of more the longest idle leave.</summary>
    public const int IdleLimit = 10_000;

    /// <summary>How long an idle producer stays in memory.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<(HostedTenant Tenant, string Producer), Producer> _producers = [];
    private readonly LinkedList<Producer> _idle = [];

    /// <summary>How many are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _producers.Count;
        }
    }

    /// <summary>The one producer of this id, which stays in memory until <see cref="Return"/> gives it back.</summary>
    public Producer Rent(HostedTenant tenant, string producerId)
    {
        lock (_lock)
        {
            if (!_producers.TryGetValue((tenant, producerId), out var producer))
                _producers.Add((tenant, producerId), producer = new Producer(tenant, producerId, partitions, isStable, this));
            Hold(producer);
            return producer;
        }
    }

    /// <summary>Keeps a producer in memory that is there, until one more <see cref="Return"/>.</summary>
    internal void Keep(Producer producer)
    {
        lock (_lock)
            Hold(producer);
    }

    /// <summary>Ends all streams.</summary>
    /// <param name="why">What they are told.</param>
    internal void EndStreams(Refusal why)
    {
        Producer[] all;
        lock (_lock)
            all = [.. _producers.Values];
        foreach (var producer in all)
            producer.EndStream(why);
    }

    /// <summary>Gives back what was rented or kept.</summary>
    public void Return(Producer producer)
    {
        lock (_lock)
        {
            if (--producer.Holds > 0)
                return;
            producer.IdleSince = clock.GetTimestamp();
            producer.Place = _idle.AddLast(producer);
            while (_idle.First is { } longest
                && (_idle.Count > IdleLimit || clock.GetElapsedTime(longest.Value.IdleSince) > IdleTime))
            {
                _idle.Remove(longest);
                _producers.Remove((longest.Value.Tenant, longest.Value.Id));
            }
        }
    }

    private void Hold(Producer producer)
    {
        producer.Holds++;
        if (producer.Place is not { } place)
            return;
        _idle.Remove(place);
        producer.Place = null;
    }
}
