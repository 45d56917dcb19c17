namespace RetentionGrpc.Engine.Events;

/// <summary>What the reader has seen of an event and the view does not keep.</summary>
internal struct EventParts
{
    public const string PropertiesField = "properties";
    public const string AttributesField = "profile.attributes";

    public SecondsAndNanos Occurred;
    public SecondsAndNanos Until;
    public SecondsAndNanos Duration;
    public PropertySlice CancelText;
    public int CancelReason;
    public bool HasTime;
    public bool HasUntil;
    public bool HasDuration;
    public bool Faulty;
    private bool _tooManyProperties;
    private bool _tooManyAttributes;
    private string? _faultField;

    /// <summary>The field whose bytes were malformed.</summary>
    public readonly string FaultField => _faultField ?? "";

    /// <summary>The map that has more entries than are allowed, or null.</summary>
    public readonly string? TooMany => _tooManyProperties ? PropertiesField : _tooManyAttributes ? AttributesField : null;

    public void Overflow(string field)
    {
        _tooManyProperties |= field == PropertiesField;
        _tooManyAttributes |= field == AttributesField;
    }

    public void Fault(string field)
    {
        Faulty = true;
        _faultField ??= field;
    }

    public void StartKind()
    {
        Until = Duration = default;
        CancelText = default;
        CancelReason = 0;
        HasUntil = HasDuration = _tooManyAttributes = false;
    }
}

/// <summary>A Timestamp or Duration as it stands on the wire.</summary>
internal struct SecondsAndNanos
{
    private long _seconds;
    private int _nanos;

    /// <summary>Whole milliseconds, finer digits cut; only of a value that is in range.</summary>
    public readonly long Milliseconds => IsTimestamp || IsDuration ? _seconds * 1000 + _nanos / 1_000_000 : 0;

    /// <summary>Whether it is a Timestamp of the years 1 to 9999.</summary>
    public readonly bool IsTimestamp =>
        _seconds is >= EventLimits.FirstMs / 1000 and <= EventLimits.LastMs / 1000 && _nanos is >= 0 and < 1_000_000_000;

    /// <summary>Whether it is a session's duration: not negative, not over the limit.</summary>
    public readonly bool IsDuration =>
        _seconds is >= 0 and <= EventLimits.SessionMs / 1000 && _nanos is >= 0 and < 1_000_000_000
        && _seconds * 1000 + _nanos / 1_000_000 <= EventLimits.SessionMs;

    public void Read(ReadOnlySpan<byte> message, int depth, ref EventParts parts, string fieldPath)
    {
        var reader = new WireReader(message, depth);
        while (reader.NextField(out var field, out var type))
        {
            if (field == 1 && type == WireType.Varint)
                _seconds = reader.ReadInt64();
            else if (field == 2 && type == WireType.Varint)
                _nanos = reader.ReadInt32();
            else
                reader.Skip(field, type);
        }
        if (reader.Failed)
            parts.Fault(fieldPath);
    }
}
