using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>The customers of one tenant in one partition, numbered from 0 in the order in which they first appear.</summary>
public sealed class CustomerDirectory
{
    private ByteStringTable _ids = new();

    /// <summary>How many numbers are given, those of customers without a live event and of forgotten ones included.</summary>
    public int Count => _ids.Count;

    /// <summary>How many customers there are, those without a live event included.</summary>
    public int KnownCount => _ids.Count - _ids.ForgottenCount;

    /// <summary>Bytes that their ids take.</summary>
    public long IdBytes => _ids.PageByteCount;

    /// <summary>Their events.</summary>
    public Timelines Timelines { get; private init; } = new();

    /// <summary>The number of a customer, who is added if new.</summary>
    /// <param name="customerId">The customer's id.</param>
    /// <param name="guess">The number that it most likely has, which saves looking for it; -1 for none.</param>
    public int NumberOf(ReadOnlySpan<byte> customerId, int guess = -1)
    {
        if (guess >= 0 && _ids[guess].SequenceEqual(customerId))
            return guess;
        var number = _ids.NumberOf(customerId);
        if (number == Timelines.Count)
            Timelines.AddCustomer();
        return number;
    }

    /// <summary>The number of a customer; -1 if there is none of this id.</summary>
    public int Find(ReadOnlySpan<byte> customerId) => _ids.Find(customerId);

    /// <summary>Forgets a customer: the number stays without an id and events; the same id is another customer from now on.</summary>
    internal void Forget(int number)
    {
        Timelines.Forget(number);
        _ids.Forget(number);
    }

    /// <summary>
    /// Brings near what events of some customers are going to need. Each step asks for all of them for what the step before has brought,
    /// so that the processor waits for many places of memory at once instead of one after the other.
    /// </summary>
    /// <param name="hashes">Hashes of the customers' ids.</param>
    /// <param name="guesses">Takes the number that each most likely has, -1 for none.</param>
    internal void Bring(ReadOnlySpan<ulong> hashes, Span<int> guesses)
    {
        foreach (var hash in hashes)
            _ids.BringSlot(hash);
        for (var i = 0; i < hashes.Length; i++)
        {
            guesses[i] = _ids.Guess(hashes[i]);
            if (guesses[i] < 0)
                continue;
            _ids.BringStart(guesses[i]);
            Timelines.BringRecord(guesses[i]);
        }
        foreach (var guess in guesses)
        {
            if (guess < 0)
                continue;
            _ids.BringText(guess);
            Timelines.BringBlock(guess);
        }
        foreach (var guess in guesses)
        {
            if (guess >= 0)
                Timelines.BringTimeline(guess);
        }
    }

    /// <summary>The id of a customer, in UTF-8; empty for one that was forgotten.</summary>
    public ReadOnlySpan<byte> IdOf(int number) => _ids[number];

    /// <summary>The ids, then the timelines, by number, as they are now.</summary>
    internal IEnumerable<FrozenPart> Cut(string tenantId = "") =>
        [_ids.Cut().Of(new(tenantId, "customers' ids")), Timelines.Cut().Of(new(tenantId, "timelines"))];

    /// <summary>Reads what a cut wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="order">The tenant's order, with all that timelines may refer to.</param>
    internal static CustomerDirectory ReadFrom(SnapshotReader reader, TimelineOrder order)
    {
        var ids = ByteStringTable.ReadFrom(reader, EventLimits.IdBytes);
        var timelines = Timelines.ReadFrom(reader, ids.Count, order);
        for (var number = 0; ids.ForgottenCount > 0 && number < ids.Count; number++)
        {
            if (ids[number].IsEmpty && !timelines.IsEmpty(number))
                throw reader.Fault("events of a customer that was forgotten");
        }
        return new() { _ids = ids, Timelines = timelines };
    }
}
