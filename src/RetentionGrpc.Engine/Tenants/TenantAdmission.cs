using System.Text;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>
/// Decides what depends on the tenant rather than on the event's bytes: clock, earliest time, currency, and how many names the tenant
/// already uses over all partitions. Its verdict is written into the log, so that replay needs neither clock nor other partitions.
/// One caller at a time.
/// </summary>
public sealed class TenantAdmission(TenantSettings settings)
{
    private readonly ByteStringTable _activityNames = new();
    private readonly ByteStringTable _attributes = new();
    private readonly List<ByteStringTable> _values = [];
    private readonly byte[] _currency = Encoding.UTF8.GetBytes(settings.Currency);

    /// <summary>How many names, attributes and values it knows; it only grows.</summary>
    public int NameCount { get; private set; }

    /// <summary>Learns the names that a partition's share already uses.</summary>
    public void Learn(TenantState state)
    {
        foreach (var (name, _) in state.Tally.ActivityNames)
            Learn(_activityNames, name);
        for (var customer = 0; customer < state.Customers.Count; customer++)
        {
            foreach (var known in state.Live(customer))
            {
                if (known.Kind == EventKind.Profile)
                    Learn(known, state.Texts);
            }
        }
    }

    /// <summary>Judges an event that the reader accepted. An accepted event's names count from now on.</summary>
    /// <param name="view">The event.</param>
    /// <param name="nowMs">The server's clock.</param>
    public Verdict Judge(in EventView view, long nowMs)
    {
        if (view.OccurredMs > nowMs + EventLimits.AheadMs)
            return Explain(view, RejectionReason.Future);
        if (view.OccurredMs < settings.EarliestEventMs)
            return Explain(view, RejectionReason.TooOld);
        if (!view.Currency.IsEmpty && !view.Currency.SequenceEqual(_currency))
            return Explain(view, RejectionReason.CurrencyMismatch);
        return view.Kind switch
        {
            EventKind.Activity => JudgeName(view.Name),
            EventKind.Profile => JudgeAttributes(view),
            _ => Verdict.Accepted,
        };
    }

    /// <summary>Field and advice of a verdict that was reached on an event some time ago.</summary>
    public Verdict Explain(in EventView view, RejectionReason reason) => reason switch
    {
        RejectionReason.Future => new(reason, "occurred_time", "It is over 5 minutes ahead of the server: correct the clock."),
        RejectionReason.TooOld => new(reason, "occurred_time", "It is before the tenant's earliest_event_time."),
        RejectionReason.CurrencyMismatch => new(reason, EventReader.CurrencyField(view.Kind),
            $"The tenant's only currency is {settings.Currency}: convert the amount, or leave currency_code unset."),
        RejectionReason.LimitReached when view.Kind == EventKind.Activity => TooManyNames,
        RejectionReason.LimitReached =>
            Full("profile.attributes", "The tenant already uses 32 attributes, or one of these has 10,000 values: make them fewer."),
        _ => new(reason, "", "It was rejected by an earlier version of the server: judge it again."),
    };

    private Verdict JudgeName(ReadOnlySpan<byte> name)
    {
        if (_activityNames.Count >= EventLimits.ActivityNames && _activityNames.Find(name) < 0)
            return TooManyNames;
        Learn(_activityNames, name);
        return Verdict.Accepted;
    }

    private Verdict JudgeAttributes(in EventView view)
    {
        var fresh = 0;
        for (var i = 0; i < view.AttributeCount; i++)
        {
            var attribute = _attributes.Find(view.KeyOf(view.Attributes[i]));
            if (attribute < 0)
                fresh++;
            else if (IsFull(_values[attribute]) && _values[attribute].Find(view.ValueOf(view.Attributes[i])) < 0)
                return Full("profile.attributes", "The attribute already has 10,000 values: make them coarser.");
        }
        if (_attributes.Count + fresh > EventLimits.Attributes)
            return Full("profile.attributes", "The tenant already uses 32 attributes.");
        for (var i = 0; i < view.AttributeCount; i++)
            Learn(view.KeyOf(view.Attributes[i]), view.ValueOf(view.Attributes[i]));
        return Verdict.Accepted;
    }

    private void Learn(in TimelineEvent profile, ByteStringTable texts)
    {
        foreach (var attribute in profile.Properties.Span)
            Learn(texts[attribute.KeyNumber], texts[attribute.ValueNumber]);
    }

    private void Learn(ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        var number = Learn(_attributes, attribute);
        if (number == _values.Count)
            _values.Add(new ByteStringTable());
        Learn(_values[number], value);
    }

    private int Learn(ByteStringTable names, ReadOnlySpan<byte> name)
    {
        var before = names.Count;
        var number = names.NumberOf(name);
        NameCount += names.Count - before;
        return number;
    }

    /// <summary>The tenant's share of the event's partition holds as much text as it may.</summary>
    public static Verdict TooMuchText { get; } = Full("",
        "The ids, names and values of the tenant in this event's partition have reached their limit of bytes: shorten what is sent, or "
        + "spread the data over a log of more partitions.");

    private static Verdict TooManyNames { get; } =
        Full("activity.name", "The tenant already uses 256 activity names: put what varies into a property.");

    private static bool IsFull(ByteStringTable values) => values.Count >= EventLimits.AttributeValues;

    private static Verdict Full(string field, string message) => new(RejectionReason.LimitReached, field, message);
}
