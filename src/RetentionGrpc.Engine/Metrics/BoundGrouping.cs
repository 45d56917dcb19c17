using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>How an answer is split, in the numbers of one tenant: tells the value of each customer or event.</summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="grouping">How the answer is split.</param>
internal sealed class BoundGrouping(TenantState tenant, Grouping grouping)
{
    private readonly int _keyNumber = tenant.Texts.Find(grouping.Key);
    private readonly bool _isPlan = grouping.Key.AsSpan().SequenceEqual(CustomerAttributes.Plan);

    /// <summary>The value of a customer by the attribute; -1 without one.</summary>
    public int ValueOf(ReadOnlySpan<TimelineEvent> live) => CustomerAttributes.ValueOf(live, _keyNumber, _isPlan);

    /// <summary>The value of an event that is counted, or of its customer where an attribute splits; -1 without one.</summary>
    public int ValueOf(ReadOnlySpan<TimelineEvent> live, in TimelineEvent counted)
    {
        if (grouping.IsAttribute)
            return ValueOf(live);
        return grouping.Column switch
        {
            GroupColumn.Campaign => Named(counted.Kind == EventKind.CampaignTouch ? counted.NameNumber : counted.LabelNumber),
            GroupColumn.Variant => Named(counted.LabelNumber),
            GroupColumn.Channel => counted.Detail,
            _ => _keyNumber < 0 ? -1 : counted.ValueOf(_keyNumber),
        };
    }

    // Channels are no texts: their number is that of the enum.
    /// <summary>The number of a value; negative if the tenant never saw it.</summary>
    public int NumberOf(byte[] value) => grouping.Column == GroupColumn.Channel
        ? CampaignChannels.NumberOf(value)
        : tenant.Texts.Find(value);

    /// <summary>The value of a number, in UTF-8.</summary>
    public byte[] TextOf(int value) => grouping.Column == GroupColumn.Channel
        ? CampaignChannels.NameOf(value)
        : tenant.Texts[value].ToArray();

    private static int Named(int text) => text == TenantState.EmptyText ? -1 : text;
}
