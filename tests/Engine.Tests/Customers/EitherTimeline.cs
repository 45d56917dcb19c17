using RetentionGrpc.Engine.Customers;

namespace RetentionGrpc.Engine.Tests.Customers;

/// <summary>One customer's timeline: an object of its own, or a customer among others, whose blocks move when it grows.</summary>
internal sealed class EitherTimeline(bool isLarge, TimelineOrder order)
{
    private readonly Timeline _large = new();
    private readonly Timelines _customers = OfThree();

    public int AcceptedCount => isLarge ? _large.AcceptedCount : _customers.AcceptedCount(1, order);

    public long? FirstLiveMs => isLarge ? _large.FirstLiveMs(order) : _customers.FirstLiveMs(1, order);

    public ReadOnlySpan<TimelineEvent> Live() => isLarge ? _large.Live(order) : _customers.Live(1, order);

    public bool Add(in TimelineEvent added)
    {
        if (isLarge)
            return _large.Add(added, order);
        _customers.Add(0, added, order);
        var isNewest = _customers.Add(1, added, order);
        _customers.Add(2, added, order);
        return isNewest;
    }

    public void Retract(in TimelineEvent identity)
    {
        if (isLarge)
            _large.Retract(identity, order);
        else
            _customers.Retract(1, identity, order);
    }

    private static Timelines OfThree()
    {
        var customers = new Timelines();
        for (var i = 0; i < 3; i++)
            customers.AddCustomer();
        return customers;
    }
}
