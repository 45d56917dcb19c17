using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>An event of a timeline with its texts; the columns are those of <see cref="EventView"/>, texts are UTF-8.</summary>
public sealed record CustomerEvent
{
    /// <summary>When it happened.</summary>
    public required long OccurredMs { get; init; }

    /// <summary>What happened.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>See <see cref="EventView"/>.</summary>
    public required byte Action { get; init; }

    /// <summary>See <see cref="EventView"/>.</summary>
    public required byte[] Name { get; init; }

    /// <summary>See <see cref="EventView"/>; null without one.</summary>
    public required long? Number { get; init; }

    /// <summary>See <see cref="EventView"/>; null without one.</summary>
    public required long? UntilMs { get; init; }

    /// <summary>See <see cref="EventView"/>.</summary>
    public required byte[] Label { get; init; }

    /// <summary>See <see cref="EventView"/>.</summary>
    public required int Detail { get; init; }

    /// <summary>Declared properties, or a profile's attributes, by key bytewise.</summary>
    public required IReadOnlyList<(byte[] Key, byte[] Value)> Properties { get; init; }

    /// <summary>An event of the timeline that was unpacked last.</summary>
    internal static CustomerEvent Of(in TimelineEvent unpacked, TenantState tenant)
    {
        var properties = new (byte[] Key, byte[] Value)[unpacked.Properties.Length];
        for (var i = 0; i < properties.Length; i++)
        {
            var property = unpacked.Properties.Span[i];
            properties[i] = (tenant.Texts[property.KeyNumber].ToArray(), tenant.Texts[property.ValueNumber].ToArray());
        }
        return new()
        {
            OccurredMs = unpacked.OccurredMs,
            Kind = unpacked.Kind,
            Action = unpacked.Action,
            Name = tenant.TextOf(unpacked.NameNumber).ToArray(),
            Number = unpacked.Number == EventView.Absent ? null : unpacked.Number,
            UntilMs = unpacked.UntilMs == EventView.Absent ? null : unpacked.UntilMs,
            Label = tenant.Texts[unpacked.LabelNumber].ToArray(),
            Detail = unpacked.Detail,
            Properties = properties,
        };
    }
}

/// <summary>A page of one customer's timeline.</summary>
/// <param name="TotalCount">Events on all pages.</param>
/// <param name="Events">Those of the page.</param>
public sealed record CustomerEventPage(long TotalCount, IReadOnlyList<CustomerEvent> Events);

/// <summary>A page of one customer's timeline; null if there is no such customer, or none with an event before "now".</summary>
public sealed class CustomerEventsQuery : Query<CustomerEventPage?>
{
    /// <summary>The customer, in UTF-8.</summary>
    public required byte[] CustomerId { get; init; }

    /// <summary>"Now": what is at or after it is left out.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Only events in it.</summary>
    public required Interval Window { get; init; }

    /// <summary>Only events of these kinds; empty for all.</summary>
    public IReadOnlySet<EventKind> Kinds { get; init; } = new HashSet<EventKind>();

    /// <summary>Whether the newest come first.</summary>
    public bool NewestFirst { get; init; } = true;

    /// <summary>So many events before the page, in the order asked for.</summary>
    public int Skip { get; init; }

    /// <summary>At most so many events.</summary>
    public required int PageSize { get; init; }

    /// <inheritdoc/>
    public override CustomerEventPage? Answer(TenantState tenant)
    {
        if (tenant.Customers.Find(CustomerId) is not (>= 0 and var customer))
            return null;
        var live = tenant.Live(customer);
        if (live.IsEmpty || live[0].OccurredMs >= AsOfMs)
            return null;
        var total = 0;
        var page = new List<CustomerEvent>();
        for (var i = 0; i < live.Length; i++)
        {
            ref readonly var act = ref live[NewestFirst ? live.Length - 1 - i : i];
            if (act.OccurredMs < Window.StartMs || act.OccurredMs >= Math.Min(Window.EndMs, AsOfMs)
                || (Kinds.Count > 0 && !Kinds.Contains(act.Kind)))
                continue;
            if (total >= Skip && page.Count < PageSize)
                page.Add(CustomerEvent.Of(act, tenant));
            total++;
        }
        return new(total, page);
    }

    /// <inheritdoc/>
    public override CustomerEventPage? Merge(CustomerEventPage? left, CustomerEventPage? right) => left ?? right;
}
