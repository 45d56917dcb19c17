using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Sums of rows of 32-bit and of 16-bit cells. All wrap around at 2³²: a sum that lies in [0, 2³¹) comes out exactly, whatever the cells
/// and the sums on the way to it are.
/// </summary>
public static class RowSums
{
    /// <summary>The sum of the cells by the widest vectors of this machine.</summary>
    public static int Sum(ReadOnlySpan<int> cells)
    {
        if (Vector512.IsHardwareAccelerated && cells.Length >= Vector512<int>.Count)
            return SumBy512(cells);
        return Vector256.IsHardwareAccelerated && cells.Length >= Vector256<int>.Count ? SumBy256(cells) : SumByScalars(cells);
    }

    /// <summary>The sum of cells of 16 bits by the widest vectors of this machine.</summary>
    public static int Sum(ReadOnlySpan<short> cells)
    {
        if (Vector512.IsHardwareAccelerated && cells.Length >= Vector512<short>.Count)
            return SumBy512(cells);
        return Vector256.IsHardwareAccelerated && cells.Length >= Vector256<short>.Count ? SumBy256(cells) : SumByScalars(cells);
    }

    /// <summary>The sum by 512-bit vectors, four at a time.</summary>
    public static int SumBy512(ReadOnlySpan<int> cells)
    {
        var width = Vector512<int>.Count;
        if (cells.Length < width)
            return SumByScalars(cells);
        ref var first = ref MemoryMarshal.GetReference(cells);
        Vector512<int> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i <= cells.Length - (4 * width); i += 4 * width)
        {
            a += Vector512.LoadUnsafe(ref first, (nuint)i);
            b += Vector512.LoadUnsafe(ref first, (nuint)(i + width));
            c += Vector512.LoadUnsafe(ref first, (nuint)(i + (2 * width)));
            d += Vector512.LoadUnsafe(ref first, (nuint)(i + (3 * width)));
        }
        for (; i <= cells.Length - width; i += width)
            a += Vector512.LoadUnsafe(ref first, (nuint)i);
        if (i < cells.Length)
        {
            // The last vector overlaps cells that are counted already: those lanes are left out.
            var last = Vector512.LoadUnsafe(ref first, (nuint)(cells.Length - width));
            var counted = Vector512.Create(i - (cells.Length - width));
            b += last & Vector512.GreaterThanOrEqual(Vector512<int>.Indices, counted);
        }
        return Vector512.Sum(a + b + (c + d));
    }

    /// <summary>The sum by 256-bit vectors, four at a time.</summary>
    public static int SumBy256(ReadOnlySpan<int> cells)
    {
        var width = Vector256<int>.Count;
        if (cells.Length < width)
            return SumByScalars(cells);
        ref var first = ref MemoryMarshal.GetReference(cells);
        Vector256<int> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i <= cells.Length - (4 * width); i += 4 * width)
        {
            a += Vector256.LoadUnsafe(ref first, (nuint)i);
            b += Vector256.LoadUnsafe(ref first, (nuint)(i + width));
            c += Vector256.LoadUnsafe(ref first, (nuint)(i + (2 * width)));
            d += Vector256.LoadUnsafe(ref first, (nuint)(i + (3 * width)));
        }
        for (; i <= cells.Length - width; i += width)
            a += Vector256.LoadUnsafe(ref first, (nuint)i);
        if (i < cells.Length)
        {
            var last = Vector256.LoadUnsafe(ref first, (nuint)(cells.Length - width));
            var counted = Vector256.Create(i - (cells.Length - width));
            b += last & Vector256.GreaterThanOrEqual(Vector256<int>.Indices, counted);
        }
        return Vector256.Sum(a + b + (c + d));
    }

    /// <summary>The sum of cells of 16 bits by 512-bit vectors, two at a time.</summary>
    public static int SumBy512(ReadOnlySpan<short> cells)
    {
        var width = Vector512<short>.Count;
        ref var first = ref MemoryMarshal.GetReference(cells);
        Vector512<int> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i <= cells.Length - (2 * width); i += 2 * width)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)i));
            (a, b) = (a + low, b + high);
            (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)(i + width)));
            (c, d) = (c + low, d + high);
        }
        return unchecked(Vector512.Sum(a + b + (c + d)) + SumBy256(cells[i..]));
    }

    /// <summary>The sum of cells of 16 bits by 256-bit vectors.</summary>
    public static int SumBy256(ReadOnlySpan<short> cells)
    {
        var width = Vector256<short>.Count;
        ref var first = ref MemoryMarshal.GetReference(cells);
        Vector256<int> a = default, b = default;
        var i = 0;
        for (; i <= cells.Length - width; i += width)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref first, (nuint)i));
            (a, b) = (a + low, b + high);
        }
        return unchecked(Vector256.Sum(a + b) + SumByScalars(cells[i..]));
    }

    /// <summary>The sum of cells of 16 bits, cell by cell.</summary>
    public static int SumByScalars(ReadOnlySpan<short> cells)
    {
        var sum = 0;
        foreach (var cell in cells)
            sum = unchecked(sum + cell);
        return sum;
    }

    /// <summary>The sum cell by cell.</summary>
    public static int SumByScalars(ReadOnlySpan<int> cells)
    {
        var sum = 0;
        foreach (var cell in cells)
            sum = unchecked(sum + cell);
        return sum;
    }

    /// <summary>Adds to one cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Increase(ref int cell, int by) => cell = unchecked(cell + by);
}
