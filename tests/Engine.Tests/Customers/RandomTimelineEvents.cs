using System.Text;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Tests.Customers;

/// <summary>Events with every column in use, extremes among them, and often at the same instant.</summary>
internal sealed class RandomTimelineEvents(int seed)
{
    private const int TextCount = 20_000;
    private static readonly long[] Extremes = [0, 1, -1, 127, 128, -64, 64, long.MaxValue, long.MinValue + 1, EventLimits.Amount];
    private readonly Random _random = new(seed);

    /// <summary>So many that numbers of one to three bytes occur; the first is empty, and their order is not that of numbers.</summary>
    public static ByteStringTable Texts { get; } = NewTexts();

    private static ByteStringTable NewTexts()
    {
        var texts = new ByteStringTable();
        texts.NumberOf([]);
        for (var i = 1; i < TextCount; i++)
            texts.NumberOf(Encoding.UTF8.GetBytes($"{i * 7919 % TextCount:x}"));
        return texts;
    }

    public TimelineEvent Next(long spanMs) => new()
    {
        OccurredMs = _random.Next(20) switch
        {
            0 => EventLimits.FirstMs,
            1 => EventLimits.LastMs,
            _ => _random.NextInt64(-spanMs, spanMs),
        },
        Kind = (EventKind)_random.Next(1, 14),
        Action = (byte)(_random.Next(2) * _random.Next(8)),
        NameNumber = _random.Next(3) == 0 ? _random.Next(TextCount) : _random.Next(3),
        Number = _random.Next(3) switch
        {
            0 => EventView.Absent,
            1 => Extremes[_random.Next(Extremes.Length)],
            _ => _random.Next(2),
        },
        LabelNumber = _random.Next(3) == 0 ? _random.Next(TextCount) : 0,
        Detail = _random.Next(4) switch { 0 => int.MinValue, 1 => int.MaxValue, _ => _random.Next(2) },
        UntilMs = _random.Next(3) == 0 ? _random.NextInt64(EventLimits.FirstMs, EventLimits.LastMs) : EventView.Absent,
        Properties = Properties(),
    };

    /// <summary>Names the event by what a retraction names it by.</summary>
    public static TimelineEvent IdentityOf(TimelineEvent named) => new()
    {
        OccurredMs = named.OccurredMs,
        Kind = named.Kind,
        Action = named.Action,
        NameNumber = named.NameNumber,
        Number = EventView.Absent,
        UntilMs = EventView.Absent,
    };

    private PropertyValue[] Properties() => _random.Next(4) == 0
        ? [.. Enumerable.Range(0, _random.Next(EventLimits.Properties + 1)).Select(key => new PropertyValue(key, _random.Next(TextCount)))]
        : [];
}
