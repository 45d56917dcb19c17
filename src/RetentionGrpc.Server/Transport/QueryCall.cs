using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using BucketUnit = RetentionGrpc.Engine.Calendar.BucketUnit;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// One query from its request to its reply: the tenant, "now", the deadline, what is wrong with the request, and what the answer says about
/// itself. Map the request, call <see cref="Check"/>, ask, then make <see cref="Info"/>.
/// </summary>
internal sealed partial class QueryCall : IDisposable
{
    private const int DayLimit = 40_000;
    private const long DayMs = 24L * 3600 * 1000;

    private readonly QueryServices _services;
    private readonly QueryDeadline _deadline;
    private readonly QueryOptions _options;
    private (bool IsKnown, long? Ms) _firstEvent;
    private AnswerPosition? _position;
    private AnswerCost _cost;

    /// <summary>Begins a call: finds the tenant, reads the options, waits for nothing.</summary>
    /// <param name="services">What queries need.</param>
    /// <param name="options">The request's options; null means none.</param>
    /// <param name="field">The path of the message that holds the options; empty at the request itself.</param>
    /// <param name="context">The call.</param>
    public QueryCall(QueryServices services, QueryOptions? options, string field, ServerCallContext context)
    {
        _services = services;
        _options = options ?? new QueryOptions();
        var tenant = services.Tenants.Find(context.GetHttpContext());
        (Tenant, Calendar) = (tenant.Settings, tenant.Calendar);
        Selectors = new SelectorMapping(Tenant.EventProperties, Violations);
        var asOf = WireTime.ToMs(_options.AsOfTime, Violations, $"{field}options.as_of_time");
        var now = services.Time.GetUtcNow();
        AsOfMs = asOf ?? now.ToUnixTimeMilliseconds();
        Violations.Require(System.Enum.IsDefined(_options.Consistency), $"{field}options.consistency", "Set STRICT or PARTIAL.");
        _deadline = services.Begin(services.Limits.DeadlineOf(context.Deadline, now.UtcDateTime), context.CancellationToken);
        CheckReadToken($"{field}options.read_token");
    }

    /// <summary>What is wrong with the request so far.</summary>
    public Violations Violations { get; } = new();

    /// <summary>Whose customers are asked about.</summary>
    public TenantSettings Tenant { get; }

    /// <summary>The tenant's calendar.</summary>
    public TenantCalendar Calendar { get; }

    /// <summary>Maps selectors and filters.</summary>
    public SelectorMapping Selectors { get; }

    /// <summary>"Now" of the answer.</summary>
    public long AsOfMs { get; }

    /// <summary>The most rows an answer may have.</summary>
    public int RowLimit => _services.Limits.Rows;

    /// <summary>Resolves a window; unset means the whole history up to "now".</summary>
    public Interval Window(Window? window, string field)
    {
        var spec = WindowSpec.Whole;
        if (window?.WindowCase == V1.Window.WindowOneofCase.Interval)
        {
            spec = new WindowSpec(
                WireTime.ToMs(window.Interval.StartTime, Violations, $"{field}.interval.start_time"),
                WireTime.ToMs(window.Interval.EndTime, Violations, $"{field}.interval.end_time"));
        }
        else if (window?.WindowCase == V1.Window.WindowOneofCase.Trailing)
        {
            Violations.Require(window.Trailing.Count is >= 1 and <= 10_000, $"{field}.trailing.count", "It must be 1 to 10,000.");
            var unit = Unit(window.Trailing.Bucket, null, $"{field}.trailing.bucket");
            spec = new WindowSpec(null, null, Math.Clamp(window.Trailing.Count, 1, 10_000), unit, window.Trailing.IncludeCurrent);
        }
        var isEmpty = spec.StartMs is { } start && start == spec.EndMs;
        Violations.Require(!isEmpty, $"{field}.interval.end_time", "The window is empty: set an end after its start.");
        if (spec.Resolve(Calendar, AsOfMs, spec.NeedsFirstEvent ? FirstEventMs() : null) is { } resolved)
        {
            _windows.Add(resolved);
            return resolved;
        }
        Violations.Add($"{field}.interval.end_time", "The end is before the start: a window is [start_time, end_time).");
        return new Interval(AsOfMs, AsOfMs);
    }

    /// <summary>A unit of the calendar; unset means the default, or is a violation where there is none.</summary>
    public BucketUnit Unit(V1.BucketUnit unit, BucketUnit? whenUnset, string field)
    {
        if (unit == V1.BucketUnit.Unspecified && whenUnset is { } fallback)
            return fallback;
        var isKnown = unit != V1.BucketUnit.Unspecified && System.Enum.IsDefined(unit);
        Violations.Require(isKnown, field, "Set HOUR, DAY, WEEK, MONTH, QUARTER or YEAR.");
        return isKnown ? (BucketUnit)(int)unit : BucketUnit.Day;
    }

    /// <summary>Cuts a window, widened, into buckets; TOO_MANY_ROWS above the limit.</summary>
    public BucketSeries Buckets(Interval window, BucketUnit unit, int multiple, string windowField)
    {
        if (Calendar.CountBuckets(window, unit, multiple, RowLimit) > RowLimit)
        {
            TooManyRows(windowField);
            window = new Interval(window.StartMs, window.StartMs);
        }
        return Calendar.Buckets(window, unit, multiple, RowLimit);
    }

    /// <summary>
    /// The windows of a question that may have a series: the whole first, widened if there is a series, then the buckets, which are null
    /// without one.
    /// </summary>
    public (IReadOnlyList<Interval> Windows, BucketSeries? Series) WindowAndSeries(
        Window? window, V1.BucketUnit seriesBucket, int bucketMultiple, string field)
    {
        var whole = Window(window, $"{field}window");
        if (seriesBucket == V1.BucketUnit.Unspecified)
        {
            Violations.Require(bucketMultiple == 0, $"{field}bucket_multiple", "Set series_bucket too, or leave it unset.");
            return ([whole], null);
        }
        var unit = Unit(seriesBucket, BucketUnit.Day, $"{field}series_bucket");
        var multiple = Violations.InRange(bucketMultiple, 1, 1_000, 1, $"{field}bucket_multiple");
        var series = Buckets(whole, unit, multiple, $"{field}window");
        return ([series.Window, .. Enumerable.Range(0, series.Count).Select(i => series[i])], series);
    }

    /// <summary>One window of a series as the wire has it: its interval, its state, and whether it has a count.</summary>
    public (V1.Interval Window, V1.CellState State, bool HasBegun) Cell(Interval bucket)
    {
        var state = CellStates.Of(bucket, AsOfMs);
        return (WireTime.ToWire(bucket), (V1.CellState)(int)state, state != Engine.Metrics.CellState.NotYet);
    }

    /// <summary>A sum for the wire; a violation of a field beyond 64 bits.</summary>
    public long Fit(Int128 sum, string field)
    {
        var fits = sum >= long.MinValue && sum <= long.MaxValue;
        Violations.Require(fits, field, "A sum is beyond 64 bits: take a shorter window.");
        return fits ? (long)sum : 0;
    }

    /// <summary>Texts as bytes, at most so many; a violation otherwise.</summary>
    public byte[][] Texts(IReadOnlyCollection<string> texts, int limit, string field)
    {
        Violations.Require(texts.Count <= limit && !texts.Contains(""), field, $"Give at most {limit}, none empty.");
        return [.. texts.Take(limit).Select(System.Text.Encoding.UTF8.GetBytes)];
    }

    /// <summary>Asks a question whose answer may be split, again and again where its groups are to be chosen first.</summary>
    /// <exception cref="RpcException">The deadline passed.</exception>
    public Split<T> AskSplit<T>(SplitQuery<T> query)
        where T : class, IStatistic<T>
    {
        var answer = Ask(query);
        while (query.ChooseGroups(answer))
            answer = Ask(query);
        return answer;
    }

    /// <summary>Refuses a window of more days than an answer that goes day by day may read: 40,000, which is 109 years.</summary>
    public Interval LimitDays(Interval window, string field)
    {
        if (window.LengthMs / DayMs <= DayLimit)
            return window;
        var message = $"The answer goes day by day, over {DayLimit} days at most: take a shorter window.";
        Violations.Add(new Refusal(RefusalReason.TooManyRows, message, field).With("limit", DayLimit));
        return new Interval(window.StartMs, window.StartMs);
    }

    /// <summary>The answer would have more rows than the limit.</summary>
    public void TooManyRows(string field) => Violations.Add(new Refusal(
        RefusalReason.TooManyRows, $"The answer would have more than {RowLimit} rows: take a shorter window or longer buckets.", field)
        .With("limit", RowLimit));

    /// <summary>Ends the call if anything is wrong with the request.</summary>
    /// <exception cref="RpcException">Something is.</exception>
    public void Check()
    {
        if (Violations.List.Count > 0)
            throw StatusMapping.ToException(Violations.List);
    }

    /// <summary>Asks all partitions.</summary>
    /// <exception cref="RpcException">The deadline passed.</exception>
    public T Ask<T>(Query<T> query)
    {
        try
        {
            var answered = _services.Runner.Ask(Tenant.TenantId, query, _deadline.Token);
            _position = answered.Position;
            _cost += answered.Cost;
            return answered.Value;
        }
        catch (OperationCanceledException) when (_deadline.Token.IsCancellationRequested)
        {
            throw Refusal.QueryDeadline().ToException();
        }
    }

    /// <summary>Works on an answer for as long as the call may take.</summary>
    /// <exception cref="RpcException">The deadline passed.</exception>
    public T InTime<T>(Func<CancellationToken, T> work)
    {
        try
        {
            return work(_deadline.Token);
        }
        catch (OperationCanceledException) when (_deadline.Token.IsCancellationRequested)
        {
            throw Refusal.QueryDeadline().ToException();
        }
    }

    /// <summary>What the newest answer says about itself; there must be one.</summary>
    public AnswerInfo Info(string definition, Interval window) => InfoOf(definition, WireTime.ToWire(window), PathText(_cost.Path));

    private AnswerInfo InfoOf(string definition, V1.Interval window, string path)
    {
        var position = _position!;
        var info = new AnswerInfo
        {
            Definition = definition,
            Window = window,
            TimeZone = Tenant.TimeZone,
            AsOfTime = WireTime.ToWire(AsOfMs),
            ReadPosition = position.Token,
            Revision = position.Revision,
            Stale = _services.Runner.IsStale,
            Coverage = WireNumbers.Ratio(position.PartitionCount, position.PartitionCount),
        };
        if (_options.Explain)
        {
            info.Explanation = new Explanation
            {
                Path = path,
                CustomerCount = _cost.Customers,
                EventCount = _cost.Events,
                PartitionCount = position.PartitionCount,
                RowCount = _cost.Rows,
                BitmapCount = _cost.Sets,
                TimelineCount = _cost.Timelines,
            };
        }
        return info;
    }

    /// <inheritdoc/>
    public void Dispose() => _services.End(_deadline);

    private static string PathText(AnswerPath path)
    {
        (AnswerPath Path, string Text)[] texts =
        [
            (AnswerPath.Matrices, "matrices"), (AnswerPath.CohortCounters, "cohort counters"), (AnswerPath.Bitmaps, "bitmaps"),
            (AnswerPath.Timelines, "timelines"),
        ];
        return string.Join(" + ", texts.Where(one => path.HasFlag(one.Path)).Select(one => one.Text));
    }

    private long? FirstEventMs()
    {
        if (!_firstEvent.IsKnown)
            _firstEvent = (true, Ask(new FirstEventQuery()));
        return _firstEvent.Ms;
    }

    private void CheckReadToken(string field)
    {
        if (_options.ReadToken.Length == 0)
            return;
        if (!ReadToken.TryParse(_options.ReadToken, out var token))
            Violations.Add(field, "This is no read token: pass one exactly as an ack gave it.");
        else if (_services.Runner.Check(token) is { } refusal)
            Violations.Add(refusal);
    }
}
