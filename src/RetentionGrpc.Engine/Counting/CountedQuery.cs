using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// What was selected of each value of an event property (count_by), in cells: every customer's timeline is read. A value's events may be of
/// many customers and in all partitions, so that partitions tell what they have of each value, and only when that is added up is a value
/// counted. What is kept grows with values and cells, not with events.
/// </summary>
/// <typeparam name="TCells">What is kept of a value.</typeparam>
/// <param name="property">The declared event property, in UTF-8; events without it are left out.</param>
/// <param name="customerFilter">Only events of customers who pass it.</param>
public abstract class CountedQuery<TCells>(byte[] property, Filter customerFilter) : Query<CountedValues<TCells>>
    where TCells : class, IValueCells<TCells>
{
    /// <summary>
    /// The most bytes that are kept of values, in a partition and together: room for whether each of 10,000 values was active in 128,000
    /// cells, or how often in 4,000, or when first and last in 1,000.
    /// </summary>
    public long RoomLimit { get; init; } = 160_000_000;

    /// <inheritdoc/>
    public sealed override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public sealed override CountedValues<TCells> Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        var (key, counting) = (tenant.Texts.Find(property), Bind(tenant));
        var filter = customerFilter.Bind(tenant);
        for (var customer = 0; key >= 0 && customer < tenant.Customers.Count && counting.Room <= RoomLimit; customer++)
        {
            var live = tenant.Live(customer);
            if (!filter.PassesCustomer(live))
                continue;
            foreach (ref readonly var act in live)
            {
                if (act.ValueOf(key) is >= 0 and var value)
                    counting.Take(act, value);
            }
        }
        var counted = counting.Finish();
        if (counting.Room > RoomLimit)
            counted.GiveUp();
        return counted;
    }

    /// <inheritdoc/>
    public sealed override CountedValues<TCells> Merge(CountedValues<TCells> left, CountedValues<TCells> right)
    {
        left.Add(right, RoomLimit);
        return left;
    }

    /// <summary>What counts in one partition.</summary>
    private protected abstract ValueCounting<TCells> Bind(TenantState tenant);
}
