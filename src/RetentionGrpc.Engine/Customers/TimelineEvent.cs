using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Customers;

/// <summary>The value of a declared event property or of an attribute, both as numbers in the tenant's table of texts.</summary>
/// <param name="KeyNumber">The key.</param>
/// <param name="ValueNumber">The value.</param>
public readonly record struct PropertyValue(int KeyNumber, int ValueNumber);

/// <summary>
/// An accepted event unpacked; the columns are those of <see cref="EventView"/>, texts are numbers in the tenant's table. What a
/// <see cref="Timeline"/> keeps is its packed form, <see cref="PackedEvent"/>.
/// </summary>
public struct TimelineEvent
{
    /// <summary>When it happened, in UTC milliseconds since 1970.</summary>
    public required long OccurredMs;

    /// <summary>What happened.</summary>
    public required EventKind Kind;

    /// <summary>The action or stage; 0 for kinds without one.</summary>
    public required byte Action;

    /// <summary>What a retraction names it by.</summary>
    public required int NameNumber;

    /// <summary>Minor units, points, score or session milliseconds; <see cref="EventView.Absent"/> without one.</summary>
    public long Number;

    /// <summary>paid_through_time; <see cref="EventView.Absent"/> without one.</summary>
    public long UntilMs;

    /// <summary>Plan, coupon code, variant and the like.</summary>
    public int LabelNumber;

    /// <summary>Billing months, survey type and the like.</summary>
    public int Detail;

    /// <summary>
    /// Declared properties, or a profile's attributes, by key bytewise; empty without any. Of an event that a timeline gave, they are in
    /// the <see cref="TimelineScratch"/> that it was unpacked into, and valid as long as the event's place there.
    /// </summary>
    public ReadOnlyMemory<PropertyValue> Properties;

    /// <summary>Whether it counts as activity.</summary>
    public readonly bool IsActivity => EventActions.CountAsActivity(Kind, Action);

    /// <summary>The value of a property, or -1 without one.</summary>
    public readonly int ValueOf(int keyNumber)
    {
        if (Properties.IsEmpty)
            return -1;
        foreach (var property in Properties.Span)
        {
            if (property.KeyNumber == keyNumber)
                return property.ValueNumber;
        }
        return -1;
    }
}
