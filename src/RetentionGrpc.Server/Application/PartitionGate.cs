using RetentionGrpc.Engine;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Lets one caller at a time into a partition, on the caller's own thread: an uncontended visit costs a lock, no hop to another thread.
/// What is returned must not refer to the partition's state, which changes after the visit.
/// </summary>
/// <param name="partition">The partition; nobody else keeps a reference to it.</param>
public sealed class PartitionGate(Partition partition)
{
    private readonly Lock _lock = new();

    /// <summary>Visits the partition.</summary>
    public T Enter<T>(Func<Partition, T> visit)
    {
        lock (_lock)
            return visit(partition);
    }

    /// <summary>Visits the partition with an argument, which saves the caller a closure.</summary>
    public T Enter<TArgument, T>(TArgument argument, Func<Partition, TArgument, T> visit)
    {
        lock (_lock)
            return visit(partition, argument);
    }
}
