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

    /// <summary>How many bits are set in each of two and in both, of what a formula makes of each and a filter.</summary>
    public static WindowCounts CountBoth<TFormula>(
        ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second, ReadOnlySpan<ulong> filter, BitPath path)
        where TFormula : struct, IWordFormula
    {
        second = second[..first.Length];
        filter = filter[..first.Length];
        var vectors = path switch
        {
            BitPath.Vector512 => first.Length & ~7,
            BitPath.Vector256 => first.Length & ~3,
            _ => 0,
        };
        var counts = path switch
        {
            BitPath.Vector512 => Both512<TFormula>(first[..vectors], second, filter),
            BitPath.Vector256 => Both256<TFormula>(first[..vectors], second, filter),
            _ => default,
        };
        unchecked
        {
            var (a, b, both) = (counts.First, counts.Second, counts.Both);
            for (var i = vectors; i < first.Length; i++)
            {
                var word = TFormula.Of(first[i], filter[i]);
                var other = TFormula.Of(second[i], filter[i]);
                a += BitOperations.PopCount(word);
                b += BitOperations.PopCount(other);
                both += BitOperations.PopCount(word & other);
            }
            return new WindowCounts(a, b, both);
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

    private static WindowCounts Both512<TFormula>(ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second, ReadOnlySpan<ulong> filter)
        where TFormula : struct, IWordFormula
    {
        ref var a = ref MemoryMarshal.GetReference(first);
        ref var b = ref MemoryMarshal.GetReference(second);
        ref var f = ref MemoryMarshal.GetReference(filter);
        var (firsts, seconds, boths) = (Vector512<ulong>.Zero, Vector512<ulong>.Zero, Vector512<ulong>.Zero);
        unchecked
        {
            for (nuint i = 0; i < (nuint)first.Length; i += 8)
            {
                var kept = Vector512.LoadUnsafe(ref f, i);
                var word = TFormula.Of(Vector512.LoadUnsafe(ref a, i), kept);
                var other = TFormula.Of(Vector512.LoadUnsafe(ref b, i), kept);
                firsts += BitCount.Of(word);
                seconds += BitCount.Of(other);
                boths += BitCount.Of(word & other);
            }
            return new WindowCounts((int)Vector512.Sum(firsts), (int)Vector512.Sum(seconds), (int)Vector512.Sum(boths));
        }
    }

    private static WindowCounts Both256<TFormula>(ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second, ReadOnlySpan<ulong> filter)
        where TFormula : struct, IWordFormula
    {
        ref var a = ref MemoryMarshal.GetReference(first);
        ref var b = ref MemoryMarshal.GetReference(second);
        ref var f = ref MemoryMarshal.GetReference(filter);
        var (firsts, seconds, boths) = (Vector256<ulong>.Zero, Vector256<ulong>.Zero, Vector256<ulong>.Zero);
        unchecked
        {
            for (nuint i = 0; i < (nuint)first.Length; i += 4)
            {
                var kept = Vector256.LoadUnsafe(ref f, i);
                var word = TFormula.Of(Vector256.LoadUnsafe(ref a, i), kept);
                var other = TFormula.Of(Vector256.LoadUnsafe(ref b, i), kept);
                firsts += BitCount.Of(word);
                seconds += BitCount.Of(other);
                boths += BitCount.Of(word & other);
            }
            return new WindowCounts((int)Vector256.Sum(firsts), (int)Vector256.Sum(seconds), (int)Vector256.Sum(boths));
        }
    }
}
