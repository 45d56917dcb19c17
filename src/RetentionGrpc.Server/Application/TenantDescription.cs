using System.Text;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Server.Application;

/// <summary>What a tenant holds, summed over the partitions.</summary>
public sealed class TenantDescription
{
    private readonly long[] _kinds = new long[(int)EventKind.Spend + 1];
    private readonly long[] _rejections = new long[(int)RejectionReason.LimitReached + 1];
    private readonly SortedDictionary<string, long> _activityNames = new(ByBytes.Instance);
    private readonly SortedDictionary<string, long> _properties = new(ByBytes.Instance);
    private readonly SortedDictionary<string, long> _attributes = new(ByBytes.Instance);

    private readonly Dictionary<object, IndexState> _indexes = [];

    private TenantDescription()
    {
    }

    /// <summary>Customers with at least one accepted event.</summary>
    public long CustomerCount { get; private set; }

    /// <summary>Accepted events, retractions included.</summary>
    public long EventCount { get; private set; }

    /// <summary>The first live event of a customer, in UTC milliseconds since 1970; null without any.</summary>
    public long? FirstEventMs { get; private set; }

    /// <summary>The last live event of a customer.</summary>
    public long? LastEventMs { get; private set; }

    /// <summary>Activity names with accepted events each, by name bytewise.</summary>
    public IEnumerable<KeyValuePair<string, long>> ActivityNames => _activityNames;

    /// <summary>Event properties with accepted events, by name bytewise; the first <see cref="TenantTally.CountedProperties"/>.</summary>
    public IEnumerable<KeyValuePair<string, long>> EventProperties => _properties.Take(TenantTally.CountedProperties);

    /// <summary>Attributes with the customers that have them now, by name bytewise.</summary>
    public IEnumerable<KeyValuePair<string, long>> Attributes => _attributes;

    /// <summary>Accepted events of a kind.</summary>
    public long OfKind(EventKind kind) => _kinds[(int)kind];

    /// <summary>Events that were rejected for a reason.</summary>
    public long OfReason(RejectionReason reason) => _rejections[(int)reason];

    /// <summary>
    /// The state of the index of a declared selector, inactivity rule or segment: being built as long as it is in some partition, and ready
    /// where some partition has it.
    /// </summary>
    public IndexState IndexOf(object declared) => _indexes.GetValueOrDefault(declared, IndexState.NotNeeded);

    /// <summary>Sums the shares of a tenant that is in every partition. Each is read at once, over all its timelines.</summary>
    public static TenantDescription Of(PartitionSet partitions, string tenantId)
    {
        var description = new TenantDescription();
        for (var i = 0; i < partitions.Count; i++)
            partitions[i].Enter((description, tenantId), (state, sum) => sum.description.Add(state, sum.tenantId));
        return description;
    }

    private int Add(Partition partition, string tenantId)
    {
        var tenant = partition.Get(tenantId);
        CustomerCount += tenant.Customers.KnownCount;
        EventCount += tenant.Tally.EventCount;
        foreach (var kind in Enum.GetValues<EventKind>())
            _kinds[(int)kind] += tenant.Tally.OfKind(kind);
        foreach (var reason in Enum.GetValues<RejectionReason>())
            _rejections[(int)reason] += tenant.Tally.OfReason(reason);
        foreach (var (name, count) in tenant.Tally.ActivityNames)
            Count(_activityNames, name, count);
        foreach (var (name, count) in tenant.Tally.PropertyNames)
            Count(_properties, name, count);
        AddIndexes(tenant.Settings.Selectors, tenant.IndexStates.Selectors);
        AddIndexes(tenant.Settings.InactivityRules, tenant.IndexStates.InactivityRules);
        AddIndexes(tenant.Settings.Segments, tenant.IndexStates.Segments);
        AddTimelines(tenant);
        return 0;
    }

    private void AddIndexes(IReadOnlyList<object> declared, IReadOnlyList<IndexState> states)
    {
        for (var i = 0; i < declared.Count; i++)
        {
            var known = IndexOf(declared[i]);
            if (known == IndexState.NotNeeded || states[i] == IndexState.Building)
                _indexes[declared[i]] = states[i];
        }
    }

    private void AddTimelines(TenantState tenant)
    {
        var holders = new Dictionary<int, long>();
        var plan = tenant.Texts.Find(CustomerAttributes.Plan);
        long planned = 0;
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (live.IsEmpty)
                continue;
            FirstEventMs = Math.Min(FirstEventMs ?? long.MaxValue, live[0].OccurredMs);
            LastEventMs = Math.Max(LastEventMs ?? long.MinValue, live[^1].OccurredMs);
            if (CustomerAttributes.ValueOf(live, plan, isPlan: true) >= 0)
                planned++;
            foreach (var key in ProfileKeys(live))
            {
                if (key != plan && CustomerAttributes.ValueOf(live, key, isPlan: false) >= 0)
                    holders[key] = holders.GetValueOrDefault(key) + 1;
            }
        }
        if (planned > 0)
            Count(_attributes, CustomerAttributes.Plan, planned);
        foreach (var (key, count) in holders)
            Count(_attributes, tenant.Texts[key], count);
    }

    private static HashSet<int> ProfileKeys(ReadOnlySpan<TimelineEvent> live)
    {
        var keys = new HashSet<int>();
        foreach (var known in live)
        {
            if (known.Kind != EventKind.Profile)
                continue;
            foreach (var attribute in known.Properties.Span)
                keys.Add(attribute.KeyNumber);
        }
        return keys;
    }

    private static void Count(SortedDictionary<string, long> counts, ReadOnlySpan<byte> name, long count)
    {
        var text = Encoding.UTF8.GetString(name);
        counts[text] = counts.GetValueOrDefault(text) + count;
    }

    private sealed class ByBytes : IComparer<string>
    {
        public static readonly ByBytes Instance = new();

        public int Compare(string? x, string? y) =>
            Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
