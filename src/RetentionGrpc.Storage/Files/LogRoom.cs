namespace RetentionGrpc.Storage;

/// <summary>
/// How much appends may still take. They leave a reserve, so that the snapshot after which the log can be trimmed always fits; what
/// is trimmed then is room again. Measured once for each group.
/// <para>
/// A partition's next snapshot is taken to be as long as its newest one and the log since, and an eighth more, and some that does not grow
/// with the log: what a log says is in its snapshot once, so that holds for the first one, too.
/// </para>
/// </summary>
internal sealed class LogRoom
{
    private const int LimitShare = 8;
    private const int SnapshotShare = 8;
    private const int Plenty = 4;
    private const long SnapshotBase = 2 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly Func<string, long> _freeBytes;
    private readonly long? _limit;
    private readonly long _reserve;
    private readonly long[] _states;
    private readonly long[] _taken;
    private long _used;
    private long _room;

    public LogRoom(string folder, FileLogOptions options, int partitionCount)
    {
        _folder = folder;
        _freeBytes = options.FreeBytes ?? FreeBytes;
        _limit = options.MaxBytes;
        _reserve = Math.Min(options.ReserveBytes, _limit / LimitShare ?? long.MaxValue);
        (_states, _taken) = (new long[partitionCount], new long[partitionCount]);
    }

    /// <summary>A partition's newest snapshot and the log since take so many bytes.</summary>
    public void Learn(int partition, long stateBytes)
    {
        lock (_gate)
            _states[partition] = stateBytes;
    }

    /// <summary>Takes room that is no append's.</summary>
    /// <exception cref="StoreFullException">There is none; nothing was taken.</exception>
    public void Claim(long bytes)
    {
        if (!TryClaim(bytes))
            throw new StoreFullException($"'{_folder}' may take {_limit} bytes, and has no {bytes} left. Raise the size limit.");
    }

    /// <summary>Takes room that is no append's, if there is some.</summary>
    public bool TryClaim(long bytes)
    {
        lock (_gate)
        {
            if (_used + bytes > _limit)
                return false;
            _used += bytes;
            return true;
        }
    }

    /// <summary>Files became longer.</summary>
    public void Grew(long bytes)
    {
        lock (_gate)
            _used += bytes;
    }

    /// <summary>Files became shorter, or are gone.</summary>
    public void Free(long bytes) => Grew(-bytes);

    /// <summary>Looks how much room there is. What was taken and not committed is forgotten.</summary>
    public void Measure()
    {
        var disk = _freeBytes(_folder);
        lock (_gate)
        {
            Array.Clear(_taken);
            _room = Math.Min(disk, _limit - _used ?? long.MaxValue);
        }
    }

    /// <summary>Takes the room of an entry.</summary>
    /// <param name="partition">Whose it is.</param>
    /// <param name="entryBytes">How long it is.</param>
    /// <param name="growth">How much longer it and those of its group before make the files.</param>
    /// <exception cref="StoreFullException">There is none; nothing was taken.</exception>
    public void Take(int partition, int entryBytes, long growth)
    {
        lock (_gate)
        {
            _taken[partition] += entryBytes;
            var reserve = Reserve();
            if (_room - growth >= reserve)
                return;
            _taken[partition] -= entryBytes;
            throw new StoreFullException(
                $"There is no room in '{_folder}' for an entry of {entryBytes} bytes: {_room} bytes are left, of which {reserve} are " +
                "kept for snapshots. Free some space on its disk, or raise the size limit.");
        }
    }

    /// <summary>Whether so many bytes may be taken that nothing needs yet.</summary>
    public bool HasPlentyFor(long bytes)
    {
        lock (_gate)
            return _room - bytes >= Plenty * Reserve();
    }

    /// <summary>What was taken is written.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            for (var partition = 0; partition < _states.Length; partition++)
                _states[partition] += _taken[partition];
            Array.Clear(_taken);
        }
    }

    private long Reserve()
    {
        var largest = 0L;
        for (var partition = 0; partition < _states.Length; partition++)
            largest = Math.Max(largest, _states[partition] + _taken[partition]);
        return Math.Max(_reserve, largest + largest / SnapshotShare + Math.Min(_reserve / 2, SnapshotBase));
    }

    private static long FreeBytes(string folder) =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
}
