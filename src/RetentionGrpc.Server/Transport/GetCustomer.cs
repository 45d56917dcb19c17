using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using ActivitySelector = RetentionGrpc.Engine.Metrics.ActivitySelector;
using CustomerBasis = RetentionGrpc.Engine.Metrics.CustomerBasis;
using EventKind = RetentionGrpc.V1.EventKind;
using Filter = RetentionGrpc.Engine.Metrics.Filter;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using LifetimeValueReading = RetentionGrpc.Engine.Metrics.LifetimeValueReading;
using RfmSegment = RetentionGrpc.V1.RfmSegment;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class CustomerRpcs
{
    private const double WeekMs = 7.0 * 24 * 3600 * 1000;

    /// <summary>One customer.</summary>
    public override Task<GetCustomerResponse> GetCustomer(GetCustomerRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services.Queries, request.Options, "", context);
        var id = CustomerId(call.Violations, request.CustomerId);
        var horizonMs = request.PredictionHorizon is null
            ? (long?)null
            : WireTime.ToMs(
                request.PredictionHorizon, ChurnPopulation.LongestInactivityMs, call.Violations, "prediction_horizon");
        call.Check();
        var profile = call.Ask(new CustomerQuery(id, call.AsOfMs)) ?? throw Refusal.CustomerNotFound().ToException();
        var customer = ToWire(call, request.CustomerId, profile);
        if (request.IncludeRfm && profile.HasPurchase)
        {
            var scale = new RfmScale(call.Ask(new RfmScaleQuery(call.AsOfMs)));
            // Events that came in between may have taken the last purchase back.
            if (call.Ask(new RfmFiguresQuery([id], call.AsOfMs)).TryGetValue(0, out var figures))
                customer.Rfm = ToWire(call, scale, figures);
        }
        if (horizonMs is { } ms && profile.Purchases is { } purchases)
            customer.Prediction = Predict(call, purchases, ms);
        call.Check();
        return Task.FromResult(new GetCustomerResponse
        {
            Info = call.Info("customer", new Interval(Math.Min(profile.FirstMs, call.AsOfMs), call.AsOfMs)),
            Customer = customer,
        });
    }

    private static Customer ToWire(QueryCall call, string customerId, CustomerProfile profile) => new()
    {
        CustomerId = customerId,
        FirstEventTime = WireTime.ToWire(profile.FirstMs),
        LastEventTime = WireTime.ToWire(profile.LastMs),
        LastActivityTime = profile.LastActivityMs is { } ms ? WireTime.ToWire(ms) : null,
        Kinds =
        {
            Enum.GetValues<EventKind>().Where(kind => profile.Kinds[(int)kind] > 0)
                .Select(kind => new KindCount { Kind = kind, EventCount = profile.Kinds[(int)kind] }),
        },
        OrderCount = profile.Orders,
        NetRevenueMinorUnits = Money(call, profile.Revenue),
        RecurringRevenueMinorUnits = Money(call, profile.RecurringRevenue),
        Surveys =
        {
            profile.Surveys.Select(answer => new CustomerSurvey
            {
                SurveyId = Encoding.UTF8.GetString(answer.SurveyId),
                Type = (V1.SurveyType)answer.Type,
                Score = (int)answer.Score,
                Time = WireTime.ToWire(answer.Ms),
            }),
        },
        Attributes =
        {
            profile.Attributes.Select(one => new CustomerAttribute
            {
                Key = Encoding.UTF8.GetString(one.Key),
                Value = Encoding.UTF8.GetString(one.Value),
            }),
        },
    };

    private static CustomerPrediction Predict(QueryCall call, PurchaseRow purchases, long horizonMs)
    {
        var everybody = new LifetimeValueQuery
        {
            Readings = new HashSet<LifetimeValueReading> { LifetimeValueReading.Predicted },
            Population = new(CustomerBasis.Purchase, 1, ActivitySelector.Purchases, Filter.None),
            Windows = [new Interval(Math.Min(call.AsOfMs - purchases.AgeMs, call.AsOfMs), call.AsOfMs)],
            AsOfMs = call.AsOfMs,
        };
        var horizonWeeks = horizonMs / WeekMs;
        var rows = call.AskSplit(everybody).Rest.Windows[0].Rows;
        var fitted = call.InTime(deadline => PurchasePrediction.Of([.. rows], horizonWeeks, deadline));
        var wire = new CustomerPrediction { Outcome = (V1.FitOutcome)(int)fitted.PurchaseOutcome };
        if (fitted.Purchases is { } model)
        {
            wire.ProbabilityAlive = model.ProbabilityAlive(purchases.Frequency, purchases.Recency, purchases.Age);
            wire.ExpectedPurchases = model.ExpectedPurchases(horizonWeeks, purchases.Frequency, purchases.Recency, purchases.Age);
        }
        return wire;
    }

    private static RfmCell ToWire(QueryCall call, RfmScale scale, RfmFigures figures)
    {
        var scores = scale.Of(figures);
        return new RfmCell
        {
            RecencyScore = scores.Recency,
            FrequencyScore = scores.Frequency,
            MonetaryScore = scores.Monetary,
            DaysSincePurchase = figures.Days,
            OrderCount = figures.Orders,
            NetRevenueMinorUnits = Money(call, figures.Revenue),
            Segment = (RfmSegment)(int)scores.Segment,
        };
    }

    /// <summary>An amount for the wire, or a violation.</summary>
    private static long Money(QueryCall call, Int128 amount)
    {
        var fits = amount >= long.MinValue && amount <= long.MaxValue;
        call.Violations.Require(
            fits, "options.as_of_time", "The money of a customer is beyond 64 bits of minor units: ask as of an earlier time.");
        return fits ? (long)amount : 0;
    }
}
