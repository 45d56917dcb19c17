using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>What is known of a partition's newest snapshot, and whether the next one is due. Safe from any thread.</summary>
/// <param name="leastBytes">A snapshot is due after more than so many bytes of log.</param>
internal sealed class SnapshotMark(long leastBytes)
{
    private const int WorthShare = 16;
    private const int LeastWorthBytes = 4 * 1024;

    private readonly Lock _lock = new();
    private LogHead _head = LogHead.Empty;
    private LogHead _before = LogHead.Empty;
    private long? _logMs;
    private long _bytes;
    private long _appliedAt;
    private long _between = long.MaxValue / 2;
    private bool _hasWayBack;
    private bool _isQueued;

    /// <summary>The newest snapshot that is known to be whole; empty if none is.</summary>
    public LogHead Head => Read(() => _head);

    /// <summary>The one before it; empty if none is known to be whole.</summary>
    public LogHead Before => Read(() => _before);

    /// <summary>The log's time at the newest snapshot, in ms since 1970; null without one.</summary>
    public long? LogMs => Read(() => _logMs);

    /// <summary>Bytes of log since the newest snapshot.</summary>
    /// <param name="appliedBytes">Bytes that the partition has applied.</param>
    public long Since(long appliedBytes) => Read(() => appliedBytes - _appliedAt);

    /// <summary>Whether a snapshot is due that was not asked for yet; it then counts as asked for.</summary>
    /// <param name="appliedBytes">Bytes that the partition has applied.</param>
    /// <param name="isOverdue">Whether it is due however short the log is.</param>
    public bool AskIfDue(long appliedBytes, bool isOverdue) =>
        Read(() => !_isQueued && (_isQueued = isOverdue || appliedBytes - _appliedAt > Math.Max(leastBytes, _bytes / 2)));

    /// <summary>Whether there may be a snapshot before the newest one.</summary>
    public bool HasWayBack => Read(() => _hasWayBack);

    /// <summary>Whether a snapshot was asked for and not seen to yet.</summary>
    public bool IsQueued => Read(() => _isQueued);

    /// <summary>
    /// Whether a log without room could be made shorter, by what stands between the last two snapshots and after them. For a few entries
    /// a whole snapshot is not worth its writing.
    /// </summary>
    /// <param name="appliedBytes">Bytes that the partition has applied.</param>
    public bool IsWorthwhile(long appliedBytes) =>
        Read(() => _between + (appliedBytes - _appliedAt) > Math.Max(LeastWorthBytes, _bytes / WorthShare));

    /// <summary>Asks for that, unless it was asked for or is not worthwhile.</summary>
    /// <param name="appliedBytes">Bytes that the partition has applied.</param>
    public bool AskToMakeRoom(long appliedBytes) => IsWorthwhile(appliedBytes) && Read(() => !_isQueued && (_isQueued = true));

    /// <summary>Asks for the room of the snapshot before the newest, if there may be one.</summary>
    public bool AskForWayBack() => Read(() => !_isQueued && (_isQueued = _hasWayBack));

    /// <summary>The snapshot that was asked for was seen to: what was said meanwhile of a due one, or of too little room, is old.</summary>
    public void End() => Read(() => _isQueued = false);

    /// <summary>There is a newer snapshot.</summary>
    /// <param name="head">Its head.</param>
    /// <param name="bytes">How long it is.</param>
    /// <param name="appliedBytes">Bytes that the partition had applied.</param>
    /// <param name="logMs">The log's time then.</param>
    /// <param name="isRecovered">Whether it was there at the start: how much log stands before it is not known.</param>
    public void Taken(LogHead head, long bytes, long appliedBytes, long logMs, bool isRecovered = false)
    {
        lock (_lock)
        {
            if (!isRecovered)
                _between = appliedBytes - _appliedAt;
            // What was there at the start may have one before it.
            _hasWayBack = isRecovered || _head != LogHead.Empty;
            (_before, _head, _bytes, _appliedAt, _logMs) = (_head, head, bytes, appliedBytes, logMs);
        }
    }

    /// <summary>Nothing stands before the newest snapshot any more.</summary>
    public void Trimmed()
    {
        lock (_lock)
            (_between, _hasWayBack) = (0, false);
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }
}
