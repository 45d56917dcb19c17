using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// The orders of one customer, told apart by their ids: those are in no table, so two events of one order have other numbers, and their
/// bytes are compared. Room that is used again for the next customer.
/// </summary>
/// <param name="order">Gives the ids' bytes, of the timeline that is unpacked.</param>
internal sealed class OrderIds(TimelineOrder order)
{
    private readonly Dictionary<ulong, int> _names = [];

    /// <summary>No orders.</summary>
    public void Clear() => _names.Clear();

    /// <summary>Adds the order of a purchase; false if an earlier one was of the same. One without an id is an order by itself.</summary>
    public bool Add(int name)
    {
        if (name == TenantState.EmptyText)
            return true;
        var id = order.TextOf(name);
        for (var hash = Xxh64.Hash(id); ; hash = unchecked(hash + 1))
        {
            if (_names.TryAdd(hash, name))
                return true;
            if (order.TextOf(_names[hash]).SequenceEqual(id))
                return false;
        }
    }
}
