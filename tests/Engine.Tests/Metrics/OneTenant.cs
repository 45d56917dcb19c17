using System.Text;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Tests.Calendar;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>A tenant whose customers are spread over three partitions; events go in as wire bytes, answers come merged.</summary>
internal sealed class OneTenant
{
    private readonly Partition[] _partitions = [.. Enumerable.Range(0, 3).Select(_ => new Partition(new(1, 3)))];
    private readonly TenantSettings _settings;

    public OneTenant(string zone = "UTC", params string[] eventProperties)
    {
        _settings = new() { TenantId = TenantSettings.DefaultId, TimeZone = zone, EventProperties = eventProperties };
        Calendar = new(zone, _settings.WeekStart);
        foreach (var partition in _partitions)
        {
            var entry = new EntryWriter();
            entry.WriteTenant(0, _settings);
            partition.Apply(1, entry.Written.Span);
        }
    }

    public TenantCalendar Calendar { get; }

    /// <summary>An activity.</summary>
    public OneTenant Act(
        string customer, string at, string name = "use", (string Key, string Value)? property = null, long? sessionMs = null)
    {
        byte[] body = [.. Field(1, Bytes(name)), .. sessionMs is { } ms ? Field(2, Time(ms)) : []];
        return Fold(customer, at, EventKind.Activity, body, property is { } pair ? Field(4, Pair(pair.Key, pair.Value)) : []);
    }

    /// <summary>Attributes.</summary>
    public OneTenant Profile(string customer, string at, string key, string value) =>
        Fold(customer, at, EventKind.Profile, Field(1, Pair(key, value)), []);

    /// <summary>A step of a contract.</summary>
    public OneTenant Contract(string customer, string at, SubscriptionAction action, string id = "s") =>
        Fold(customer, at, EventKind.Subscription, [.. Field(1, Bytes(id)), 2 << 3, (byte)action], []);

    public T Ask<T>(Query<T> query) =>
        _partitions.Select(partition => partition.Answer(TenantSettings.DefaultId, query).Partial).Aggregate(query.Merge);

    /// <summary>The members on all pages, asked for two at a time, and the total that each page gave.</summary>
    public (long Total, List<Member> Members) AllPages(Func<byte[], int, MembersQuery> query)
    {
        var members = new List<Member>();
        while (true)
        {
            var page = Ask(query(members.Count == 0 ? [] : members[^1].Id, 2));
            members.AddRange(page.Members.Take(2));
            if (page.Members.Count <= 2)
                return (page.TotalCount, members);
        }
    }

    public static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private OneTenant Fold(string customer, string at, EventKind kind, byte[] body, byte[] more)
    {
        byte[] payload = [.. Field(2, Bytes(customer)), .. Field(3, Time(Times.At(at))), .. more, .. Field((int)kind + 9, body)];
        var partition = _partitions[customer[^1] % _partitions.Length];
        var entry = new EntryWriter();
        entry.BeginBatches(0, 1);
        entry.BeginSubBatch(new(TenantSettings.DefaultId, "", 0, 0, 0), 1);
        entry.WriteEvent(0, RejectionReason.None, payload);
        partition.Apply(partition.Sequence + 1, entry.Written.Span);
        return this;
    }

    private static byte[] Pair(string key, string value) => [.. Field(1, Bytes(key)), .. Field(2, Bytes(value))];

    private static byte[] Time(long ms) =>
        [1 << 3, .. Number(Math.DivRem(ms, 1000, out var rest)), 2 << 3, .. Number(rest * 1_000_000)];

    private static byte[] Field(int field, byte[] content) => [.. Number((field << 3) | 2), .. Number(content.Length), .. content];

    private static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
            bytes.Add((byte)((value & 127) | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
