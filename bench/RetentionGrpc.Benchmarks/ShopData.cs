using Google.Protobuf;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.Benchmarks;

/// <summary>The seeded shop of `demo`, as wire bytes and as entries of a log.</summary>
internal static class ShopData
{
    private const int EventsPerEntry = 500;

    /// <summary>The shop's events, encoded.</summary>
    public static byte[][] Events(int customers, int days) =>
        [.. new Shop(new ShopOptions(customers, days, 1, new DateOnly(2026, 1, 1))).Events().Select(shopEvent => shopEvent.ToByteArray())];

    /// <summary>The log entries that bring the events to a partition: the tenant, then batches.</summary>
    public static IReadOnlyList<byte[]> Entries(byte[][] events)
    {
        var writer = new EntryWriter();
        writer.WriteTenant(0, new TenantSettings { TenantId = TenantSettings.DefaultId });
        var entries = new List<byte[]> { writer.Written.ToArray() };
        foreach (var batch in events.Chunk(EventsPerEntry))
        {
            writer.BeginBatches(entries.Count, 1);
            writer.BeginSubBatch(new(TenantSettings.DefaultId, "bench", entries.Count, entries.Count - 1, 0), batch.Length);
            for (var i = 0; i < batch.Length; i++)
                writer.WriteEvent(i, RejectionReason.None, batch[i]);
            entries.Add(writer.Written.ToArray());
        }
        return entries;
    }

    /// <summary>A partition that has folded the entries.</summary>
    public static Partition Fold(IReadOnlyList<byte[]> entries)
    {
        var partition = new Partition(new PartitionSettings(1));
        for (var i = 0; i < entries.Count; i++)
            partition.Apply(i + 1, entries[i]);
        return partition;
    }
}
