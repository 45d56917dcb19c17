using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>
/// One customer's spans by instants, and what METRICS.md §3 says about them, by definition. A day has four instants, the first of them its
/// start; a span is open just before t if it began before t and did not end before t.
/// </summary>
internal sealed class PlainSpans
{
    public const int InstantsADay = 4;

    /// <summary>Begin, end, begin, end and so on, ascending; without an end the last one is open.</summary>
    public List<int> Turns { get; } = [];

    public bool IsNewIn(int start, int end) => Turns.Count > 0 && Turns[0] >= start * InstantsADay && Turns[0] < end * InstantsADay;

    public bool IsCustomerAt(int boundary)
    {
        var instant = boundary * InstantsADay;
        return Turns.Where((begin, i) => i % 2 == 0 && begin < instant && (i + 1 == Turns.Count || Turns[i + 1] >= instant)).Any();
    }

    /// <summary>Back and gone again between the two, in neither the starters nor the new.</summary>
    public bool IsLostFromReturned(int start, int end) =>
        !IsCustomerAt(start) && !IsCustomerAt(end) && !IsNewIn(start, end)
        && Turns.Where((begin, i) => i % 2 == 0 && begin >= start * InstantsADay && begin < end * InstantsADay).Any();

    public StateSegment[] Segments() =>
    [
        .. Turns.Chunk(2).Select(span => new StateSegment(
            DayOf(span[0]) + 1, span.Length == 2 ? DayOf(span[1]) : StateSegment.Forever)),
    ];

    private static int DayOf(int instant) => (int)Math.Floor(instant / (double)InstantsADay);
}
