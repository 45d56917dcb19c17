namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Room to unpack one timeline at a time, used again for the next: what was unpacked is valid until the next call of anything that
/// takes this scratch. One for a partition is enough, because one caller is inside at a time.
/// </summary>
public sealed class TimelineScratch
{
    /// <summary>Room for so many events is kept; more is given back when a smaller timeline comes.</summary>
    private const int KeptEvents = 16 * 1024;

    private TimelineEvent[] _events = [];
    private PropertyValue[] _properties = [];
    private int _propertyCount;
    private Timeline? _holds;
    private (int Accepted, int Retracted) _version;
    private int _liveCount;

    /// <summary>Room to pack and splice a chunk.</summary>
    internal byte[] Bytes { get; } = new byte[PackedEvents.LongestSplice];

    /// <summary>The live events of a timeline, if they are what was unpacked last.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="version">Its counts: they only grow, so equal counts are equal events.</param>
    /// <param name="live">The events.</param>
    internal bool TryGet(Timeline timeline, (int Accepted, int Retracted) version, out ReadOnlySpan<TimelineEvent> live)
    {
        var isHeld = ReferenceEquals(_holds, timeline) && _version == version;
        live = isHeld ? _events.AsSpan(0, _liveCount) : default;
        return isHeld;
    }

    /// <summary>Says that the first so many events of the room are the live ones of a timeline.</summary>
    internal ReadOnlySpan<TimelineEvent> Keep(Timeline timeline, (int Accepted, int Retracted) version, int liveCount)
    {
        (_holds, _version, _liveCount) = (timeline, version, liveCount);
        return _events.AsSpan(0, liveCount);
    }

    /// <summary>Forgets what was unpacked; gives room for so many events.</summary>
    internal Span<TimelineEvent> Clear(int eventCount)
    {
        _holds = null;
        _propertyCount = 0;
        if (eventCount > _events.Length || (_events.Length > KeptEvents && eventCount <= KeptEvents))
            _events = new TimelineEvent[Math.Max(eventCount, Math.Min(2 * _events.Length, KeptEvents))];
        if (_properties.Length > KeptEvents && eventCount <= KeptEvents)
            _properties = [];
        return _events.AsSpan(0, eventCount);
    }

    /// <summary>Room for properties, beside those that were taken since <see cref="Clear"/>.</summary>
    internal Memory<PropertyValue> TakeProperties(int count)
    {
        // Events that were unpacked before keep the old array: it stays as it is.
        if (_propertyCount + count > _properties.Length)
            (_properties, _propertyCount) = (new PropertyValue[Math.Max(count, Math.Max(64, 2 * _properties.Length))], 0);
        var taken = _properties.AsMemory(_propertyCount, count);
        _propertyCount += count;
        return taken;
    }
}
