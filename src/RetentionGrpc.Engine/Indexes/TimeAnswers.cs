using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Sets the bits of a day's members by what their times say, by each path: the times, which are in the members' order, are looked up in a
/// table side by side, and the answers then spread to where the members are.
/// </summary>
internal static class TimeAnswers
{
    private const int TableBytes = 32;

    /// <summary>Sets the bits of the members of a chunk.</summary>
    /// <param name="members">The members: <see cref="CustomerSet.ChunkWords"/> words.</param>
    /// <param name="times">The <see cref="DayTime"/> of each member.</param>
    /// <param name="answers">What each time says.</param>
    /// <param name="active">Takes those whose answer is yes.</param>
    /// <param name="unclear">Takes those whose answer is unclear.</param>
    /// <param name="path">The path.</param>
    public static void OrInto(
        ReadOnlySpan<ulong> members, ReadOnlySpan<byte> times, ReadOnlySpan<DayAnswer> answers, Span<ulong> active, Span<ulong> unclear,
        BitPath path)
    {
        // A word more than there are, for the words that are read across two.
        var length = times.Length / 64 + 2;
        Span<ulong> yes = stackalloc ulong[length];
        Span<ulong> open = stackalloc ulong[length];
        LookUp(times, answers, DayAnswer.Yes, yes, path);
        LookUp(times, answers, DayAnswer.Unclear, open, path);
        active = active[..members.Length];
        unclear = unclear[..members.Length];
        var at = 0;
        unchecked
        {
            for (var i = 0; i < members.Length; i++)
            {
                var bits = members[i];
                if (bits == 0)
                    continue;
                active[i] |= Spread(From(yes, at), bits, path);
                unclear[i] |= Spread(From(open, at), bits, path);
                at += BitOperations.PopCount(bits);
            }
        }
    }

    /// <summary>A bit for each time that has an answer.</summary>
    private static void LookUp(
        ReadOnlySpan<byte> times, ReadOnlySpan<DayAnswer> answers, DayAnswer answer, Span<ulong> words, BitPath path)
    {
        Span<byte> table = stackalloc byte[TableBytes];
        table.Clear();
        for (var time = 0; time < DayTime.Codes; time++)
        {
            if (answers[time] == answer)
                ValueMatches.AddTo(table, (byte)time);
        }
        var whole = times.Length / 64;
        ValueMatches.OfTable(times[..(64 * whole)], table, words[..whole], path);
        Span<byte> rest = stackalloc byte[64];
        rest.Clear();
        times[(64 * whole)..].CopyTo(rest);
        ValueMatches.OfTable(rest, table, words.Slice(whole, 1), path);
        words[whole + 1] = 0;
    }

    private static ulong From(ReadOnlySpan<ulong> words, int bit) =>
        words[bit >> 6] >> bit | words[(bit >> 6) + 1] << 1 << ~bit;

    /// <summary>The lowest bits, one after the other, at the places of a mask's bits.</summary>
    private static ulong Spread(ulong lowest, ulong places, BitPath path)
    {
        if (path != BitPath.Scalar && Bmi2.X64.IsSupported)
            return Bmi2.X64.ParallelBitDeposit(lowest, places);
        var spread = 0UL;
        for (; places != 0; places &= places - 1)
        {
            if ((lowest & 1) != 0)
                spread |= 1UL << BitOperations.TrailingZeroCount(places);
            lowest >>= 1;
        }
        return spread;
    }
}
