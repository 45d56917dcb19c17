namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// A set of customers of one index, by their numbers from 0, in chunks of <see cref="ChunkSize"/>. A chunk takes the form that suits
/// how full it is: about 2 bytes a customer up to 1,024, then 1 KiB and the bytes of its bitmap that are not 0, then the bitmap of 8
/// KiB.
/// </summary>
public sealed class CustomerSet
{
    /// <summary>Customers of one chunk.</summary>
    public const int ChunkSize = 1 << ChunkBits;

    /// <summary>Words of 64 bits of one chunk's bitmap: 8 KiB. Bit i of word w is customer 64 w + i of the chunk.</summary>
    public const int ChunkWords = ChunkSize / 64;

    internal const int ChunkBits = 16;

    private CustomerChunk[] _chunks = [];
    private bool _isOpen;

    /// <summary>How many customers are in it.</summary>
    public int Count { get; private set; }

    /// <summary>How many chunks may hold somebody: those from there on are empty.</summary>
    public int ChunkCount { get; private set; }

    /// <summary>The memory it takes, arrays and their headers, in bytes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 64L + 16 * _chunks.Length;
            foreach (var chunk in _chunks)
                bytes += chunk.Bytes;
            return bytes;
        }
    }

    /// <summary>The chunk of a customer.</summary>
    public static int ChunkOf(int customer) => customer >> ChunkBits;

    /// <summary>Adds a customer, from 0; false if it was there. Allocates only where there is no room left.</summary>
    public bool Add(int customer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(customer);
        var chunk = ChunkOf(customer);
        if (chunk >= ChunkCount)
            Extend(chunk + 1);
        if (!_chunks[chunk].Add((ushort)(customer & (ChunkSize - 1))))
            return false;
        Count++;
        return true;
    }

    /// <summary>Adds the members of a set that is open; this one is open, too.</summary>
    internal void AddAll(CustomerSet others)
    {
        if (others.ChunkCount > ChunkCount)
            Extend(others.ChunkCount);
        for (var chunk = 0; chunk < others.ChunkCount; chunk++)
        {
            Count -= _chunks[chunk].Count;
            _chunks[chunk].AddAll(others._chunks[chunk]);
            Count += _chunks[chunk].Count;
        }
    }

    /// <summary>Brings near where a customer would be; in a set that is open.</summary>
    internal void Bring(int customer)
    {
        if (ChunkOf(customer) is var chunk && chunk < ChunkCount)
            _chunks[chunk].Bring((ushort)(customer & (ChunkSize - 1)));
    }

    /// <summary>Takes a customer out; false if it was not there. The room it took stays for others.</summary>
    public bool Remove(int customer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(customer);
        var chunk = ChunkOf(customer);
        if (chunk >= ChunkCount || !_chunks[chunk].Remove((ushort)(customer & (ChunkSize - 1)), _isOpen))
            return false;
        Count--;
        return true;
    }

    /// <summary>Whether a customer, from 0, is in it.</summary>
    public bool Contains(int customer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(customer);
        var chunk = ChunkOf(customer);
        return chunk < ChunkCount && _chunks[chunk].Contains((ushort)(customer & (ChunkSize - 1)));
    }

    /// <summary>How many members of a chunk there are.</summary>
    public int CountOf(int chunk) => chunk < ChunkCount ? _chunks[chunk].Count : 0;

    /// <summary>How many members of the customer's chunk have a lower number.</summary>
    public int RankOf(int customer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(customer);
        var chunk = ChunkOf(customer);
        return chunk < ChunkCount ? _chunks[chunk].RankOf((ushort)(customer & (ChunkSize - 1))) : 0;
    }

    /// <summary>Sets the bits of a chunk's members and leaves the others as they are.</summary>
    /// <param name="chunk">The chunk, from 0; one that does not exist is empty.</param>
    /// <param name="words"><see cref="ChunkWords"/> words.</param>
    public void OrInto(int chunk, Span<ulong> words) => OrInto(chunk, words, Bits.Best);

    /// <summary>The same, by a given path.</summary>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="words"><see cref="ChunkWords"/> words.</param>
    /// <param name="path">The path.</param>
    public void OrInto(int chunk, Span<ulong> words, BitPath path)
    {
        if (chunk < ChunkCount)
            _chunks[chunk].OrInto(words, path);
    }

    /// <summary>
    /// The members of a chunk in ascending order, for a foreach that allocates nothing; the set must not change meanwhile.
    /// </summary>
    public ChunkMembers Members(int chunk) =>
        chunk < ChunkCount ? _chunks[chunk].Members(chunk << ChunkBits) : default;

    /// <summary>Many are going to be added: chunks are bitmaps until <see cref="Trim"/>, so that this costs one bit each.</summary>
    public void Open()
    {
        _isOpen = true;
        for (var chunk = 0; chunk < ChunkCount; chunk++)
            _chunks[chunk].BeOpen();
    }

    /// <summary>Gives up the room that is kept for more: for a set that will hardly change any more.</summary>
    public void Trim()
    {
        _isOpen = false;
        for (var chunk = 0; chunk < ChunkCount; chunk++)
            _chunks[chunk].Trim();
        Array.Resize(ref _chunks, ChunkCount);
    }

    private void Extend(int count)
    {
        if (count > _chunks.Length)
        {
            var first = _chunks.Length;
            Array.Resize(ref _chunks, Math.Max(count, _chunks.Length == 0 ? 0 : Growth.Next(_chunks.Length)));
            _chunks.AsSpan(first).Fill(CustomerChunk.Empty);
        }
        for (var chunk = ChunkCount; _isOpen && chunk < count; chunk++)
            _chunks[chunk] = CustomerChunk.Open;
        ChunkCount = count;
    }
}
