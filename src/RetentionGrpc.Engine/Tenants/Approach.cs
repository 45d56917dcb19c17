using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>
/// Looks at the next events of a sub-batch before they are folded, and brings near what they are going to need: ids, timelines and
/// fingerprints lie all over the memory, and to wait for them one by one would take longer than the fold. Changes nothing.
/// </summary>
internal sealed class Approach
{
    /// <summary>Events looked at together: few enough that what was brought near is still there.</summary>
    public const int Most = 64;

    private const int None = -1;

    private readonly ulong[] _customers = new ulong[Most];
    private readonly int[] _guesses = new int[Most];
    private readonly int[] _slots = new int[Most];

    /// <summary>The number that an event's customer most likely has, by the event's place among those looked at; -1 for none.</summary>
    public int GuessOf(int place) => _slots[place] == None ? None : _guesses[_slots[place]];

    /// <summary>Looks at the next events.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="eventIds">The ids that are known.</param>
    /// <param name="reader">Stands before them; then behind them.</param>
    /// <param name="count">How many they are.</param>
    public void Take(TenantState tenant, EventIdWindow eventIds, ref EntryReader reader, int count)
    {
        var customers = 0;
        for (var i = 0; i < count; i++)
        {
            var payload = reader.ReadEvent(out _, out var reason);
            _slots[i] = None;
            if (reason != RejectionReason.None)
                continue;
            EventReader.PeekIds(payload, out var eventId, out var customerId);
            if (!customerId.IsEmpty)
            {
                _slots[i] = customers;
                _customers[customers++] = Xxh64.Hash(customerId);
            }
            if (!eventId.IsEmpty)
                eventIds.Bring(eventIds.FingerprintOf(tenant.IdHash, eventId));
        }
        tenant.Customers.Bring(_customers.AsSpan(0, customers), _guesses.AsSpan(0, customers));
        tenant.Indexes.Bring(_guesses.AsSpan(0, customers));
    }
}
