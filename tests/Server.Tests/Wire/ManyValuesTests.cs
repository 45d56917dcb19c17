using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// A series by an attribute with so many values that groups are found before anything else is counted: the groups and their numbers are those
/// of the same question without a series.
/// </summary>
public sealed class ManyValuesTests
{
    private const int Cities = 900;
    private const int CitiesOfTwo = 20;
    private static readonly GroupBy City = new() { Attribute = "city", Limit = 3 };
    private static readonly Window Window = new()
    {
        Interval = new()
        {
            StartTime = Timestamp.FromDateTime(Sample.Start.Date.AddDays(-500)), EndTime = Timestamp.FromDateTime(Sample.Start.Date.AddDays(200)),
        },
    };

    private static readonly QueryOptions Options = new() { AsOfTime = Window.Interval.EndTime };
    private static readonly Duration Month = Duration.FromTimeSpan(TimeSpan.FromDays(30));

    [Fact]
    public async Task A_series_by_an_attribute_of_many_values_has_the_groups_of_the_whole()
    {
        await using var server = await RunningServer.InMemoryAsync();
        foreach (var chunk in Events().Chunk(1_000))
        {
            var reply = await server.Ingestion.IngestEventsAsync(new() { Events = { chunk } }, RunningServer.Call());
            Assert.Empty(reply.Result.Rejections);
        }
        var metrics = server.Metrics;
        await HoldsAsync(new ComputeSurveyScoreRequest { Type = SurveyType.Nps }, metrics.ComputeSurveyScoreAsync);
        await HoldsAsync(new ComputeLoyaltyRequest { Churn = Churn() }, metrics.ComputeLoyaltyAsync);
        await HoldsAsync(new ComputeSupportRequest { Churn = Churn() }, metrics.ComputeSupportAsync);
        await HoldsAsync(
            new ComputeFunnelRequest { Steps = { new ActivitySelector(), Purchases() }, ConversionWindow = Month }, metrics.ComputeFunnelAsync);
        await HoldsAsync(
            new ComputeWinBackRequest { Basis = CustomerBasis.Activity, Inactivity = Month, MaxGap = Month }, metrics.ComputeWinBackAsync);
        await HoldsAsync(
            new ComputeLifetimeRequest { Basis = CustomerBasis.Activity, Inactivity = Month }, metrics.ComputeLifetimeAsync);
        await HoldsAsync(new ComputeReferralRequest(), metrics.ComputeReferralAsync);
        await HoldsAsync(new ComputeRecurringRevenueRequest(), metrics.ComputeRecurringRevenueAsync);
        await HoldsAsync(new ComputeChurnRequest { Basis = CustomerBasis.Activity, Inactivity = Month }, metrics.ComputeChurnAsync);
    }

    private static async Task HoldsAsync<TRequest, TReply>(TRequest request, Func<TRequest, CallOptions, AsyncUnaryCall<TReply>> ask)
        where TRequest : IMessage
        where TReply : IMessage
    {
        Set(request, "window", Window);
        Set(request, "options", Options);
        Set(request, "group_by", City);
        var plain = await ask(request, RunningServer.Call());
        Set(request, "series_bucket", BucketUnit.Day);
        var series = await ask(request, RunningServer.Call());

        var groups = GroupsOf(series);
        Assert.True(groups.Count == 4, $"{request.Descriptor.Name}: {groups.Count} groups");
        Assert.All(groups, group => Assert.Equal(700, SeriesOf(group).Count));
        Clear(series);
        Clear(plain);
        Assert.True(plain.Equals(series), $"{request.Descriptor.Name}\nwhole:  {plain}\nseries: {series}");
    }

    private static IEnumerable<Event> Events()
    {
        for (var i = 0; i < Cities + CitiesOfTwo; i++)
        {
            var customer = $"c{i}";
            yield return Sample.Profile(customer, "city", $"city {i % Cities}");
            yield return Sample.Activity(customer, minute: 10 * i);
            yield return At(customer, i + 1, new() { Purchase = new() { OrderId = $"o{i}", Amount = Usd(100 + i) } });
            yield return At(customer, i + 2, new() { SurveyResponse = new() { SurveyId = "s", Type = SurveyType.Nps, Score = i % 11 } });
            yield return At(customer, i + 3, new() { Loyalty = new() { Action = LoyaltyAction.Earned, Points = i + 1 } });
            yield return At(customer, i + 4, new()
            {
                SupportCase = new() { CaseId = $"k{i}", Type = SupportType.Complaint, Action = SupportAction.Opened },
            });
            yield return At(customer, i + 5, new() { Referral = new() { ReferredCustomerId = $"c{i / 2}" } });
            yield return At(customer, i + 6, new()
            {
                Subscription = new()
                {
                    SubscriptionId = $"u{i}", Action = SubscriptionAction.Started, Plan = "p", BillingAmount = Usd(1_000), BillingMonths = 1,
                },
            });
            yield return Sample.Activity(customer, minute: (40 * 24 * 60) + i);
        }
    }

    private static Event At(string customer, int minute, Event one)
    {
        (one.CustomerId, one.OccurredTime) = (customer, Timestamp.FromDateTime(Sample.Start.AddMinutes(10 * minute)));
        return one;
    }

    private static Money Usd(long minorUnits) => new() { MinorUnits = minorUnits, CurrencyCode = "USD" };

    private static ChurnDefinition Churn() => new() { Basis = CustomerBasis.Activity, Inactivity = Month };

    private static ActivitySelector Purchases() => new() { Kinds = { new KindSelection { Kind = EventKind.Purchase } } };

    private static void Set(IMessage message, string field, object value) =>
        message.Descriptor.FindFieldByName(field).Accessor.SetValue(message, value);

    private static List<IMessage> GroupsOf(IMessage reply) =>
        [.. ((System.Collections.IEnumerable)reply.Descriptor.FindFieldByName("groups").Accessor.GetValue(reply)).Cast<IMessage>()];

    private static System.Collections.IList SeriesOf(IMessage group) =>
        (System.Collections.IList)group.Descriptor.FindFieldByName("series").Accessor.GetValue(group);

    /// <summary>Takes out what only a series has, and where it was read.</summary>
    private static void Clear(IMessage reply)
    {
        reply.Descriptor.FindFieldByName("info").Accessor.Clear(reply);
        reply.Descriptor.FindFieldByName("series")?.Accessor.Clear(reply);
        foreach (var group in GroupsOf(reply))
            SeriesOf(group).Clear();
    }
}
