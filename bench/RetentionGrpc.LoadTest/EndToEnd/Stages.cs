using System.Buffers;
using Grpc.Core;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.LoadTest.Feeding;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary>
/// The stages of ingestion one by one, each alone on one thread of this process over the same messages: processor time an event. What the
/// server takes beyond their sum is transport, hand-over between threads and answers.
/// </summary>
internal sealed class Stages(Figures figures)
{
    private const int PartitionCount = 4;
    private const int Rounds = 3;

    /// <summary>Batches in an entry, as many as one stream may have on its way: the server's entries take what waits.</summary>
    private const int EntryBatches = 8;

    /// <summary>Nanoseconds an event of all stages together.</summary>
    public double Sum { get; private set; }

    /// <summary>Measures every stage over a segment's messages.</summary>
    /// <param name="segment">The messages.</param>
    /// <param name="nowMs">A time when none of the events is in the future.</param>
    /// <param name="folder">An empty folder for a log.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task MeasureAsync(BatchSegment segment, long nowMs, string folder, CancellationToken cancellation)
    {
        var messages = segment.Messages.ToList();
        var (decode, judge, write, fold) = (new Samples(), new Samples(), new Samples(), new Samples());
        List<(int Partition, byte[] Entry)> entries = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var frames = new List<IngestionFrame>(messages.Count);
            Time(decode, round, segment, () => frames.AddRange(messages.Select(Decode)));
            var tenant = new HostedTenant(Tenant);
            var batches = new List<JudgedBatch>(messages.Count);
            Time(judge, round, segment, () => batches.AddRange(
                frames.Select(frame => JudgedBatch.Of(tenant, "stages", frame.Events, nowMs, PartitionCount))));
            entries = [];
            Time(write, round, segment, () => WriteEntries(batches, nowMs, entries));
            batches.ForEach(batch => batch.Dispose());
            Time(fold, round, segment, () => Fold(entries));
        }
        Add("decode: find the events in the message", decode.Median);
        Add("judge: read, check and route the events", judge.Median);
        Add("entry: copy the events into log entries", write.Median);
        Add("fold: apply the entries (reads the events again)", fold.Median);
        Add("append: to the embedded store, 4 appends at once", await AppendAsync(entries, segment.Events, folder, cancellation));
    }

    private static TenantSettings Tenant => new() { TenantId = TenantSettings.DefaultId };

    private void Add(string stage, double nanoseconds)
    {
        Sum += nanoseconds;
        figures.Add($"cpu of a stage alone, {stage}", nanoseconds, "ns/event");
    }

    private static void Time(Samples samples, int round, BatchSegment segment, Action stage)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        stage();
        if (round > 0)
            samples.Add((Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / segment.Events);
    }

    private static IngestionFrame Decode(byte[] message) => IngestionFrameReader.ReadStreamMessage(new WholePayload(message));

    /// <summary>An entry for some batches and each partition.</summary>
    private static void WriteEntries(List<JudgedBatch> batches, long nowMs, List<(int, byte[])> entries)
    {
        var writer = new EntryWriter();
        foreach (var some in batches.Chunk(EntryBatches))
        {
            for (var partition = 0; partition < PartitionCount; partition++)
            {
                writer.BeginBatches(nowMs, some.Length);
                foreach (var batch in some)
                {
                    var part = batch.PartOf(partition);
                    writer.BeginSubBatch(new(TenantSettings.DefaultId, "", 0, 0, 0), part.Length);
                    foreach (var place in part.Span)
                        writer.WriteEvent(place, batch.ReasonOf(place), batch.Events[place]);
                }
                entries.Add((partition, writer.Written.ToArray()));
            }
        }
    }

    private static void Fold(List<(int Partition, byte[] Entry)> entries)
    {
        var partitions = new Partition[PartitionCount];
        var writer = new EntryWriter();
        writer.WriteTenant(0, Tenant);
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = new Partition(new PartitionSettings(1, PartitionCount));
            partitions[i].Apply(1, writer.Written.Span);
        }
        foreach (var (partition, entry) in entries)
            partitions[partition].Apply(partitions[partition].Sequence + 1, entry);
    }

    private static async Task<double> AppendAsync(
        List<(int Partition, byte[] Entry)> entries, long events, string folder, CancellationToken cancellation)
    {
        await using var store = FileLogStore.Open(folder, new FileLogOptions { PartitionCount = PartitionCount });
        var cpu = Environment.CpuUsage.TotalTime;
        await Task.WhenAll(Enumerable.Range(0, PartitionCount).Select(partition => Task.Run(
            () => AppendPartitionAsync(store, partition, entries, cancellation), cancellation)));
        return (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / events;
    }

    private static async Task AppendPartitionAsync(
        FileLogStore store, int partition, List<(int Partition, byte[] Entry)> entries, CancellationToken cancellation)
    {
        var head = LogHead.Empty;
        foreach (var (owner, entry) in entries)
        {
            if (owner != partition)
                continue;
            var outcome = await store.AppendAsync(partition, head, entry, cancellation);
            if (outcome.IsFenced)
                throw new InvalidOperationException("A log of its own was written by others.");
            head = outcome.Head;
        }
    }

    private sealed class WholePayload(byte[] message) : DeserializationContext
    {
        public override int PayloadLength => message.Length;

        public override byte[] PayloadAsNewBuffer() => message;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(message);
    }
}
