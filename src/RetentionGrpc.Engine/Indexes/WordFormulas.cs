using System.Runtime.Intrinsics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>How two words become one, in each width.</summary>
internal interface IWordFormula
{
    static abstract ulong Of(ulong a, ulong b);

    static abstract Vector256<ulong> Of(Vector256<ulong> a, Vector256<ulong> b);

    static abstract Vector512<ulong> Of(Vector512<ulong> a, Vector512<ulong> b);
}

/// <summary>Bits set in both.</summary>
internal readonly struct AndFormula : IWordFormula
{
    public static ulong Of(ulong a, ulong b) => a & b;

    public static Vector256<ulong> Of(Vector256<ulong> a, Vector256<ulong> b) => a & b;

    public static Vector512<ulong> Of(Vector512<ulong> a, Vector512<ulong> b) => a & b;
}

/// <summary>Bits set in one or both.</summary>
internal readonly struct OrFormula : IWordFormula
{
    public static ulong Of(ulong a, ulong b) => a | b;

    public static Vector256<ulong> Of(Vector256<ulong> a, Vector256<ulong> b) => a | b;

    public static Vector512<ulong> Of(Vector512<ulong> a, Vector512<ulong> b) => a | b;
}

/// <summary>Bits set in the first alone.</summary>
internal readonly struct AndNotFormula : IWordFormula
{
    public static ulong Of(ulong a, ulong b) => a & ~b;

    public static Vector256<ulong> Of(Vector256<ulong> a, Vector256<ulong> b) => Vector256.AndNot(a, b);

    public static Vector512<ulong> Of(Vector512<ulong> a, Vector512<ulong> b) => Vector512.AndNot(a, b);
}

/// <summary>Bits not set in the first.</summary>
internal readonly struct NotFormula : IWordFormula
{
    public static ulong Of(ulong a, ulong b) => ~a;

    public static Vector256<ulong> Of(Vector256<ulong> a, Vector256<ulong> b) => ~a;

    public static Vector512<ulong> Of(Vector512<ulong> a, Vector512<ulong> b) => ~a;
}
