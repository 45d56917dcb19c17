using System.Runtime.CompilerServices;

namespace RetentionGrpc.Engine.Events;

/// <summary>Where a key and its value stand in an event's bytes.</summary>
/// <param name="KeyStart">First byte of the key.</param>
/// <param name="KeyLength">Bytes of the key.</param>
/// <param name="ValueStart">First byte of the value.</param>
/// <param name="ValueLength">Bytes of the value.</param>
public readonly record struct PropertySlice(int KeyStart, int KeyLength, int ValueStart, int ValueLength);

/// <summary>Room for the most properties an event may have, without allocation.</summary>
[InlineArray(EventLimits.Properties)]
public struct PropertySlices
{
    private PropertySlice _first;
}
