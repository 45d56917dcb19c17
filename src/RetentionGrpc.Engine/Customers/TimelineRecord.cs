using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Customers;

/// <summary>Where a customer's events are, in 12 bytes. The default has none.</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal struct TimelineRecord
{
    private const int TimeBits = 49;
    private const int LargeBits = 1 << 10;

    /// <summary>The time of the last event since <see cref="EventLimits.FirstMs"/>, then the bytes in use.</summary>
    private ulong _lastAndUsed;

    private int _place;

    /// <summary>Whether the customer has a <see cref="Timeline"/>, whose number is <see cref="Place"/>.</summary>
    public readonly bool IsLarge => (int)(_lastAndUsed >> TimeBits) == LargeBits;

    /// <summary>Bytes of packed events in the block.</summary>
    public readonly int Used => (int)(_lastAndUsed >> TimeBits);

    /// <summary>When the last of them happened.</summary>
    public readonly long LastMs => (long)(_lastAndUsed & ((1UL << TimeBits) - 1)) + EventLimits.FirstMs;

    /// <summary>The block, or the timeline.</summary>
    public readonly int Place => _place;

    /// <summary>A customer with one run of events.</summary>
    public static TimelineRecord Of(int block, int used, long lastMs) => new()
    {
        _place = block,
        _lastAndUsed = (ulong)used << TimeBits | (ulong)(lastMs - EventLimits.FirstMs),
    };

    /// <summary>A customer with a timeline.</summary>
    public static TimelineRecord Large(int timeline) => new() { _place = timeline, _lastAndUsed = (ulong)LargeBits << TimeBits };

    /// <summary>Another block with the same events.</summary>
    public void MoveTo(int block) => _place = block;
}
