using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>Counts the selected events of each value in one partition.</summary>
/// <typeparam name="TCells">What is kept of a value.</typeparam>
/// <param name="tenant">The tenant's share of the partition.</param>
/// <param name="create">Makes what is kept of a value.</param>
internal abstract class ValueCounting<TCells>(TenantState tenant, Func<TCells> create)
    where TCells : class, IValueCells<TCells>
{
    private readonly TCells?[] _ofValue = new TCells?[tenant.Texts.Count];

    /// <summary>Bytes that the values take so far.</summary>
    public long Room { get; private set; }

    /// <summary>Events and sessions of all values together, cell by cell; empty where not asked for.</summary>
    protected virtual ActivityCounts[] Sums => [];

    /// <summary>Counts an event if it is selected.</summary>
    /// <param name="act">The event.</param>
    /// <param name="value">The number of its value.</param>
    public abstract void Take(in TimelineEvent act, int value);

    /// <summary>What was counted.</summary>
    public CountedValues<TCells> Finish()
    {
        var counted = new CountedValues<TCells>(Sums);
        for (var value = 0; value < _ofValue.Length; value++)
        {
            if (_ofValue[value] is { } cells)
                counted.Add(tenant.Texts[value].ToArray(), cells);
        }
        return counted;
    }

    /// <summary>What is kept of a value.</summary>
    protected TCells Of(int value) => _ofValue[value] ?? New(value);

    private TCells New(int value)
    {
        var cells = _ofValue[value] = create();
        Room += cells.Room;
        return cells;
    }
}
