using Google.Protobuf;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using Event = RetentionGrpc.V1.Event;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Server.Commands.Demo;

/// <summary>
/// The engine's own answers over the same events in one partition: no wire, no log, no splitting, no merging stands between. Replies that
/// agree with it prove all of these.
/// </summary>
internal sealed class DemoReference
{
    private const int EventsPerEntry = 1_000;
    private const long DayMs = 24 * 3600 * 1000;

    private readonly Partition _partition = new(new PartitionSettings(1));
    private readonly EntryWriter _writer = new();
    private readonly long _asOfMs;
    private readonly TenantCalendar _calendar;

    /// <summary>Folds the events.</summary>
    public DemoReference(IEnumerable<Event> events, DemoOptions options, TenantSettings tenant)
    {
        _asOfMs = new DateTimeOffset(options.AsOf).ToUnixTimeMilliseconds();
        _calendar = new TenantCalendar(tenant.TimeZone, tenant.WeekStart);
        Months = Cut(new WindowSpec(null, null, options.Months, BucketUnit.Month), BucketUnit.Month);
        LastDays = Cut(new WindowSpec(null, null, DemoAnswers.InactivityDays, BucketUnit.Day), BucketUnit.Day);
        _writer.WriteTenant(_asOfMs, tenant);
        Apply();
        foreach (var chunk in events.Chunk(EventsPerEntry))
        {
            _writer.BeginBatches(_asOfMs, 1);
            _writer.BeginSubBatch(new SubBatchHeader(tenant.TenantId, "", 0, 0, 0), chunk.Length);
            foreach (var (index, one) in chunk.Index())
            {
                var bytes = one.ToByteArray();
                _writer.WriteEvent(index, EventReader.Read(bytes, out _).Reason, bytes);
            }
            Apply();
        }
        State = _partition.Find(tenant.TenantId)!;
    }

    /// <summary>All that was folded.</summary>
    public TenantState State { get; }

    /// <summary>The months asked about.</summary>
    public BucketSeries Months { get; }

    /// <summary>The last days asked about.</summary>
    public BucketSeries LastDays { get; }

    /// <summary>Churn: the whole window, then its months.</summary>
    public IReadOnlyList<WindowChurn> Churn(CustomerBasis basis)
    {
        var inactivityMs = basis == CustomerBasis.Activity ? DemoAnswers.InactivityDays * DayMs : 1;
        var population = new ChurnPopulation(basis, inactivityMs, ActivitySelector.Any, Filter.None);
        var months = Enumerable.Range(0, Months.Count).Select(i => Months[i]);
        return new ChurnQuery(population, [Months.Window, .. months]).Answer(State);
    }

    /// <summary>Cohorts.</summary>
    public CohortTriangle Cohorts() => new CohortRetentionQuery(new CohortDefinition
    {
        StartSelector = ActivitySelector.Any,
        ReturnSelector = ActivitySelector.Any,
        Layout = new CohortLayout(Months, null, ReturnCriterion.On, [], _asOfMs),
    }).Answer(State)[0];

    /// <summary>Active customers.</summary>
    public ActivitySummary Activity(BucketSeries buckets) => new ActivityQuery
    {
        Selector = ActivitySelector.Any,
        Buckets = buckets,
        AsOfMs = _asOfMs,
        TrailingDays = [1, 7, 30],
    }.Answer(State);

    /// <summary>The lifecycle.</summary>
    public IReadOnlyList<LifecycleCounts> Lifecycle()
    {
        var startMs = Months.Window.StartMs;
        var before = new Interval(_calendar.AddBuckets(startMs, BucketUnit.Month, -1), startMs);
        return new LifecycleQuery(ActivitySelector.Any, Filter.None, Months, before, _asOfMs).Answer(State);
    }

    private void Apply() => _partition.Apply(_partition.Sequence + 1, _writer.Written.Span);

    private BucketSeries Cut(WindowSpec window, BucketUnit unit) =>
        _calendar.Buckets(window.Resolve(_calendar, _asOfMs, null)!.Value, unit, 1, int.MaxValue - 1);
}
