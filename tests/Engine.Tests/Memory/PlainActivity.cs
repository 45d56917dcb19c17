using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.V1;

namespace RetentionGrpc.Engine.Tests.Memory;

/// <summary>Log entries of plain activity, customers in turn, time going on; every tenth a purchase if there are any.</summary>
internal sealed class PlainActivity(int customers, long stepMs, bool hasIds, bool hasPurchases = false)
{
    private const string Tenant = TenantSettings.DefaultId;
    private static readonly string[] Names = ["view", "search", "login", "share", "read"];
    private readonly EntryWriter _writer = new();
    private long _count;

    /// <summary>The entry that makes the tenant: the first.</summary>
    public byte[] TenantEntry()
    {
        _writer.WriteTenant(0, new TenantSettings { TenantId = Tenant });
        return _writer.Written.ToArray();
    }

    /// <summary>An entry of the next so many events.</summary>
    public byte[] NextEntry(int events)
    {
        _writer.BeginBatches(0, 1);
        _writer.BeginSubBatch(new(Tenant, "", 0, 0, 0), events);
        for (var i = 0; i < events; i++)
            _writer.WriteEvent(i, Engine.Events.RejectionReason.None, NextEvent());
        return _writer.Written.ToArray();
    }

    /// <summary>A partition that has folded so many events, a thousand at a time, and built the indexes that pay.</summary>
    public Partition Fold(int events, IndexSettings? indexes = null)
    {
        var partition = new Partition(new PartitionSettings(1, Indexes: indexes));
        partition.Apply(1, TenantEntry());
        for (; events > 0; events -= 1_000)
            partition.Apply(partition.Sequence + 1, NextEntry(Math.Min(events, 1_000)));
        while (indexes is not null && partition.BuildIndexes(1_000))
            partition.Apply(partition.Sequence + 1, NextEntry(0));
        return partition;
    }

    private byte[] NextEvent()
    {
        var ms = 1_700_000_000_000 + (_count * stepMs);
        var next = new Event
        {
            EventId = hasIds ? $"e-{_count}" : "",
            CustomerId = $"c-{_count % customers}",
            OccurredTime = new Timestamp { Seconds = ms / 1_000, Nanos = (int)(ms % 1_000) * 1_000_000 },
            Activity = new Activity { Name = Names[_count % Names.Length] },
        };
        if (hasPurchases && _count / customers % 10 == 3)
            next.Purchase = new() { OrderId = $"o-{_count:D9}", Amount = new() { MinorUnits = 500 + (_count * 7_919 % 50_000) } };
        _count++;
        return next.ToByteArray();
    }
}
