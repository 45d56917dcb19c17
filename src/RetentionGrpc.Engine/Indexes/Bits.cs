using System.Runtime.Intrinsics.X86;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Words of bits: combined in place, counted as they are combined. Operands after the first must be at least as long as it; what they
/// have beyond is not looked at. A path that this processor lacks may throw <see cref="PlatformNotSupportedException"/>.
/// </summary>
public static class Bits
{
    /// <summary>The best path of this processor.</summary>
    public static BitPath Best { get; } = Supports(BitPath.Vector512) ? BitPath.Vector512
        : Supports(BitPath.Vector256) ? BitPath.Vector256
        : BitPath.Scalar;

    /// <summary>Whether this processor has a path.</summary>
    public static bool Supports(BitPath path) => path switch
    {
        BitPath.Vector512 => Avx512BW.IsSupported && Avx512Vbmi2.IsSupported,
        BitPath.Vector256 => Avx2.IsSupported,
        _ => true,
    };

    /// <summary>Sets the bits that are set in another.</summary>
    public static void Or(Span<ulong> words, ReadOnlySpan<ulong> other) => Or(words, other, Best);

    /// <summary>Sets the bits that are set in another, by a given path.</summary>
    public static void Or(Span<ulong> words, ReadOnlySpan<ulong> other, BitPath path) => BitPasses.Combine<OrFormula>(words, other, path);

    /// <summary>Keeps the bits that are set in another, too.</summary>
    public static void And(Span<ulong> words, ReadOnlySpan<ulong> other) => And(words, other, Best);

    /// <summary>Keeps the bits that are set in another, too, by a given path.</summary>
    public static void And(Span<ulong> words, ReadOnlySpan<ulong> other, BitPath path) => BitPasses.Combine<AndFormula>(words, other, path);

    /// <summary>Clears the bits that are set in another.</summary>
    public static void AndNot(Span<ulong> words, ReadOnlySpan<ulong> other) => AndNot(words, other, Best);

    /// <summary>Clears the bits that are set in another, by a given path.</summary>
    public static void AndNot(Span<ulong> words, ReadOnlySpan<ulong> other, BitPath path) =>
        BitPasses.Combine<AndNotFormula>(words, other, path);

    /// <summary>Turns every bit.</summary>
    public static void Invert(Span<ulong> words) => Invert(words, Best);

    /// <summary>Turns every bit, by a given path.</summary>
    public static void Invert(Span<ulong> words, BitPath path) => BitPasses.Combine<NotFormula>(words, words, path);

    /// <summary>How many bits are set.</summary>
    public static int Count(ReadOnlySpan<ulong> words) => Count(words, Best);

    /// <summary>How many bits are set, by a given path.</summary>
    public static int Count(ReadOnlySpan<ulong> words, BitPath path) => BitPasses.Count<AndFormula>(words, words, path);

    /// <summary>How many bits are set in both.</summary>
    public static int CountAnd(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b) => CountAnd(a, b, Best);

    /// <summary>How many bits are set in both, by a given path.</summary>
    public static int CountAnd(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, BitPath path) => BitPasses.Count<AndFormula>(a, b, path);

    /// <summary>How many bits are set in one or both.</summary>
    public static int CountOr(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b) => CountOr(a, b, Best);

    /// <summary>How many bits are set in one or both, by a given path.</summary>
    public static int CountOr(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, BitPath path) => BitPasses.Count<OrFormula>(a, b, path);

    /// <summary>How many bits are set in the first alone.</summary>
    public static int CountAndNot(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b) => CountAndNot(a, b, Best);

    /// <summary>How many bits are set in the first alone, by a given path.</summary>
    public static int CountAndNot(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, BitPath path) => BitPasses.Count<AndNotFormula>(a, b, path);

    /// <summary>Replaces bits by those of two others that a filter has, too.</summary>
    /// <returns>How many bits are set then, and how many were set that are not any more.</returns>
    public static (int Count, int Lost) Replace(
        Span<ulong> words, ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other, ReadOnlySpan<ulong> filter) =>
        BitPasses.Replace(words, one, other, filter, Best);

    /// <summary>The same, by a given path.</summary>
    public static (int Count, int Lost) Replace(
        Span<ulong> words, ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other, ReadOnlySpan<ulong> filter, BitPath path) =>
        BitPasses.Replace(words, one, other, filter, path);

    /// <summary>How many bits are set in each of two and in both, in one pass.</summary>
    public static WindowCounts CountBoth(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b) => CountBoth(a, b, Best);

    /// <summary>How many bits are set in each of two and in both, in one pass, by a given path.</summary>
    public static WindowCounts CountBoth(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, BitPath path) =>
        BitPasses.CountBoth(a, b, path);
}
