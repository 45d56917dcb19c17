using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>How many bits of a vector are set: each half byte is looked up in a table of sixteen. .NET has no VPOPCNTQ.</summary>
internal static class BitCount
{
    /// <summary>The sums of each 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Of(Vector256<ulong> words)
    {
        var table = Vector256.Create(Table128, Table128);
        var halves = Vector256.Create((byte)15);
        var low = Avx2.Shuffle(table, words.AsByte() & halves);
        var high = Avx2.Shuffle(table, (words >>> 4).AsByte() & halves);
        return Avx2.SumAbsoluteDifferences(low + high, Vector256<byte>.Zero).AsUInt64();
    }

    /// <summary>The sums of each 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Of(Vector512<ulong> words)
    {
        var table = Vector512.Create(Vector256.Create(Table128, Table128), Vector256.Create(Table128, Table128));
        var halves = Vector512.Create((byte)15);
        var low = Avx512BW.Shuffle(table, words.AsByte() & halves);
        var high = Avx512BW.Shuffle(table, (words >>> 4).AsByte() & halves);
        return Avx512BW.SumAbsoluteDifferences(low + high, Vector512<byte>.Zero).AsUInt64();
    }

    private static Vector128<byte> Table128 => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
}
