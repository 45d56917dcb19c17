using System.Text;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Erasures;
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
    private HashSet<int> _declared = [];

    /// <summary>A tenant without events.</summary>
    /// <param name="settings">How it is set up.</param>
    /// <param name="deadLetter">Where its rejected events go.</param>
    /// <param name="scratch">Where its timelines are unpacked; tenants of one partition share one.</param>
    /// <param name="partition">What all partitions of the data share.</param>
    public TenantState(TenantSettings settings, DeadLetter deadLetter, TimelineScratch scratch, PartitionSettings partition)
        : this(settings, deadLetter, new TimelineOrder(new Vocabulary(new()), scratch), partition)
    {
    }

    private TenantState(TenantSettings settings, DeadLetter deadLetter, TimelineOrder order, PartitionSettings partition)
    {
        (Settings, DeadLetter, Order) = (settings, deadLetter, order);
        Indexes = new TenantIndexes(this, partition.Indexes ?? new());
        Texts.NumberOf([]);
        Calendar = new TenantCalendar(settings.TimeZone, settings.WeekStart);
        IdHash = Xxh64.Hash(Encoding.UTF8.GetBytes(settings.TenantId), unchecked((ulong)settings.CreatedMs));
        Erasures = new ErasureTable(partition.FingerprintKey, IdHash);
        Change(settings);
    }

    /// <summary>How it is set up now.</summary>
    public TenantSettings Settings { get; private set; }

    /// <summary>Its calendar.</summary>
    public TenantCalendar Calendar { get; }

    /// <summary>Every text that its timelines refer to by a number from 0 on.</summary>
    public ByteStringTable Texts => Order.Vocabulary.Texts;

    /// <summary>The order of its timelines, and how they are unpacked.</summary>
    public TimelineOrder Order { get; }

    /// <summary>Its customers in this partition.</summary>
    public CustomerDirectory Customers { get; private init; } = new();

    /// <summary>Money spent on customers, which belongs to none of them.</summary>
    public Timeline Spend { get; private set; } = new();

    /// <summary>What was accepted and rejected so far.</summary>
    public TenantTally Tally { get; private init; } = new();

    /// <summary>What was rejected lately.</summary>
    public DeadLetter DeadLetter { get; }

    /// <summary>Who was forgotten.</summary>
    public ErasureTable Erasures { get; }

    /// <summary>The newest log entry of the partition that changed anything here.</summary>
    public long Revision { get; internal set; }

    /// <summary>The newest entries that changed answers, by how far they read. No part of the state that is written down.</summary>
    public WindowRevisions Revisions { get; private init; } = new(0);

    /// <summary>What is kept ready for questions.</summary>
    public TenantIndexes Indexes { get; }

    /// <summary>What the question that is being answered has read.</summary>
    public AnswerTrace Trace { get; } = new();

    /// <summary>Which of its declarations are indexed here.</summary>
    public IndexStates IndexStates => Indexes.StatesOf(Settings);

    /// <summary>Tells its event ids from those of other tenants, and of one of its name that was deleted before it was created.</summary>
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
        return Customers.Timelines.Live(customer, Order);
    }

    /// <summary>
    /// The text of a name, label, key or value. Those below 0 are ids of orders and referred customers, which are in no table: valid as
    /// long as the live events that they are of.
    /// </summary>
    public ReadOnlySpan<byte> TextOf(int number) => Order.TextOf(number);

    /// <summary>The first live event's time over all customers, or null without any.</summary>
    public long? FirstEventMs()
    {
        long? first = null;
        for (var customer = 0; customer < Customers.Count; customer++)
        {
            Deadline.ThrowIfCancellationRequested();
            var firstOfCustomer = Customers.Timelines.FirstLiveMs(customer, Order);
            if (first is null || firstOfCustomer < first)
                first = firstOfCustomer;
        }
        return first;
    }

    internal void Change(TenantSettings settings)
    {
        if (!Settings.HasSameIndexes(settings))
            Indexes.Outdate();
        Settings = settings;
        foreach (var declared in settings.Selectors)
            declared.Selector.Intern(Texts);
        foreach (var rule in settings.InactivityRules)
            rule.Selector.Intern(Texts);
        _declared = [.. settings.EventProperties.Select(name => Texts.NumberOf(Encoding.UTF8.GetBytes(name)))];
    }

    /// <summary>Folds an accepted event in.</summary>
    /// <param name="view">The event.</param>
    /// <param name="guess">The number that its customer most likely has; -1 for none.</param>
    /// <param name="sequence">The entry that has it.</param>
    internal void Fold(in EventView view, int guess, long sequence)
    {
        Order.Scratch.Clear(0);
        var isRetraction = view.Kind == EventKind.Retraction;
        var kind = isRetraction ? view.RetractedKind : view.Kind;
        // The newest attributes hold for all times.
        if (kind == EventKind.Profile)
            Revisions.TouchAll(sequence);
        else
            Revisions.Touch(view.OccurredMs, sequence);
        var folded = new TimelineEvent
        {
            OccurredMs = view.OccurredMs,
            Kind = kind,
            Action = view.Action,
            NameNumber = EventShape.NamesAreInline(kind) ? NumberOfId(view.Name) : Texts.NumberOf(view.Name),
            Number = view.Number,
            UntilMs = view.UntilMs,
            LabelNumber = view.Label.IsEmpty ? EmptyText : Texts.NumberOf(view.Label),
            Detail = view.Detail,
            Properties = isRetraction ? default : KeepProperties(view),
        };
        Tally.Accept(view, folded.NameNumber);
        if (kind == EventKind.Spend)
        {
            FoldSpend(folded, isRetraction);
            return;
        }
        var customer = Customers.NumberOf(view.CustomerId, guess);
        if (Indexes.Prepare(customer, folded, isRetraction) && folded.NameNumber < EmptyText)
        {
            // What the customer did before was unpacked, in the place where the id was.
            Order.Scratch.Clear(0);
            folded.NameNumber = NumberOfId(view.Name);
        }
        FoldOfCustomer(customer, folded, isRetraction);
        Indexes.Follow(customer, folded);
    }

    /// <summary>Whether there is a customer of an id, or a rejected event that names it.</summary>
    public bool Knows(ReadOnlySpan<byte> customerId) => Customers.Find(customerId) >= 0 || DeadLetter.Names(customerId);

    /// <summary>An entry changed it as a whole.</summary>
    internal void ChangeAll(long sequence)
    {
        Revision = sequence;
        Revisions.TouchAll(sequence);
    }

    /// <summary>Forgets a customer: nothing of it counts any more. What names it leaves the state with the next sweep.</summary>
    /// <param name="customerId">The customer, whether there is one or not: others' rejected events may name it.</param>
    /// <param name="erasedMs">The erasure's time.</param>
    internal void Erase(ReadOnlySpan<byte> customerId, long erasedMs)
    {
        DeadLetter.Forget(customerId);
        Erasures.Add(customerId, erasedMs);
        if (Customers.Find(customerId) is not (>= 0 and var customer))
            return;
        var all = Customers.Timelines.Everything(customer, Order, out var accepted);
        for (var i = 0; i < all.Length; i++)
            Tally.Forget(all[i], isRetraction: i >= accepted, Texts);
        Indexes.PrepareToForget(customer);
        Customers.Forget(customer);
        Indexes.Forget(customer);
    }

    /// <summary>Whether nothing was sent to it, forgotten of it, or declared.</summary>
    internal bool IsEmpty => Tally.IsEmpty && Customers.Count == 0 && Spend.AcceptedCount == 0 && DeadLetter.Events.Count == 0
        && Erasures.All.Count == 0 && Settings.DeclaresTheSame(new() { TenantId = Settings.TenantId });

    /// <summary>The state as it is now.</summary>
    internal IEnumerable<FrozenPart> Cut()
    {
        var spend = Spend;
        Spend = spend.Copy(0);
        return
        [
            new FrozenBytes(writer =>
            {
                Settings.WriteTo(writer);
                writer.WriteNumber(Revision);
            }).Of(Section("settings")),
            Texts.Cut().Of(Section("texts")),
            new FrozenBytes(Order.Vocabulary.WriteTo).Of(Section("texts")),
            .. Customers.Cut(Settings.TenantId),
            new FrozenBytes(writer =>
            {
                spend.WriteTo(writer);
                Tally.WriteTo(writer);
            }).Of(Section("spend and tally")),
            new FrozenBytes(writer =>
            {
                DeadLetter.WriteTo(writer);
                Erasures.WriteTo(writer);
            }).Of(Section("rejected events and erasures")),
        ];

        StateSection Section(string name) => new(Settings.TenantId, name);
    }

    internal static TenantState ReadFrom(SnapshotReader reader, PartitionSettings partition, TimelineScratch scratch)
    {
        var settings = TenantSettings.ReadFrom(reader);
        var revision = reader.ReadNumber();
        var texts = ByteStringTable.ReadFrom(reader, EventLimits.ValueBytes);
        if (texts.Find([]) != EmptyText || settings.EventProperties.Any(name => texts.Find(Encoding.UTF8.GetBytes(name)) < 0))
            throw reader.Fault("a table of texts without the tenant's own");
        var order = new TimelineOrder(Vocabulary.ReadFrom(reader, texts), scratch);
        var customers = CustomerDirectory.ReadFrom(reader, order);
        var spend = Timeline.ReadFrom(reader, order);
        var tally = TenantTally.ReadFrom(reader);
        var tenant = new TenantState(settings, DeadLetter.ReadFrom(reader, partition), order, partition)
        {
            Revision = revision,
            Revisions = new(revision),
            Customers = customers,
            Spend = spend,
            Tally = tally,
        };
        tenant.Erasures.ReadFrom(reader);
        for (var customer = 0; customer < customers.Count; customer++)
        {
            if (customers.Timelines.Extent(customer, order) is { } extent)
                tenant.Indexes.Pass(extent.FirstMs, extent.LastMs);
        }
        return tenant;
    }

    private void FoldSpend(in TimelineEvent folded, bool isRetraction)
    {
        if (isRetraction)
            Spend.Retract(folded, Order);
        else
            Spend.Add(folded, Order);
    }

    private void FoldOfCustomer(int customer, in TimelineEvent folded, bool isRetraction)
    {
        if (isRetraction)
            Customers.Timelines.Retract(customer, folded, Order);
        else
            Customers.Timelines.Add(customer, folded, Order);
    }

    private int NumberOfId(ReadOnlySpan<byte> id) => id.IsEmpty ? EmptyText : Order.Scratch.TakeText(id);

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
