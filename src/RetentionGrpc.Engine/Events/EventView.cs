namespace RetentionGrpc.Engine.Events;

/// <summary>
/// One event, decoded in place: texts are slices of its payload. The fields that kinds have in common are read into the same
/// columns, so that storing and comparing events needs no switch over kinds:
/// <list type="table">
/// <item><term>Name</term><description>what a retraction names it by: activity name; order, subscription, survey, coupon,
/// campaign or case id; referred customer; spend channel</description></item>
/// <item><term>Number</term><description>minor units, points, score, or session milliseconds; <see cref="Absent"/> without
/// one</description></item>
/// <item><term>Label</term><description>coupon code, plan (cancel text on CANCELLED), coupon's or spend's campaign, variant,
/// case channel</description></item>
/// <item><term>Detail</term><description>billing months (cancel reason on CANCELLED), survey type, campaign channel, case
/// type</description></item>
/// <item><term>UntilMs</term><description>paid_through_time; <see cref="Absent"/> without one</description></item>
/// </list>
/// </summary>
public ref struct EventView
{
    /// <summary>The value of a number that is not there.</summary>
    public const long Absent = long.MinValue;

    /// <summary>The event as it came.</summary>
    public ReadOnlySpan<byte> Payload;

    /// <summary>Its id; empty without one.</summary>
    public ReadOnlySpan<byte> EventId;

    /// <summary>Whose it is; empty on spend.</summary>
    public ReadOnlySpan<byte> CustomerId;

    /// <summary>See the table of the type.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>See the table of the type.</summary>
    public ReadOnlySpan<byte> Label;

    /// <summary>The money's currency; empty means the tenant's.</summary>
    public ReadOnlySpan<byte> Currency;

    /// <summary>When it happened, in UTC milliseconds since 1970.</summary>
    public long OccurredMs;

    /// <summary>See the table of the type.</summary>
    public long Number;

    /// <summary>See the table of the type.</summary>
    public long UntilMs;

    /// <summary>See the table of the type.</summary>
    public int Detail;

    /// <summary>What happened.</summary>
    public EventKind Kind;

    /// <summary>Of a retraction: the kind that it takes back.</summary>
    public EventKind RetractedKind;

    /// <summary>The action or stage; 0 for kinds without one.</summary>
    public byte Action;

    /// <summary>How many of <see cref="Properties"/> are in use.</summary>
    public int PropertyCount;

    /// <summary>How many of <see cref="Attributes"/> are in use.</summary>
    public int AttributeCount;

    /// <summary>The event's properties, each key once.</summary>
    public PropertySlices Properties;

    /// <summary>A profile's attributes, each key once.</summary>
    public PropertySlices Attributes;

    /// <summary>The key of a property or attribute.</summary>
    public readonly ReadOnlySpan<byte> KeyOf(PropertySlice slice) => Payload.Slice(slice.KeyStart, slice.KeyLength);

    /// <summary>The value of a property or attribute.</summary>
    public readonly ReadOnlySpan<byte> ValueOf(PropertySlice slice) => Payload.Slice(slice.ValueStart, slice.ValueLength);
}
