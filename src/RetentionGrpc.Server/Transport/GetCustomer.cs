using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using EventKind = RetentionGrpc.V1.EventKind;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using RfmSegment = RetentionGrpc.V1.RfmSegment;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class CustomerRpcs
{
    /// <summary>One customer.</summary>
    public override Task<GetCustomerResponse> GetCustomer(GetCustomerRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services.Queries, request.Options, "", context);
        var id = CustomerId(call.Violations, request.CustomerId);
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
