using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;
using Activity = System.Diagnostics.Activity;

namespace RetentionGrpc.Server.Tests.Hosting;

/// <summary>What the server tells of itself: the numbers are those of what happened, and no customer is in any of it.</summary>
public sealed class TelemetryTests
{
    private const string Customer = "customer-that-nobody-may-see";

    [Fact]
    public async Task The_meter_counts_what_became_of_events()
    {
        await using var host = await PartitionHost.OpenAsync(
            new MemoryLogStore(2), new() { TenantId = "default" }, HostLimits.Default, new IngestionMeter(), TimeProvider.System,
            TaskScheduler.Default, NullLoggerFactory.Instance, CancellationToken.None);
        using var numbers = new Numbers(host.Meter);
        var tenant = host.Tenants.Find("default")!;
        var noEvent = new Event { CustomerId = "c" };
        var events = BatchOf(Sample.Activity("a", "1"), Sample.Activity("b", "2"), Sample.Activity("b", "2"), noEvent);
        Assert.False((await host.Pipeline.IngestAsync(tenant, "p", 1, events)).IsRefused);
        Assert.True((await host.Pipeline.IngestAsync(tenant, "p", 5, events)).IsRefused);

        Assert.Equal(2, numbers.Of("retention.ingest.events", "accepted"));
        Assert.Equal(1, numbers.Of("retention.ingest.events", "duplicate"));
        Assert.Equal(1, numbers.Of("retention.ingest.events", "rejected"));
        Assert.Equal(1, numbers.Of("retention.ingest.rejections", "UnknownKind") + numbers.Of("retention.ingest.rejections", "BadTime"));
        Assert.Equal(1, numbers.Of("retention.ingest.refusals", "SequenceGap"));
        Assert.InRange(numbers.CountOf("retention.log.append.duration"), 1, 4);
        Assert.Equal(numbers.CountOf("retention.log.append.duration"), numbers.CountOf("retention.log.append.batches"));
        numbers.Observe();
        Assert.Equal(2, numbers.CountOf("retention.log.queue.depth"));
    }

    [Fact]
    public async Task A_collector_gets_metrics_and_traces_without_a_customer()
    {
        await using var collector = await Collector.StartAsync();
        var server = await RunningServer.InMemoryAsync(options => options with { OtlpEndpoint = collector.Address });
        var bad = Sample.Activity(Customer);
        bad.OccurredTime = null;
        var request = new IngestEventsRequest { ProducerId = "p", Sequence = 1, Events = { Sample.Activity(Customer), bad } };
        await server.Ingestion.IngestEventsAsync(request, RunningServer.Call());
        await server.DisposeAsync();

        Assert.True(collector.Has("MetricsService/Export", "retention.ingest.events"));
        Assert.True(collector.Has("MetricsService/Export", "BadTime"));
        Assert.True(collector.Has("TraceService/Export", "retention.ingest.batch"));
        Assert.True(collector.Has("TraceService/Export", "retention.log.append"));
        Assert.False(collector.Has("", Customer));
    }

    [Fact]
    public async Task An_append_is_linked_to_the_batches_that_share_it()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == IngestionMeter.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await RunningServer.InMemoryAsync();
        var request = new IngestEventsRequest { ProducerId = "traced", Sequence = 1, Events = { Sample.Activity(Customer) } };
        await server.Ingestion.IngestEventsAsync(request, RunningServer.Call());

        var batch = spans.Single(span => Equals(span.GetTagItem("retention.producer"), "traced"));
        Assert.Equal(1L, batch.GetTagItem("retention.accepted"));
        var append = spans.Single(span => span.Links.Any(link => link.Context.SpanId == batch.SpanId));
        Assert.Equal("retention.log.append", append.OperationName);
        Assert.All(spans, span => Assert.DoesNotContain(span.TagObjects, tag => tag.Value is Customer));
    }

    private static EventBatch BatchOf(params Event[] events)
    {
        var parts = events.Select(each => each.ToByteArray()).ToArray();
        var slices = parts.Select((part, i) => new EventSlice(parts.Take(i).Sum(before => before.Length), part.Length));
        return new EventBatch([.. parts.SelectMany(part => part)], [.. slices]);
    }

    /// <summary>Adds up what one meter tells.</summary>
    private sealed class Numbers : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Instrument, string Tag, double Value)> _told = [];

        public Numbers(IngestionMeter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public double Of(string instrument, string tag) =>
            _told.Where(each => each.Instrument == instrument && each.Tag == tag).Sum(each => each.Value);

        public int CountOf(string instrument) => _told.Count(each => each.Instrument == instrument);

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _told.Enqueue((instrument.Name, tags.IsEmpty ? "" : $"{tags[0].Value}", value));
    }
}
