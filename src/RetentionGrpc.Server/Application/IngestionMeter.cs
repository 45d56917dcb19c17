using System.Diagnostics.Metrics;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// What ingestion tells of itself, as System.Diagnostics.Metrics: free where nobody listens. Names and units follow OpenTelemetry; tags are
/// few-valued and never name a customer. `src/OPERATIONS.md` lists them.
/// </summary>
public sealed class IngestionMeter : IDisposable
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "RetentionGrpc";

    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _appendSeconds;
    private readonly Histogram<long> _appendBatches;
    private readonly Histogram<long> _appendBytes;
    private readonly UpDownCounter<long> _streams;

    /// <summary>A meter of one server.</summary>
    public IngestionMeter()
    {
        _meter = new Meter(new MeterOptions(Name) { Scope = this });
        _events = _meter.CreateCounter<long>("retention.ingest.events", "{event}", "Events by outcome: accepted, duplicate, rejected.");
        _rejections = _meter.CreateCounter<long>("retention.ingest.rejections", "{event}", "Rejected events by reason.");
        _refusals = _meter.CreateCounter<long>("retention.ingest.refusals", "{batch}", "Batches that were not taken, by reason.");
        _appendSeconds = _meter.CreateHistogram(
            "retention.log.append.duration", "s", "From an append to the log to its end.", tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries =
                    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            });
        _appendBatches = _meter.CreateHistogram(
            "retention.log.append.batches", "{batch}", "Batches that shared an append.", tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });
        _appendBytes = _meter.CreateHistogram(
            "retention.log.append.size", "By", "Bytes of an entry of the log.", tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304] });
        _streams = _meter.CreateUpDownCounter<long>("retention.ingest.streams", "{stream}", "Streams of events that are open.");
    }

    /// <summary>Counts what became of a batch's events.</summary>
    public void Count(BatchReceipt receipt)
    {
        Count(receipt.Accepted, "accepted");
        Count(receipt.Duplicates, "duplicate");
        Count(receipt.Rejected, "rejected");
    }

    /// <summary>Counts rejected events of one reason.</summary>
    public void Reject(RejectionReason reason, long count) =>
        _rejections.Add(count, new KeyValuePair<string, object?>("reason", reason.ToString()));

    /// <summary>Counts a batch that was not taken.</summary>
    public void Refuse(RefusalReason reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    /// <summary>Records an append that ended, well or not.</summary>
    public void Append(int partition, TimeSpan duration, int batches, long bytes)
    {
        var tag = new KeyValuePair<string, object?>("partition", partition);
        _appendSeconds.Record(duration.TotalSeconds, tag);
        _appendBatches.Record(batches, tag);
        _appendBytes.Record(bytes, tag);
    }

    /// <summary>Counts a stream that opens (1) or ends (-1).</summary>
    public void Stream(int change) => _streams.Add(change);

    /// <summary>Tells a number of each partition whenever somebody reads it; none where the partition has no such number.</summary>
    /// <param name="name">The instrument.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="description">What it says.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <param name="read">The number of a partition, or null.</param>
    public void Observe(string name, string unit, string description, int partitions, Func<int, double?> read) =>
        _meter.CreateObservableGauge(name, () => ReadAll(partitions, read), unit, description);

    /// <summary>Tells a number of the whole server whenever somebody reads it.</summary>
    public void Observe(string name, string unit, string description, Func<double> read) =>
        _meter.CreateObservableGauge(name, read, unit, description);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> ReadAll(int partitions, Func<int, double?> read)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            if (read(partition) is { } value)
                yield return new(value, new KeyValuePair<string, object?>("partition", partition));
        }
    }

    private void Count(long events, string outcome)
    {
        if (events > 0)
            _events.Add(events, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
