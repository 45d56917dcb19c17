using PlainRecount;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>
/// Some customers of a tenant by chance who are erased at one moment, whatever the order of the events on either side of it: what came
/// before is as if it had never been, what comes after counts, but for events whose id came before. In every third seed.
/// </summary>
internal sealed class ErasedCustomers
{
    private readonly List<PlainEvent> _before = [];
    private readonly List<PlainEvent> _after = [];
    private readonly List<string> _erased = [];

    public ErasedCustomers(IReadOnlyList<PlainEvent> arrival, int seed)
    {
        var random = new Random(seed);
        if (seed % 3 == 0)
        {
            // A referral of somebody who was erased is taken back by the receipt's id, no longer by the customer's.
            var named = arrival.Where(one => one.Retracts == PlainKind.Referral).Select(one => one.Name).Append("").ToHashSet();
            _erased.AddRange(arrival.Select(one => one.Customer).Distinct().Where(id => !named.Contains(id) && random.Next(4) == 0));
        }
        // A duplicate is the same object: it may come on the other side.
        foreach (var one in arrival)
            (_erased.Count == 0 || random.Next(3) > 0 ? _before : _after).Add(one);
        var known = _before.Select(one => one.EventId).Where(id => id.Length > 0).ToHashSet();
        var forgotten = _before.Where(one => _erased.Contains(one.Customer)).ToList();
        ForgottenCount = forgotten.Where(one => one.EventId.Length > 0).DistinctBy(one => one.EventId).Count()
            + forgotten.Count(one => one.EventId.Length == 0);
        Remaining =
        [
            .. _before.Where(one => !_erased.Contains(one.Customer)), .. _after.Where(one => !known.Contains(one.EventId)),
        ];
    }

    /// <summary>What counts in the end, in any order, duplicates included.</summary>
    public IReadOnlyList<PlainEvent> Remaining { get; }

    /// <summary>Accepted events that were forgotten.</summary>
    public int ForgottenCount { get; }

    /// <summary>An erasure among the events: the customer, and no kind of event.</summary>
    public static PlainEvent Erasure(string customer) => new(customer, 0, default);

    /// <summary>The events and erasures in an order by chance.</summary>
    public List<PlainEvent> Arrival(RandomTenant tenant) =>
        [.. tenant.Shuffled(_before), .. _erased.Select(Erasure), .. tenant.Shuffled(_after)];
}
