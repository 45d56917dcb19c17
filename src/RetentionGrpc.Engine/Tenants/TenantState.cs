using System.Text;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>One tenant's share of one partition: its customers, their timelines, and the texts that they use.</summary>
public sealed class TenantState
{
    /// <summary>The number of the empty text in every tenant's table.</summary>
    public const int EmptyText = 0;

    private readonly PropertyValue[] _kept = new PropertyValue[EventLimits.Properties];
    private readonly TimelineScratch _scratch;
    private HashSet<int> _declared = [];

    /// <summary>A tenant without events.</summary>
    /// <param name="settings">How it is set up.</param>
    /// <param name="deadLetter">Where its rejected events go.</param>
    /// <param name="scratch">Where its timelines are unpacked; tenants of one partition share one.</param>
    /// <param name="indexes">When it is indexed; null means as usual.</param>
    public TenantState(TenantSettings settings, DeadLetter deadLetter, TimelineScratch scratch, IndexSettings? indexes = null)
        : this(settings, deadLetter, scratch, indexes, new())
    {
    }

    private TenantState(
        TenantSettings settings, DeadLetter deadLetter, TimelineScratch scratch, IndexSettings? indexes, ByteStringTable texts)
    {
        (Settings, DeadLetter, _scratch, Texts) = (settings, deadLetter, scratch, texts);
        Indexes = new TenantIndexes(this, indexes ?? new());
        Texts.NumberOf([]);
        Order = new TimelineOrder(Texts);
        Calendar = new TenantCalendar(settings.TimeZone, settings.WeekStart);
        IdHash = Xxh64.Hash(Encoding.UTF8.GetBytes(settings.TenantId));
        Change(settings);
    }

    /// <summary>How it is set up now.</summary>
    public TenantSettings Settings { get; private set; }

    /// <summary>Its calendar.</summary>
    public TenantCalendar Calendar { get; }

    /// <summary>Every text that its timelines refer to.</summary>
    public ByteStringTable Texts { get; }

    /// <summary>The order of its timelines.</summary>
    public TimelineOrder Order { get; }

    /// <summary>Its customers in this partition.</summary>
    public CustomerDirectory Customers { get; private init; } = new();

    /// <summary>Money spent on customers, which belongs to none of them.</summary>
    public Timeline Spend { get; private init; } = new();

    /// <summary>What was accepted and rejected so far.</summary>
    public TenantTally Tally { get; private init; } = new();

    /// <summary>What was rejected lately.</summary>
    public DeadLetter DeadLetter { get; }

    /// <summary>The newest log entry of the partition that changed anything here.</summary>
    public long Revision { get; internal set; }

    /// <summary>What is kept ready for questions.</summary>
    public TenantIndexes Indexes { get; }

    /// <summary>What the question that is being answered has read.</summary>
    public AnswerTrace Trace { get; } = new();

    /// <summary>Which of its declarations are indexed here.</summary>
    public IndexStates IndexStates => IndexStates.NoneOf(Settings);

    /// <summary>Tells its event ids from those of other tenants.</summary>
    internal ulong IdHash { get; }

    /// <summary>Ends the question that is being answered; checked at each customer, so that no scan outlives its call.</summary>
    internal CancellationToken Deadline { get; set; }

    /// <summary>
    /// The live events of a customer, in order. Valid until this is called for another customer, or an event is folded: there is one
    /// place where timelines are unpacked.
    /// </summary>
    /// <exception cref="OperationCanceledException">The question's deadline has passed.</exception>
    public ReadOnlySpan<TimelineEvent> Live(int customer)
    {
        Deadline.ThrowIfCancellationRequested();
        return Customers[customer].Live(Order, _scratch);
    }

    /// <summary>The first live event's time over all customers, or null without any.</summary>
    public long? FirstEventMs()
    {
        long? first = null;
        for (var customer = 0; customer < Customers.Count; customer++)
        {
            Deadline.ThrowIfCancellationRequested();
            var firstOfCustomer = Customers[customer].FirstLiveMs(Order, _scratch);
            if (first is null || firstOfCustomer < first)
                first = firstOfCustomer;
        }
        return first;
    }

    internal void Change(TenantSettings settings)
    {
        if (Settings is { } before && !(before.Selectors.SequenceEqual(settings.Selectors)
            && before.InactivityRules.SequenceEqual(settings.InactivityRules) && before.Segments.SequenceEqual(settings.Segments)))
        {
            Indexes.Outdate(changesAnswers: false);
        }
        Settings = settings;
        foreach (var selector in settings.Selectors.Select(one => one.Selector).Concat(settings.InactivityRules.Select(one => one.Selector)))
            selector.Intern(Texts);
        _declared = [.. settings.EventProperties.Select(name => Texts.NumberOf(Encoding.UTF8.GetBytes(name)))];
    }

    /// <summary>Folds an accepted event in.</summary>
    internal void Fold(in EventView view)
    {
        Tally.Accept(view);
        var isRetraction = view.Kind == EventKind.Retraction;
        var kind = isRetraction ? view.RetractedKind : view.Kind;
        var customer = kind == EventKind.Spend ? -1 : Customers.NumberOf(view.CustomerId);
        var timeline = customer < 0 ? Spend : Customers[customer];
        var folded = new TimelineEvent
        {
            OccurredMs = view.OccurredMs,
            Kind = kind,
            Action = view.Action,
            NameNumber = Texts.NumberOf(view.Name),
            Number = view.Number,
            UntilMs = view.UntilMs,
            LabelNumber = Texts.NumberOf(view.Label),
            Detail = view.Detail,
            Properties = isRetraction ? default : KeepProperties(view),
        };
        if (isRetraction)
            Indexes.Retract(customer, timeline, folded, _scratch);
        else
            Indexes.Add(customer, timeline, folded, _scratch);
    }

    internal void WriteTo(SnapshotWriter writer)
    {
        Settings.WriteTo(writer);
        writer.WriteNumber(Revision);
        Texts.WriteTo(writer);
        Customers.WriteTo(writer);
        Spend.WriteTo(writer);
        Tally.WriteTo(writer);
        DeadLetter.WriteTo(writer);
    }

    internal static TenantState ReadFrom(SnapshotReader reader, PartitionSettings partition, TimelineScratch scratch)
    {
        var settings = TenantSettings.ReadFrom(reader);
        var revision = reader.ReadNumber();
        var texts = ByteStringTable.ReadFrom(reader, EventLimits.ValueBytes);
        if (texts.Find([]) != EmptyText || settings.EventProperties.Any(name => texts.Find(Encoding.UTF8.GetBytes(name)) < 0))
            throw reader.Fault("a table of texts without the tenant's own");
        var order = new TimelineOrder(texts);
        var customers = CustomerDirectory.ReadFrom(reader, order, scratch);
        var spend = Timeline.ReadFrom(reader, order, scratch);
        var tally = TenantTally.ReadFrom(reader);
        var tenant = new TenantState(settings, DeadLetter.ReadFrom(reader, partition), scratch, partition.Indexes, texts)
        {
            Revision = revision,
            Customers = customers,
            Spend = spend,
            Tally = tally,
        };
        for (var customer = 0; customer < customers.Count; customer++)
        {
            if (customers[customer].AcceptedCount > 0)
                tenant.Indexes.Pass(customers[customer].FirstAcceptedMs, customers[customer].LastAcceptedMs);
        }
        return tenant;
    }

    /// <summary>The properties to keep, by key bytewise. Valid until the next call.</summary>
    private ReadOnlyMemory<PropertyValue> KeepProperties(in EventView view)
    {
        var kept = 0;
        var isProfile = view.Kind == EventKind.Profile;
        var count = isProfile ? view.AttributeCount : view.PropertyCount;
        for (var i = 0; i < count; i++)
        {
            var slice = isProfile ? view.Attributes[i] : view.Properties[i];
            if (isProfile || _declared.Contains(Texts.Find(view.KeyOf(slice))))
                Keep(kept++, new(Texts.NumberOf(view.KeyOf(slice)), Texts.NumberOf(view.ValueOf(slice))));
        }
        return _kept.AsMemory(0, kept);
    }

    private void Keep(int count, PropertyValue added)
    {
        var place = count;
        for (; place > 0 && Texts[added.KeyNumber].SequenceCompareTo(Texts[_kept[place - 1].KeyNumber]) < 0; place--)
            _kept[place] = _kept[place - 1];
        _kept[place] = added;
    }
}
