using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Server.Application;

/// <summary>A live event and whose it is.</summary>
/// <param name="CustomerId">The customer in UTF-8; empty for spend.</param>
/// <param name="Event">The event.</param>
public readonly record struct ExportedEvent(byte[] CustomerId, CustomerEvent Event);

/// <summary>
/// The live events of a tenant: spend first, then by customer bytewise and time. The customers are those of the beginning; each is read
/// when its turn comes, so that nobody is held up.
/// </summary>
/// <param name="partitions">The partitions.</param>
public sealed class EventExport(PartitionSet partitions)
{
    private static readonly Interval Always = new(long.MinValue, long.MaxValue);

    /// <summary>The events, read as they are asked for.</summary>
    public IEnumerable<ExportedEvent> Of(string tenantId)
    {
        var spend = new SpendEventsQuery();
        var spent = Enumerable.Range(0, partitions.Count).Select(partition => Ask(partition, tenantId, spend)).Aggregate(spend.Merge);
        foreach (var one in spent)
            yield return new([], one);
        foreach (var (id, partition) in Customers(tenantId))
        {
            var page = Ask(partition, tenantId, new CustomerEventsQuery
            {
                CustomerId = id,
                AsOfMs = long.MaxValue,
                Window = Always,
                NewestFirst = false,
                PageSize = int.MaxValue,
            });
            foreach (var one in page?.Events ?? [])
                yield return new(id, one);
        }
    }

    private List<(byte[] Id, int Partition)> Customers(string tenantId)
    {
        var all = new List<(byte[] Id, int Partition)>();
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            var home = partition;
            partitions[partition].Enter(state =>
            {
                var customers = state.Get(tenantId).Customers;
                for (var customer = 0; customer < customers.Count; customer++)
                {
                    if (!customers.IdOf(customer).IsEmpty)
                        all.Add((customers.IdOf(customer).ToArray(), home));
                }
                return true;
            });
        }
        all.Sort((x, y) => x.Id.AsSpan().SequenceCompareTo(y.Id));
        return all;
    }

    private T Ask<T>(int partition, string tenantId, Query<T> query) =>
        partitions[partition].Enter((tenantId, query), (state, asked) => state.Answer(asked.tenantId, asked.query).Partial);
}
