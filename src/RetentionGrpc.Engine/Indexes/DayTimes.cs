namespace RetentionGrpc.Engine.Indexes;

/// <summary>The <see cref="DayTime"/> of every member of every day's set, in the order of the members of each chunk.</summary>
internal sealed class DayTimes
{
    private const int NoDay = -1;

    private readonly byte[] _gathered = new byte[CustomerSet.ChunkSize];
    private byte[][]?[] _days = [];
    private byte[][] _open = [];
    private int _openDay = NoDay;

    /// <summary>The memory it takes, in bytes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 48L + 8 * _days.Length;
            foreach (var chunks in _days)
            {
                bytes += chunks is null ? 0 : 24 + 8 * chunks.Length;
                foreach (var chunk in chunks ?? [])
                    bytes += ArraySize.Of(chunk);
            }
            return bytes;
        }
    }

    /// <summary>The times of a chunk's members, in their order; valid until the next call for a day that is open.</summary>
    public ReadOnlySpan<byte> OfChunk(int day, CustomerSet set, int chunk)
    {
        var count = set.CountOf(chunk);
        if (count == 0)
            return default;
        if (day != _openDay)
            return _days[day]![chunk].AsSpan(0, count);
        Gather(set, chunk, _gathered);
        return _gathered.AsSpan(0, count);
    }

    /// <summary>The time of one member of the day's set.</summary>
    public byte Of(int day, CustomerSet set, int customer) => day == _openDay
        ? _open[CustomerSet.ChunkOf(customer)][customer & (CustomerSet.ChunkSize - 1)]
        : _days[day]![CustomerSet.ChunkOf(customer)][set.RankOf(customer)];

    /// <summary>Brings near where the time of a customer on the open day is.</summary>
    public void Bring(int customer)
    {
        if (CustomerSet.ChunkOf(customer) is var chunk && chunk < _open.Length)
            Near.Bring(ref _open[chunk][customer & (CustomerSet.ChunkSize - 1)]);
    }

    /// <summary>A day that most of what comes falls into: its times are kept by customer, not by rank, until it is trimmed.</summary>
    public void Open(int day, CustomerSet set)
    {
        if (_openDay != NoDay)
            throw new InvalidOperationException($"day {_openDay} is still open");
        for (var chunk = 0; chunk < set.ChunkCount; chunk++)
        {
            var times = OfChunk(day, set, chunk);
            ref var open = ref OpenChunk(chunk);
            var members = set.Members(chunk);
            while (members.MoveNext())
                open[members.Current & (CustomerSet.ChunkSize - 1)] = times[members.Number];
        }
        _openDay = day;
        if (day < _days.Length)
            _days[day] = null;
    }

    /// <summary>Makes place for a customer that was just added to the day's set.</summary>
    public void Insert(int day, CustomerSet set, int customer, byte time)
    {
        var chunk = CustomerSet.ChunkOf(customer);
        if (day == _openDay)
        {
            OpenChunk(chunk)[customer & (CustomerSet.ChunkSize - 1)] = time;
            return;
        }
        ref var times = ref At(day, chunk);
        var (rank, others) = (set.RankOf(customer), set.CountOf(chunk) - 1);
        if (others == times.Length)
            Array.Resize(ref times, Room(others + 1));
        times.AsSpan(rank, others - rank).CopyTo(times.AsSpan(rank + 1));
        times[rank] = time;
    }

    /// <summary>Closes the place of a customer that was just removed from the day's set.</summary>
    public void Delete(int day, CustomerSet set, int customer)
    {
        if (day == _openDay)
            return;
        var chunk = CustomerSet.ChunkOf(customer);
        var times = _days[day]![chunk].AsSpan();
        var (rank, left) = (set.RankOf(customer), set.CountOf(chunk));
        times[(rank + 1)..(left + 1)].CopyTo(times[rank..]);
    }

    /// <summary>Replaces the time of a member of the day's set.</summary>
    public void Set(int day, CustomerSet set, int customer, byte time)
    {
        if (day == _openDay)
            _open[CustomerSet.ChunkOf(customer)][customer & (CustomerSet.ChunkSize - 1)] = time;
        else
            _days[day]![CustomerSet.ChunkOf(customer)][set.RankOf(customer)] = time;
    }

    /// <summary>Gives up the room that is kept for more, and closes the day if it is open.</summary>
    public void Trim(int day, CustomerSet set)
    {
        if (day == _openDay)
            Close(set);
        if (day >= _days.Length || _days[day] is not { } chunks)
            return;
        for (var chunk = 0; chunk < chunks.Length; chunk++)
            Array.Resize(ref chunks[chunk], set.CountOf(chunk));
    }

    private void Close(CustomerSet set)
    {
        var day = _openDay;
        _openDay = NoDay;
        for (var chunk = 0; chunk < set.ChunkCount; chunk++)
        {
            ref var times = ref At(day, chunk);
            times = new byte[set.CountOf(chunk)];
            Gather(set, chunk, times);
        }
    }

    private void Gather(CustomerSet set, int chunk, byte[] into)
    {
        var members = set.Members(chunk);
        while (members.MoveNext())
            into[members.Number] = _open[chunk][members.Current & (CustomerSet.ChunkSize - 1)];
    }

    private ref byte[] OpenChunk(int chunk)
    {
        while (chunk >= _open.Length)
            _open = [.. _open, new byte[CustomerSet.ChunkSize]];
        return ref _open[chunk];
    }

    private ref byte[] At(int day, int chunk)
    {
        if (day >= _days.Length)
            Array.Resize(ref _days, Math.Max(day + 1, Growth.Next(_days.Length)));
        var chunks = _days[day] ?? [];
        if (chunk >= chunks.Length)
        {
            var known = chunks.Length;
            Array.Resize(ref chunks, chunk + 1);
            chunks.AsSpan(known).Fill([]);
            _days[day] = chunks;
        }
        return ref chunks[chunk];
    }

    // By an eighth, at least 8: arrays take multiples of 8 bytes anyway.
    private static int Room(int count) => Math.Min(CustomerSet.ChunkSize, (count + count / 8 + 7) & ~7);
}
