using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Tests.Metrics;
using RetentionGrpc.Engine.Tests.Recount;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>
/// The log of one partition by chance: two tenants whose settings change, producers with and without a name, events that come late, twice
/// or are taken back, rejected ones and some of these again, servers that start,
/// states that are restored, and a clock that at times leaps on by days.
/// </summary>
internal sealed class RandomLog
{
    private const long HourMs = 3_600_000;
    private static readonly string[] TenantIds = ["a", "shop"];

    private readonly Random _random;
    private readonly Random _forgetting;
    private readonly Random _restoring;
    private readonly EntryWriter _writer = new();
    private readonly Dictionary<string, long> _lastSequences = [];
    private readonly Queue<byte[]> _events;
    private long _nowMs = 1_770_000_000_000;

    public RandomLog(int seed, int eventCount)
    {
        (_random, _forgetting, _restoring) = (new Random(seed), new Random(seed), new Random(seed));
        var arrival = new RandomTenant(seed).Arrival;
        _events = new(arrival.Take(eventCount).Select(plain => WireEvents.Bytes(plain, _random)));
        Folded = new Partition(Settings);
        foreach (var tenantId in TenantIds)
            AddTenant(tenantId);
        while (_events.Count > 0)
            AddNext();
    }

    public static PartitionSettings Settings { get; } = new(0x5EED, 4);

    public List<byte[]> Entries { get; } = [];

    /// <summary>The partition that all entries were folded into.</summary>
    public Partition Folded { get; }

    private void AddNext()
    {
        _nowMs += _random.Next(20) switch
        {
            0 => _random.NextInt64(9 * 24 * HourMs),
            < 4 => HourMs,
            < 10 => 0,
            _ => _random.Next(100_000),
        };
        var tenantId = TenantIds[_random.Next(TenantIds.Length)];
        if (_forgetting.Next(8) == 0)
            AddForgetting(tenantId);
        if (_restoring.Next(24) == 0)
            AddRestore();
        switch (_random.Next(12))
        {
            case 0:
                AddTenant(tenantId);
                break;
            case 3:
                _writer.WriteTerm(_nowMs, (ulong)_random.NextInt64());
                Add();
                break;
            case 1 or 2:
                AddReingest(tenantId);
                break;
            default:
                AddBatches();
                break;
        }
    }

    private void AddTenant(string tenantId)
    {
        string[] properties = ["size", "color", "noise"];
        var selectors = new RandomSelectors(_random.Next());
        _writer.WriteTenant(_nowMs, new()
        {
            TenantId = tenantId,
            TimeZone = "Europe/Berlin",
            CreatedMs = Folded.Find(tenantId)?.Settings.CreatedMs ?? 1_000,
            EventProperties = [.. (Folded.Find(tenantId)?.Settings.EventProperties ?? []).Union(properties.Take(_random.Next(4)))],
            Selectors = [.. Enumerable.Range(0, _random.Next(3)).Select(i => new DeclaredSelector($"s{i}", selectors.Next()))],
            InactivityRules = [.. Enumerable.Range(0, _random.Next(3)).Select(i => new InactivityRule(selectors.Next(), HourMs + i))],
            Segments = _random.Next(2) == 0 ? [] : [new("plan", ["basic", "pro"])],
        });
        Add();
    }

    /// <summary>Erases a customer of the tenant, or somebody who is none; deletes the tenant and creates it anew; sweeps, purges.</summary>
    private void AddForgetting(string tenantId)
    {
        var (customers, settings) = (Folded.Find(tenantId)!.Customers, Folded.Find(tenantId)!.Settings);
        var chosen = customers.Count == 0 ? "nobody"u8 : customers.IdOf(_forgetting.Next(customers.Count));
        switch (_forgetting.Next(8))
        {
            case 0:
                _writer.WriteDeleteTenant(_nowMs, tenantId);
                Add();
                _writer.WriteTenant(_nowMs, settings with { CreatedMs = settings.CreatedMs + 1 });
                break;
            case 1 or 2:
                _writer.WritePurge(_nowMs, EntryKind.Sweep);
                break;
            case 3:
                _writer.WritePurge(_nowMs, EntryKind.Purged);
                break;
            default:
                _writer.WriteErase(_nowMs, tenantId, _nowMs, chosen.IsEmpty ? "friend"u8 : chosen);
                break;
        }
        Add();
    }

    /// <summary>Restores the state as it is, or begins to and gives it up, or leaves it at that.</summary>
    private void AddRestore()
    {
        var id = (ulong)_restoring.NextInt64(1, long.MaxValue);
        foreach (var piece in Folded.WriteSnapshot())
        {
            _writer.WriteRestorePart(_nowMs, id, piece.Span);
            Add();
        }
        if (_restoring.Next(3) is > 0 and var end)
        {
            _writer.WriteRestoreEnd(_nowMs, id, isKept: end == 1);
            Add();
        }
    }

    private void AddReingest(string tenantId)
    {
        RejectedEventKey[] known = [.. Folded.Find(tenantId)!.DeadLetter.Events
            .Where(one => EventReader.Read(one.Payload.Span, out _).IsAccepted && _random.Next(2) == 0).Select(one => one.Key)];
        _writer.BeginReingest(_nowMs, tenantId, 2 * known.Length + 1);
        foreach (var key in known.Concat(known).Append(new(1, 2, 3)))
            _writer.WriteRejectedEventKey(key);
        Add();
    }

    private void AddBatches()
    {
        var count = _random.Next(1, 4);
        _writer.BeginBatches(_nowMs, count);
        for (; count > 0; count--)
        {
            var (tenantId, producerId) = (TenantIds[_random.Next(TenantIds.Length)], _random.Next(5) == 0 ? "" : $"p{_random.Next(6)}");
            var last = _lastSequences.GetValueOrDefault(tenantId + producerId);
            var sequence = producerId.Length == 0 ? 0 : _random.Next(6) switch { 0 => last, 1 => last + 3, _ => last + 1 };
            _lastSequences[tenantId + producerId] = sequence;
            var previous = Math.Max(0, _random.Next(6) == 0 ? sequence - 1 : 0);
            WriteSubBatch(new(tenantId, producerId, sequence, previous, Math.Max(0, sequence - 1)));
        }
        Add();
    }

    private void WriteSubBatch(SubBatchHeader header)
    {
        var events = Enumerable.Range(0, Math.Min(_events.Count, _random.Next(5))).Select(_ => _events.Dequeue()).ToList();
        _writer.BeginSubBatch(header, events.Count + 1);
        for (var i = 0; i < events.Count; i++)
            _writer.WriteEvent(2 * i, _random.Next(5) == 0 ? RejectionReason.Future : RejectionReason.None, events[i]);
        _writer.WriteEvent(999, RejectionReason.BadEncoding, new byte[_random.Next(40) == 0 ? 17_000 : 2]);
    }

    private void Add()
    {
        var entry = _writer.Written.ToArray();
        Entries.Add(entry);
        Folded.Apply(Folded.Sequence + 1, entry);
    }
}
