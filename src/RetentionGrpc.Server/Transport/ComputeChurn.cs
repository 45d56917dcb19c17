using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using ChurnCounts = RetentionGrpc.Engine.Metrics.ChurnCounts;
using CustomerBasis = RetentionGrpc.Engine.Metrics.CustomerBasis;
using Enum = System.Enum;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using WindowChurn = RetentionGrpc.Engine.Metrics.WindowChurn;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    /// <summary>Who stayed and who left between two instants.</summary>
    public override Task<ComputeChurnResponse> ComputeChurn(ComputeChurnRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapChurn(call, request, "");
        var byGroup = SplitChurn(call, request, query, "");
        var property = CountByMapping.Map(call, request.HasCountBy ? request.CountBy : null, request.GroupBy);
        call.Violations.Require(
            property is null || query.Population.IsByEvents, "count_by",
            "Only ACTIVITY and PURCHASE have it: a subscription is its customer's.");
        call.Check();
        if (property is null && call.Recall(request, ComputeChurnResponse.Parser, byGroup ?? (Query)query) is { } kept)
            return Task.FromResult(kept);
        var split = byGroup is null ? null : call.AskSplit(byGroup);
        var answer = split is not null ? byGroup!.Whole(split).Windows()
            : property is null ? call.Ask(query)
            : CountByMapping.Ask(call, new CountedChurn(query, call.Calendar, property));
        var reply = new ComputeChurnResponse
        {
            Info = call.Info(
                $"churn of {CountByMapping.Counted(request.CountBy)}, {DescribeBasis(call, query.Population)}", query.Windows[0]),
            Counts = ToWire(answer[0].Counts),
            Rates = RatesOf(answer[0]),
            Series = { ToWire(series, answer, call.AsOfMs) },
        };
        foreach (var group in split?.Groups() ?? [])
        {
            var windows = group.Statistic.Windows();
            reply.Groups.Add(new CustomerChurnGroup
            {
                Group = GroupMapping.ToWire(group),
                Counts = ToWire(windows[0].Counts),
                Rates = RatesOf(windows[0]),
                Series = { ToWire(series, windows, call.AsOfMs) },
            });
        }
        return Task.FromResult(call.Keep(reply));
    }

    /// <summary>The query of a request: the whole window first, then the buckets of the series.</summary>
    private static (ChurnQuery Query, BucketSeries? Series) MapChurn(QueryCall call, ComputeChurnRequest request, string field)
    {
        var population = MapPopulation(call, request.Basis, request.Inactivity, request.Selector, field) with
        {
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
        };
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        call.LimitDays(windows[0], $"{field}window");
        return (new ChurnQuery(population, windows), series);
    }

    /// <summary>The query by groups; null where the answer is not split.</summary>
    private static ChurnByGroupQuery? SplitChurn(QueryCall call, ComputeChurnRequest request, ChurnQuery query, string field)
    {
        if (GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by") is not { } grouping)
            return null;
        // Of a request that is refused the days may be very many.
        IReadOnlyList<Interval> counted = call.Violations.List.Count == 0 ? query.Windows : [];
        int[] dayCounts = [.. counted.Select(window => call.Calendar.ClippedDays(window).Count)];
        GroupMapping.CheckRows(call, grouping, Math.Max(query.Windows.Count, dayCounts.FirstOrDefault() / DaysOfRow), $"{field}window");
        return new(query, dayCounts) { Grouping = grouping };
    }

    private static ChurnPopulation MapPopulation(QueryCall call, ChurnDefinition? churn, string field) =>
        MapPopulation(call, churn?.Basis ?? default, churn?.Inactivity, churn?.Selector, field);

    /// <summary>Who is a customer, all of them.</summary>
    private static ChurnPopulation MapPopulation(
        QueryCall call, V1.CustomerBasis wireBasis, Duration? span, V1.ActivitySelector? selector, string field)
    {
        var isBasis = Enum.IsDefined(wireBasis);
        call.Violations.Require(isBasis, $"{field}basis", "Set one of the bases.");
        var isDefault = wireBasis == V1.CustomerBasis.Unspecified || !isBasis;
        var basis = isDefault ? CustomerBasis.Subscription : (CustomerBasis)(int)wireBasis;
        var isByInactivity = basis is CustomerBasis.Activity or CustomerBasis.Purchase;
        var inactivityMs = 1L;
        if (isByInactivity && span is { } inactivity)
            inactivityMs = WireTime.ToMs(inactivity, ChurnPopulation.LongestInactivityMs, call.Violations, $"{field}inactivity");
        else if (isByInactivity != span is not null)
        {
            call.Violations.Add($"{field}inactivity", isByInactivity
                ? "Say after how long without an event a customer is lost, e.g. \"2592000s\"."
                : "Only ACTIVITY and PURCHASE have it.");
        }
        call.Violations.Require(basis == CustomerBasis.Activity || selector is null, $"{field}selector", "Only ACTIVITY has it.");
        return new(basis, inactivityMs, call.Selectors.Selector(selector, $"{field}selector"), Engine.Metrics.Filter.None);
    }

    private static string DescribeBasis(QueryCall call, ChurnPopulation population)
    {
        if (population.IsByEvents)
        {
            var basis = population.Basis == CustomerBasis.Activity ? "ACTIVITY" : "PURCHASE";
            return $"basis {basis}, inactivity {WireTime.Seconds(population.InactivityMs)}s";
        }
        var contract = population.Basis == CustomerBasis.PayingSubscription ? "PAYING_SUBSCRIPTION" : "SUBSCRIPTION";
        return $"basis {contract}, {DescribePolicies(call)}";
    }

    private static string DescribePolicies(QueryCall call)
    {
        var paused = call.Tenant.PausePolicy == Engine.Tenants.PausePolicy.StillACustomer ? "count" : "do not count";
        var cancelled = call.Tenant.CancellationPolicy == Engine.Tenants.CancellationPolicy.AtPaidPeriodEnd
            ? "at the end of the paid period"
            : "at cancel";
        return $"paused customers {paused}, cancellations {cancelled}";
    }

    private static IEnumerable<ChurnBucket> ToWire(BucketSeries? series, IReadOnlyList<WindowChurn> windows, long asOfMs)
    {
        for (var i = 0; i < series?.Count; i++)
            yield return ToWire(series[i], windows[i + 1], asOfMs);
    }

    private static ChurnBucket ToWire(Interval bucket, WindowChurn churn, long asOfMs)
    {
        var state = CellStates.Of(bucket, asOfMs);
        var wire = new ChurnBucket { Window = WireTime.ToWire(bucket), State = (V1.CellState)(int)state };
        if (state != Engine.Metrics.CellState.NotYet)
            (wire.Counts, wire.Rates) = (ToWire(churn.Counts), RatesOf(churn));
        return wire;
    }

    private static V1.ChurnCounts ToWire(ChurnCounts counts) => new()
    {
        StartCount = counts.Start,
        EndCount = counts.End,
        RetainedCount = counts.Retained,
        LostFromStartCount = counts.LostFromStart,
        NewCount = counts.New,
        NewRetainedCount = counts.NewRetained,
        LostFromNewCount = counts.LostFromNew,
        ReturnedCount = counts.Returned,
        LostFromReturnedCount = counts.LostFromReturned,
    };

    private static V1.WindowChurn ToWire(WindowChurn churn) => new() { Counts = ToWire(churn.Counts), Rates = RatesOf(churn) };

    private static ChurnRates RatesOf(WindowChurn churn)
    {
        var counts = churn.Counts;
        var allLost = counts.LostFromStart + counts.LostFromNew;
        return new()
        {
            LostStartersOverStart = WireNumbers.Ratio(counts.LostFromStart, counts.Start),
            AllLostOverStart = WireNumbers.Ratio(allLost, counts.Start),
            AllLostOverStartPlusNew = WireNumbers.Ratio(allLost, counts.Start + counts.New),
            NetCountChangeOverStart = WireNumbers.Ratio(counts.Start - counts.End, counts.Start),
            SumOfDailyRates = churn.SumOfDailyRates(),
            RetainedStartersOverStart = WireNumbers.Ratio(counts.Retained, counts.Start),
            EndMinusAllNewOverStart = WireNumbers.Ratio(counts.End - counts.New, counts.Start),
        };
    }
}
