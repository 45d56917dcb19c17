namespace PlainRecount;

internal sealed record PlainTenant(string Zone, int WeekStart, bool PausedCounts, bool CancelsAtPaidEnd, string[] Declared)
{
    public PlainCalendar Calendar { get; } = new(Zone, WeekStart);

    public string Describe() =>
        $"{Zone}, weeks from {WeekStart}, paused {(PausedCounts ? "count" : "do not count")}, "
        + $"ends {(CancelsAtPaidEnd ? "at paid end" : "at cancel")}";
}

/// <summary>What is left of a list of events: each event_id once, retracted events gone, undeclared properties gone, in order.</summary>
internal sealed class PlainHistory
{
    public PlainHistory(PlainTenant tenant, IEnumerable<PlainEvent> arrived)
    {
        Tenant = tenant;
        var seen = new HashSet<string>();
        var counted = arrived.Where(one => one.EventId.Length == 0 || seen.Add(one.EventId)).Select(KeepDeclared).ToList();
        var events = counted.Where(one => one.Kind != PlainKind.Retraction).Order(PlainOrder.Instance).ToList();
        foreach (var retraction in counted.Where(one => one.Kind == PlainKind.Retraction))
        {
            var first = events.FirstOrDefault(one => one.Customer == retraction.Customer && one.Ms == retraction.Ms
                && one.Kind == retraction.Retracts && one.Action == retraction.Action && one.Name == retraction.Name);
            if (first is not null)
                events.RemoveAt(events.FindIndex(one => ReferenceEquals(one, first)));
        }
        Spend = [.. events.Where(one => one.Kind == PlainKind.Spend)];
        events.RemoveAll(one => one.Kind == PlainKind.Spend);
        Customers = events.GroupBy(one => one.Customer).ToDictionary(group => group.Key, group => group.ToList());
        FirstEventMs = events.Count == 0 ? null : events.Min(one => one.Ms);
    }

    private PlainHistory(PlainTenant tenant, Dictionary<string, List<PlainEvent>> customers) =>
        (Tenant, Customers, Spend) = (tenant, customers, []);

    /// <summary>
    /// The same with the values of an event property in the place of customers: each has the events with that value of all customers who
    /// pass, in the order of time. No value has attributes.
    /// </summary>
    public PlainHistory CountedBy(PlainFilter filter, string property) => new(Tenant,
        (from customer in Passing(filter)
         from one in customer.Events
         where one.Kind != PlainKind.Profile && one.PropertyOf(property) is not null
         orderby one.Ms
         group one with { Customer = one.PropertyOf(property)! } by one.PropertyOf(property)!)
        .ToDictionary(value => value.Key, value => value.ToList()));

    public PlainTenant Tenant { get; }

    /// <summary>The live events of each customer that has any, in order.</summary>
    public Dictionary<string, List<PlainEvent>> Customers { get; }

    /// <summary>The live spend, in order; it is nobody's.</summary>
    public List<PlainEvent> Spend { get; }

    public long? FirstEventMs { get; }

    public IEnumerable<(string Id, List<PlainEvent> Events)> Passing(PlainFilter filter) =>
        from customer in Customers
        where filter.Passes(key => AttributeOf(customer.Value, key))
        select (customer.Key, customer.Value);

    /// <summary>The newest value by time holds; an empty one takes the attribute away; `plan` is first a subscription's.</summary>
    public static string? AttributeOf(List<PlainEvent> events, string key)
    {
        var planned = events.LastOrDefault(one =>
            one.Kind == PlainKind.Subscription && one.Action != PlainSubscription.Cancelled && one.Label.Length > 0);
        if (key == "plan" && planned is not null)
            return planned.Label;
        var newest = events.LastOrDefault(one => one.Kind == PlainKind.Profile && one.Properties.ContainsKey(key));
        var value = newest?.Properties[key];
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private PlainEvent KeepDeclared(PlainEvent arrived)
    {
        if (arrived.Kind == PlainKind.Profile)
            return arrived with { };
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in arrived.Properties.Where(pair => Tenant.Declared.Contains(pair.Key)))
            kept[key] = value;
        return arrived with { Properties = kept };
    }
}
