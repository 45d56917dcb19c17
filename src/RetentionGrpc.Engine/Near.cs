using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RetentionGrpc.Engine;

/// <summary>
/// Brings a place of memory near the processor before it is wanted. Only a hint: the processor goes on at once, and has as many places
/// brought at a time as it can. Where there is no such hint the place is read, which takes its turn.
/// </summary>
internal static class Near
{
    /// <summary>Brings a place near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Bring<T>(ref readonly T place)
    {
        ref var first = ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in place));
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref first));
        else
            Volatile.Read(ref first);
    }
}
