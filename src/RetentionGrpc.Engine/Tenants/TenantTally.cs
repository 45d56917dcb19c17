using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>Counts of what a tenant sent to one partition. Counts of partitions add up.</summary>
public sealed class TenantTally
{
    /// <summary>Names of event properties that are counted one by one; later ones are not.</summary>
    public const int CountedProperties = 1_000;

    private readonly long[] _kinds = new long[(int)EventKind.Spend + 1];
    private readonly long[] _rejections = new long[(int)RejectionReason.LimitReached + 1];
    private ByteStringTable _activityNames = new();
    private ByteStringTable _propertyNames = new();
    private readonly List<long> _activityCounts = [];
    private readonly List<long> _propertyCounts = [];

    // One more than an activity's number, by that of its name in the tenant's table: found without a second look at the bytes.
    private int[] _activityOfText = [];

    /// <summary>Accepted events, retractions included.</summary>
    public long EventCount { get; private set; }

    /// <summary>Accepted events of a kind.</summary>
    public long OfKind(EventKind kind) => _kinds[(int)kind];

    /// <summary>Events rejected for a reason.</summary>
    public long OfReason(RejectionReason reason) => _rejections[(int)reason];

    /// <summary>The activity names that there are events of, with accepted events each.</summary>
    public IEnumerable<(byte[] Name, long Count)> ActivityNames => Pairs(_activityNames, _activityCounts);

    /// <summary>The event properties seen, declared or not, with accepted events each.</summary>
    public IEnumerable<(byte[] Name, long Count)> PropertyNames => Pairs(_propertyNames, _propertyCounts);

    /// <summary>Whether there was nothing to count.</summary>
    internal bool IsEmpty => EventCount == 0 && Array.TrueForAll(_rejections, count => count == 0);

    /// <summary>Counts an accepted event.</summary>
    /// <param name="view">The event.</param>
    /// <param name="nameNumber">The number of its name in the tenant's table of texts, if it is an activity.</param>
    internal void Accept(in EventView view, int nameNumber)
    {
        EventCount++;
        _kinds[(int)view.Kind]++;
        if (view.Kind == EventKind.Activity)
            CountActivity(view.Name, nameNumber);
        for (var i = 0; i < view.PropertyCount; i++)
            Count(_propertyNames, _propertyCounts, view.KeyOf(view.Properties[i]), CountedProperties);
    }

    /// <summary>
    /// Takes an event of a customer that is forgotten out of the counts. Properties that were not declared when it came are not known of
    /// it, nor are those of a retraction: they stay counted.
    /// </summary>
    internal void Forget(in TimelineEvent forgotten, bool isRetraction, ByteStringTable texts)
    {
        EventCount--;
        _kinds[(int)(isRetraction ? EventKind.Retraction : forgotten.Kind)]--;
        if (isRetraction || forgotten.Kind == EventKind.Profile)
            return;
        if (forgotten.Kind == EventKind.Activity)
            _activityCounts[_activityNames.Find(texts[forgotten.NameNumber])]--;
        foreach (var property in forgotten.Properties.Span)
        {
            if (_propertyNames.Find(texts[property.KeyNumber]) is >= 0 and var name)
                _propertyCounts[name]--;
        }
    }

    /// <summary>
    /// An event of the customers counts in another partition from now on. What is not known of single events, as names of properties that
    /// were not declared, stays counted here: they go by <c>AddTo</c>.
    /// </summary>
    internal void Move(in TimelineEvent moved, bool isRetraction, ByteStringTable texts, TenantTally other)
    {
        Forget(moved, isRetraction, texts);
        other.EventCount++;
        other._kinds[(int)(isRetraction ? EventKind.Retraction : moved.Kind)]++;
        if (isRetraction || moved.Kind == EventKind.Profile)
            return;
        if (moved.Kind == EventKind.Activity)
            Count(other._activityNames, other._activityCounts, texts[moved.NameNumber], int.MaxValue);
        foreach (var property in moved.Properties.Span)
        {
            if (_propertyNames.Find(texts[property.KeyNumber]) >= 0)
                Count(other._propertyNames, other._propertyCounts, texts[property.KeyNumber], int.MaxValue);
        }
    }

    /// <summary>Counts in another tally, too, whatever counts here.</summary>
    internal void AddTo(TenantTally other)
    {
        other.EventCount += EventCount;
        for (var kind = 0; kind < _kinds.Length; kind++)
            other._kinds[kind] += _kinds[kind];
        for (var reason = 0; reason < _rejections.Length; reason++)
            other._rejections[reason] += _rejections[reason];
        AddTo(_activityNames, _activityCounts, other._activityNames, other._activityCounts);
        AddTo(_propertyNames, _propertyCounts, other._propertyNames, other._propertyCounts);
    }

    /// <summary>Forgets names that there are no events of.</summary>
    internal void Sweep()
    {
        _activityOfText = [];
        Sweep(_activityNames, _activityCounts);
        Sweep(_propertyNames, _propertyCounts);
    }

    internal void Reject(RejectionReason reason) => _rejections[(int)reason]++;

    internal void WriteTo(SnapshotWriter writer)
    {
        Write(writer, _kinds);
        Write(writer, _rejections);
        _activityNames.WriteTo(writer);
        Write(writer, _activityCounts);
        _propertyNames.WriteTo(writer);
        Write(writer, _propertyCounts);
    }

    internal static TenantTally ReadFrom(SnapshotReader reader)
    {
        var tally = new TenantTally();
        Read(reader, tally._kinds);
        Read(reader, tally._rejections);
        tally.EventCount = tally._kinds.Aggregate(0L, (sum, count) => unchecked(sum + count));
        tally._activityNames = ByteStringTable.ReadFrom(reader, EventLimits.IdBytes);
        Read(reader, tally._activityCounts, tally._activityNames);
        tally._propertyNames = ByteStringTable.ReadFrom(reader, EventLimits.IdBytes);
        Read(reader, tally._propertyCounts, tally._propertyNames);
        return tally;
    }

    private static void Write(SnapshotWriter writer, IReadOnlyCollection<long> counts)
    {
        writer.WriteNumber(counts.Count);
        foreach (var count in counts)
            writer.WriteNumber(count);
    }

    /// <summary>A snapshot from before a kind or reason was known has fewer.</summary>
    private static void Read(SnapshotReader reader, long[] counts)
    {
        var count = reader.ReadCount(counts.Length);
        for (var i = 0; i < count; i++)
            counts[i] = reader.ReadNumber();
    }

    private static void Read(SnapshotReader reader, List<long> counts, ByteStringTable names)
    {
        if (reader.ReadCount() != names.Count)
            throw reader.Fault("not a count for each name");
        for (var i = 0; i < names.Count; i++)
            counts.Add(reader.ReadNumber());
    }

    private void CountActivity(ReadOnlySpan<byte> name, int text)
    {
        if (text >= _activityOfText.Length)
            Array.Resize(ref _activityOfText, Math.Max(text + 1, Growth.Next(_activityOfText.Length)));
        ref var known = ref _activityOfText[text];
        if (known == 0)
        {
            known = _activityNames.NumberOf(name) + 1;
            if (known > _activityCounts.Count)
                _activityCounts.Add(0);
        }
        _activityCounts[known - 1]++;
    }

    private static void Count(ByteStringTable names, List<long> counts, ReadOnlySpan<byte> name, int limit)
    {
        var number = names.Count < limit ? names.NumberOf(name) : names.Find(name);
        if (number == counts.Count)
            counts.Add(0);
        if (number >= 0)
            counts[number]++;
    }

    private static void AddTo(ByteStringTable names, List<long> counts, ByteStringTable otherNames, List<long> otherCounts)
    {
        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i] == 0)
                continue;
            var number = otherNames.NumberOf(names[i]);
            if (number == otherCounts.Count)
                otherCounts.Add(0);
            otherCounts[number] += counts[i];
        }
    }

    private static void Sweep(ByteStringTable names, List<long> counts)
    {
        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i] == 0)
                names.Forget(i);
        }
    }

    private static IEnumerable<(byte[] Name, long Count)> Pairs(ByteStringTable names, List<long> counts)
    {
        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i] > 0)
                yield return (names[i].ToArray(), counts[i]);
        }
    }
}
