using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>One pass over words of bits, by each path; the vector paths leave the words that fill no vector to the scalar one.</summary>
internal static class BitPasses
{
    /// <summary>Replaces words by what a formula makes of them and others.</summary>
    public static void Combine<TFormula>(Span<ulong> words, ReadOnlySpan<ulong> other, BitPath path)
        where TFormula : struct, IWordFormula
    {
        other = other[..words.Length];
        ref var a = ref MemoryMarshal.GetReference(words);
        ref var b = ref MemoryMarshal.GetReference(other);
        var length = (nuint)words.Length;
        nuint i = 0;
        unchecked
        {
            if (path == BitPath.Vector512)
            {
                for (; i + 8 <= length; i += 8)
                    TFormula.Of(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i)).StoreUnsafe(ref a, i);
            }
            else if (path == BitPath.Vector256)
            {
                for (; i + 4 <= length; i += 4)
                    TFormula.Of(Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i)).StoreUnsafe(ref a, i);
            }
            for (var rest = (int)i; rest < words.Length; rest++)
                words[rest] = TFormula.Of(words[rest], other[rest]);
        }
    }

    /// <summary>How many bits are set in what a formula makes of words and others.</summary>
    public static int Count<TFormula>(ReadOnlySpan<ulong> words, ReadOnlySpan<ulong> other, BitPath path)
        where TFormula : struct, IWordFormula
    {
        other = other[..words.Length];
        ref var a = ref MemoryMarshal.GetReference(words);
        ref var b = ref MemoryMarshal.GetReference(other);
        var length = (nuint)words.Length;
        nuint i = 0;
        ulong count = 0;
        unchecked
        {
            if (path == BitPath.Vector512)
            {
                var sums = Vector512<ulong>.Zero;
                for (; i + 8 <= length; i += 8)
                    sums += BitCount.Of(TFormula.Of(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i)));
                count = Vector512.Sum(sums);
            }
            else if (path == BitPath.Vector256)
            {
                var sums = Vector256<ulong>.Zero;
                for (; i + 4 <= length; i += 4)
                    sums += BitCount.Of(TFormula.Of(Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i)));
                count = Vector256.Sum(sums);
            }
            for (var rest = (int)i; rest < words.Length; rest++)
                count += (ulong)BitOperations.PopCount(TFormula.Of(words[rest], other[rest]));
            return (int)count;
        }
    }

    /// <summary>How many bits are set in each of two and in both.</summary>
    public static WindowCounts CountBoth(ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second, BitPath path)
    {
        second = second[..first.Length];
        ref var a = ref MemoryMarshal.GetReference(first);
        ref var b = ref MemoryMarshal.GetReference(second);
        var length = (nuint)first.Length;
        nuint i = 0;
        ulong inFirst = 0, inSecond = 0, inBoth = 0;
        unchecked
        {
            if (path == BitPath.Vector512)
            {
                Vector512<ulong> firsts = default, seconds = default, boths = default;
                for (; i + 8 <= length; i += 8)
                {
                    var (word, other) = (Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i));
                    firsts += BitCount.Of(word);
                    seconds += BitCount.Of(other);
                    boths += BitCount.Of(word & other);
                }
                (inFirst, inSecond, inBoth) = (Vector512.Sum(firsts), Vector512.Sum(seconds), Vector512.Sum(boths));
            }
            else if (path == BitPath.Vector256)
            {
                Vector256<ulong> firsts = default, seconds = default, boths = default;
                for (; i + 4 <= length; i += 4)
                {
                    var (word, other) = (Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i));
                    firsts += BitCount.Of(word);
                    seconds += BitCount.Of(other);
                    boths += BitCount.Of(word & other);
                }
                (inFirst, inSecond, inBoth) = (Vector256.Sum(firsts), Vector256.Sum(seconds), Vector256.Sum(boths));
            }
            for (var rest = (int)i; rest < first.Length; rest++)
            {
                inFirst += (ulong)BitOperations.PopCount(first[rest]);
                inSecond += (ulong)BitOperations.PopCount(second[rest]);
                inBoth += (ulong)BitOperations.PopCount(first[rest] & second[rest]);
            }
            return new WindowCounts((int)inFirst, (int)inSecond, (int)inBoth);
        }
    }

    /// <summary>Replaces bits by those of two others that a filter has, too; how many are set then, and how many are lost.</summary>
    public static (int Count, int Lost) Replace(
        Span<ulong> words, ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other, ReadOnlySpan<ulong> filter, BitPath path)
    {
        one = one[..words.Length];
        other = other[..words.Length];
        filter = filter[..words.Length];
        ref var w = ref MemoryMarshal.GetReference(words);
        ref var a = ref MemoryMarshal.GetReference(one);
        ref var b = ref MemoryMarshal.GetReference(other);
        ref var f = ref MemoryMarshal.GetReference(filter);
        var length = (nuint)words.Length;
        nuint i = 0;
        ulong count = 0, lost = 0;
        unchecked
        {
            if (path == BitPath.Vector512)
            {
                var (counts, losses) = (Vector512<ulong>.Zero, Vector512<ulong>.Zero);
                for (; i + 8 <= length; i += 8)
                {
                    var next = (Vector512.LoadUnsafe(ref a, i) | Vector512.LoadUnsafe(ref b, i)) & Vector512.LoadUnsafe(ref f, i);
                    counts += BitCount.Of(next);
                    losses += BitCount.Of(Vector512.AndNot(Vector512.LoadUnsafe(ref w, i), next));
                    next.StoreUnsafe(ref w, i);
                }
                (count, lost) = (Vector512.Sum(counts), Vector512.Sum(losses));
            }
            else if (path == BitPath.Vector256)
            {
                var (counts, losses) = (Vector256<ulong>.Zero, Vector256<ulong>.Zero);
                for (; i + 4 <= length; i += 4)
                {
                    var next = (Vector256.LoadUnsafe(ref a, i) | Vector256.LoadUnsafe(ref b, i)) & Vector256.LoadUnsafe(ref f, i);
                    counts += BitCount.Of(next);
                    losses += BitCount.Of(Vector256.AndNot(Vector256.LoadUnsafe(ref w, i), next));
                    next.StoreUnsafe(ref w, i);
                }
                (count, lost) = (Vector256.Sum(counts), Vector256.Sum(losses));
            }
            for (var rest = (int)i; rest < words.Length; rest++)
            {
                var next = (one[rest] | other[rest]) & filter[rest];
                count += (ulong)BitOperations.PopCount(next);
                lost += (ulong)BitOperations.PopCount(words[rest] & ~next);
                words[rest] = next;
            }
            return ((int)count, (int)lost);
        }
    }
}
