namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// When in a day a customer was active, in one byte: one moment in 100ths of the day (codes 0 to 99), or the first and the last of
/// several in 17ths (codes 100 to 252), or <see cref="Unknown"/>. So the byte alone tells for nearly all customers on which side of a
/// moment of the day they were active.
/// </summary>
public static class DayTime
{
    /// <summary>Nothing is known: the customer's timeline tells.</summary>
    public const byte Unknown = 255;

    /// <summary>How many codes there are: the length of a table of answers.</summary>
    public const int Codes = 256;

    private const int Moments = 100;
    private const int Parts = 17;

    /// <summary>The code of a customer's events of one day.</summary>
    /// <param name="firstMs">When the first one happened, in milliseconds from the day's start; at least 0.</param>
    /// <param name="lastMs">When the last one happened; at least <paramref name="firstMs"/> and below <paramref name="dayMs"/>.</param>
    /// <param name="dayMs">How long the day is, in milliseconds; days on which clocks change are not 24 hours.</param>
    public static byte Of(int firstMs, int lastMs, int dayMs) => firstMs == lastMs
        ? (byte)((long)firstMs * Moments / dayMs)
        : PairCode((int)((long)firstMs * Parts / dayMs), (int)((long)lastMs * Parts / dayMs));

    /// <summary>For every code, whether the customer was active before a moment of the day.</summary>
    /// <param name="cutMs">The moment, in milliseconds from the day's start: 0 to <paramref name="dayMs"/>.</param>
    /// <param name="dayMs">How long the day is.</param>
    /// <param name="answers"><see cref="Codes"/> answers.</param>
    public static void Before(int cutMs, int dayMs, Span<DayAnswer> answers)
    {
        answers[..Codes].Fill(DayAnswer.Unclear);
        for (var moment = 0; moment < Moments; moment++)
            answers[moment] = IsBefore(moment, Moments, cutMs, dayMs);
        for (var first = 0; first < Parts; first++)
        {
            for (var last = first; last < Parts; last++)
                answers[PairCode(first, last)] = IsBefore(first, Parts, cutMs, dayMs);
        }
    }

    /// <summary>For every code, whether the customer was active at a moment of the day or later.</summary>
    /// <param name="cutMs">The moment, in milliseconds from the day's start: 0 to <paramref name="dayMs"/>.</param>
    /// <param name="dayMs">How long the day is.</param>
    /// <param name="answers"><see cref="Codes"/> answers.</param>
    public static void From(int cutMs, int dayMs, Span<DayAnswer> answers)
    {
        answers[..Codes].Fill(DayAnswer.Unclear);
        for (var moment = 0; moment < Moments; moment++)
            answers[moment] = Opposite(IsBefore(moment, Moments, cutMs, dayMs));
        for (var first = 0; first < Parts; first++)
        {
            for (var last = first; last < Parts; last++)
                answers[PairCode(first, last)] = Opposite(IsBefore(last, Parts, cutMs, dayMs));
        }
    }

    /// <summary>For every code, whether the customer was active in a part of the day.</summary>
    /// <param name="fromMs">The first moment of the part, in milliseconds from the day's start.</param>
    /// <param name="toMs">The moment after its last; not below <paramref name="fromMs"/>.</param>
    /// <param name="dayMs">How long the day is.</param>
    /// <param name="answers"><see cref="Codes"/> answers.</param>
    public static void Between(int fromMs, int toMs, int dayMs, Span<DayAnswer> answers)
    {
        Span<DayAnswer> before = stackalloc DayAnswer[Codes];
        Before(toMs, dayMs, before);
        From(fromMs, dayMs, answers);
        for (var code = 0; code < Codes; code++)
        {
            // Of several moments, one may lie before the part and one after it.
            var isOneMoment = code < Moments || fromMs == 0 || toMs == dayMs;
            if (answers[code] == DayAnswer.No || before[code] == DayAnswer.No)
                answers[code] = DayAnswer.No;
            else if (before[code] == DayAnswer.Unclear || !isOneMoment)
                answers[code] = DayAnswer.Unclear;
        }
    }

    /// <summary>The code of a customer's events of one day with one more that is later than they.</summary>
    /// <param name="code">The code of those before.</param>
    /// <param name="lastMs">When the later one happened, in milliseconds from the day's start.</param>
    /// <param name="dayMs">How long the day is.</param>
    public static byte Widen(byte code, int lastMs, int dayMs)
    {
        var last = (int)((long)lastMs * Parts / dayMs);
        if (code >= Moments)
            return code == Unknown ? Unknown : PairCode(FirstPartOf(code), last);
        var earliest = FirstMs(code, Moments, dayMs) * Parts / dayMs;
        var latest = (FirstMs(code + 1, Moments, dayMs) - 1) * Parts / dayMs;
        return earliest == latest ? PairCode((int)earliest, last) : Unknown;
    }

    private static int FirstPartOf(byte code)
    {
        var first = 0;
        while (first + 1 < Parts && PairCode(first + 1, first + 1) <= code)
            first++;
        return first;
    }

    // Row by row of the triangle first <= last.
    private static byte PairCode(int first, int last) => (byte)(Moments + first * (2 * Parts - first + 1) / 2 + last - first);

    /// <summary>Whether all moments of a part of the day are before the cut, or none.</summary>
    private static DayAnswer IsBefore(int part, int parts, int cutMs, int dayMs)
    {
        // Times are whole milliseconds: the part's first is rounded up, its last is the one before the next part's first.
        var startMs = FirstMs(part, parts, dayMs);
        var endMs = FirstMs(part + 1, parts, dayMs);
        return endMs <= cutMs ? DayAnswer.Yes : startMs >= cutMs ? DayAnswer.No : DayAnswer.Unclear;
    }

    private static long FirstMs(int part, int parts, int dayMs) => ((long)part * dayMs + parts - 1) / parts;

    private static DayAnswer Opposite(DayAnswer answer) => answer switch
    {
        DayAnswer.Yes => DayAnswer.No,
        DayAnswer.No => DayAnswer.Yes,
        _ => DayAnswer.Unclear,
    };
}
