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
