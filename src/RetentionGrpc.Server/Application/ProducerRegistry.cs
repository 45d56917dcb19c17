using System.Collections.Concurrent;

namespace RetentionGrpc.Server.Application;

/// <summary>The producers that were heard of since the start; the others are in the log.</summary>
/// <param name="partitions">What the log holds.</param>
public sealed class ProducerRegistry(PartitionSet partitions)
{
    private readonly ConcurrentDictionary<(string Tenant, string Producer), Producer> _producers = [];

    /// <summary>The one producer of this id.</summary>
    public Producer Of(HostedTenant tenant, string producerId) =>
        _producers.GetOrAdd((tenant.Id, producerId), key => new Producer(tenant, key.Producer, partitions));
}
