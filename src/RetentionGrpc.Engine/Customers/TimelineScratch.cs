namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Room to unpack one timeline at a time, used again for the next: what was unpacked is valid until another timeline is, or an event is
/// folded. One for a partition is enough, because one caller is inside at a time.
/// </summary>
public sealed class TimelineScratch
{
    /// <summary>Room for so many events is kept; more is given back when a smaller timeline comes.</summary>
    private const int KeptEvents = 16 * 1024;

    private const int KeptTextBytes = 64 * 1024;

    private TimelineEvent[] _events = [];
    private PropertyValue[] _properties = [];
    private byte[] _texts = new byte[512];
    private int _propertyCount;
    private int _textBytes;
    private (object? Owner, int Customer, long Version) _holds;
    private int _liveCount;

    /// <summary>Room to pack and splice a chunk.</summary>
    internal byte[] Bytes { get; } = new byte[PackedRun.LongestSplice];

    /// <summary>The live events of a timeline, if they are what was unpacked last.</summary>
    /// <param name="key">Whose they are, and how often that has changed.</param>
    /// <param name="live">The events.</param>
    internal bool TryGet((object Owner, int Customer, long Version) key, out ReadOnlySpan<TimelineEvent> live)
    {
        var isHeld = ReferenceEquals(_holds.Owner, key.Owner) && _holds.Customer == key.Customer && _holds.Version == key.Version;
        live = isHeld ? _events.AsSpan(0, _liveCount) : default;
        return isHeld;
    }

    /// <summary>Says that the first so many events of the room are the live ones of a timeline.</summary>
    internal ReadOnlySpan<TimelineEvent> Keep((object Owner, int Customer, long Version) key, int liveCount)
    {
        (_holds, _liveCount) = (key, liveCount);
        return _events.AsSpan(0, liveCount);
    }

    /// <summary>Forgets what was unpacked; gives room for so many events.</summary>
    internal Span<TimelineEvent> Clear(int eventCount)
    {
        _holds = default;
        _propertyCount = 0;
        _textBytes = 0;
        if (eventCount > _events.Length || (_events.Length > KeptEvents && eventCount <= KeptEvents))
            _events = new TimelineEvent[Math.Max(eventCount, Math.Min(2 * _events.Length, KeptEvents))];
        if (_properties.Length > KeptEvents && eventCount <= KeptEvents)
            _properties = [];
        if (_texts.Length > KeptTextBytes && eventCount <= KeptEvents)
            _texts = new byte[KeptTextBytes];
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

    /// <summary>Keeps an id until <see cref="Clear"/>.</summary>
    /// <param name="text">At most 255 bytes.</param>
    /// <returns>Its number, below 0: equal numbers are equal ids, but an id that comes twice has two numbers.</returns>
    internal int TakeText(ReadOnlySpan<byte> text)
    {
        if (_textBytes + 1 + text.Length > _texts.Length)
            Array.Resize(ref _texts, 2 * _texts.Length);
        var start = _textBytes;
        _texts[start] = (byte)text.Length;
        text.CopyTo(_texts.AsSpan(start + 1));
        _textBytes += 1 + text.Length;
        return ~start;
    }

    /// <summary>An id that was kept. Valid until the next one is.</summary>
    internal ReadOnlySpan<byte> TextOf(int number) => _texts.AsSpan(~number + 1, _texts[~number]);
}
