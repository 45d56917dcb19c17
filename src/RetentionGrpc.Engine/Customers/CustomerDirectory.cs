using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>The customers of one tenant in one partition, numbered from 0 in the order in which they first appear.</summary>
public sealed class CustomerDirectory
{
    private ByteStringTable _ids = new();

    /// <summary>How many customers there are, those without a live event included.</summary>
    public int Count => _ids.Count;

    /// <summary>Bytes that their ids take.</summary>
    public long IdBytes => _ids.PageByteCount;

    /// <summary>Their events.</summary>
    public Timelines Timelines { get; private init; } = new();

    /// <summary>The number of a customer, who is added if new.</summary>
    public int NumberOf(ReadOnlySpan<byte> customerId)
    {
        var number = _ids.NumberOf(customerId);
        if (number == Timelines.Count)
            Timelines.AddCustomer();
        return number;
    }

    /// <summary>The number of a customer, or -1 of one who is not known.</summary>
    public int Find(ReadOnlySpan<byte> customerId) => _ids.Find(customerId);

    /// <summary>
    /// Brings near what events of some customers are going to need. Each step reads for all of them what the step before has named, so that
    /// the processor waits for many places of memory at once instead of one after the other.
    /// </summary>
    /// <param name="hashes">Hashes of the customers' ids.</param>
    /// <param name="guesses">Room for as many numbers.</param>
    /// <returns>Nothing of meaning: what was read must be used for something.</returns>
    internal int Touch(ReadOnlySpan<ulong> hashes, Span<int> guesses)
    {
        unchecked
        {
            var read = 0;
            foreach (var hash in hashes)
                read += _ids.TouchSlot(hash);
            for (var i = 0; i < hashes.Length; i++)
                guesses[i] = _ids.Guess(hashes[i]);
            foreach (var guess in guesses[..hashes.Length])
                read += guess < 0 ? 0 : _ids.TouchText(guess) + Timelines.TouchRecord(guess);
            foreach (var guess in guesses[..hashes.Length])
                read += guess < 0 ? 0 : Timelines.TouchBlock(guess);
            return read;
        }
    }

    /// <summary>The id of a customer, in UTF-8.</summary>
    public ReadOnlySpan<byte> IdOf(int number) => _ids[number];

    /// <summary>The ids, then the timelines, by number, as they are now.</summary>
    internal IEnumerable<FrozenPart> Cut() => [_ids.Cut(), Timelines.Cut()];

    /// <summary>Reads what a cut wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="order">The tenant's order, with all that timelines may refer to.</param>
    internal static CustomerDirectory ReadFrom(SnapshotReader reader, TimelineOrder order)
    {
        var ids = ByteStringTable.ReadFrom(reader, EventLimits.IdBytes);
        return new() { _ids = ids, Timelines = Timelines.ReadFrom(reader, ids.Count, order) };
    }
}
