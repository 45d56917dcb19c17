using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// The orders of one customer, told apart by their ids: those are in no table, so two events of one order have other numbers, and their
/// bytes are compared. Room that is used again for the next customer.
/// </summary>
/// <param name="order">Gives the ids' bytes, of the timeline that is unpacked.</param>
internal sealed class OrderIds(TimelineOrder order)
{
    // So few are compared one by one: most customers have no more.
    private readonly int[] _few = new int[8];
    private readonly Dictionary<ulong, int> _many = [];
    private int _fewCount;

    /// <summary>No orders.</summary>
    public void Clear()
    {
        _fewCount = 0;
        _many.Clear();
    }

    /// <summary>Adds the order of a purchase; false if an earlier one was of the same. One without an id is an order by itself.</summary>
    public bool Add(int name)
    {
        if (name == TenantState.EmptyText)
            return true;
        var id = order.TextOf(name);
        if (_fewCount == _few.Length)
            return AddToMany(id, name);
        foreach (var known in _few.AsSpan(0, _fewCount))
        {
            if (order.TextOf(known).SequenceEqual(id))
                return false;
        }
        _few[_fewCount++] = name;
        if (_fewCount == _few.Length)
        {
            foreach (var known in _few)
                AddToMany(order.TextOf(known), known);
        }
        return true;
    }

    private bool AddToMany(ReadOnlySpan<byte> id, int name)
    {
        for (var hash = Xxh64.Hash(id); ; hash = unchecked(hash + 1))
        {
            if (_many.TryAdd(hash, name))
                return true;
            if (order.TextOf(_many[hash]).SequenceEqual(id))
                return false;
        }
    }
}
