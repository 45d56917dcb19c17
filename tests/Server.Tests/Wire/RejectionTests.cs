using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using Xunit;
using Enum = System.Enum;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class RejectionTests
{
    private static readonly Dictionary<RejectionReason, (byte[] Event, string Field)> Bad = new()
    {
        [RejectionReason.MissingCustomer] = (Change(x => x.CustomerId = ""), "customer_id"),
        [RejectionReason.BadId] = (Change(x => x.EventId = new string('i', 129)), "event_id"),
        [RejectionReason.BadTime] = (Change(x => x.OccurredTime.Nanos = -1), "occurred_time"),
        [RejectionReason.Future] = (Change(x => x.OccurredTime = At(2200)), "occurred_time"),
        [RejectionReason.TooOld] = (Change(x => x.OccurredTime = At(1969)), "occurred_time"),
        [RejectionReason.TooLarge] = (Change(x => x.Properties["long"] = new string('v', 257)), "properties"),
        [RejectionReason.UnknownKind] = (Change(x => x.ClearKind()), "kind"),
        [RejectionReason.BadValue] = (
            Change(x => x.SurveyResponse = new() { SurveyId = "s", Type = SurveyType.Nps, Score = 11 }), "survey_response.score"),
        [RejectionReason.BadEncoding] = ([.. Sample.Activity("c").ToByteArray(), 0x0A, 0x02, 0xFF, 0xFE], ""),
        [RejectionReason.CurrencyMismatch] = (
            Change(x => x.Purchase = new() { Amount = new Money { MinorUnits = 1, CurrencyCode = "EUR" } }),
            "purchase.amount.currency_code"),
        [RejectionReason.LimitReached] = (Change(x => x.Activity.Name = "the 257th"), "activity.name"),
    };

    /// <summary>Each value of the enum, by reflection: a new one fails until an event that is rejected for it is written.</summary>
    public static TheoryData<RejectionReason> Reasons =>
        [.. Enum.GetValues<RejectionReason>().Where(reason => reason != RejectionReason.Unspecified)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task A_bad_event_is_rejected_alone(RejectionReason reason)
    {
        Assert.True(Bad.TryGetValue(reason, out var bad), $"No event is known that is rejected as {reason}.");
        await using var server = await RunningServer.InMemoryAsync();
        if (reason == RejectionReason.LimitReached)
        {
            var names = Enumerable.Range(0, 256).Select(number => Sample.Activity("c", name: $"n{number}"));
            await server.Ingestion.IngestEventsAsync(new() { Events = { names } }, RunningServer.Call());
        }
        var before = await server.DescribeAsync();
        var good = Sample.Profile("d", "country", "SE").ToByteArray();

        var response = await RawIngestion.SendAsync(server, RawIngestion.RequestOf(good, bad.Event, good));

        Assert.Equal((2, 0, 1), (response.Result.AcceptedCount, response.Result.DuplicateCount, response.Result.RejectedCount));
        var rejection = Assert.Single(response.Result.Rejections);
        Assert.Equal((1, reason), (rejection.Index, rejection.Reason));
        Assert.StartsWith(bad.Field, rejection.Field, StringComparison.Ordinal);
        Assert.NotEmpty(rejection.Message);
        var held = await server.DescribeAsync();
        Assert.Equal(before.EventCount + 2, held.EventCount);
        Assert.Equal([new ReasonCount { Reason = reason, EventCount = 1 }], held.Rejections);
        var listed = Assert.Single((await server.Ingestion.ListRejectedEventsAsync(new(), RunningServer.Call())).RejectedEvents);
        Assert.Equal(rejection, listed.Rejection);
        Assert.Equal(bad.Event, listed.Event.ToByteArray());
    }

    [Fact]
    public async Task Of_many_rejections_the_first_hundred_are_told_and_all_are_counted()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var events = Enumerable.Range(0, 300)
            .Select(number => number % 2 == 0 ? Sample.Activity($"c{number}") : new Event { EventId = $"e{number}" });

        var result = (await server.Ingestion.IngestEventsAsync(new() { Events = { events } }, RunningServer.Call())).Result;

        Assert.Equal((150, 150), (result.AcceptedCount, result.RejectedCount));
        Assert.Equal(Enumerable.Range(0, 100).Select(number => 2 * number + 1), result.Rejections.Select(rejection => rejection.Index));
        Assert.Equal("e1", result.Rejections[0].EventId);
    }

    private static Timestamp At(int year) => Timestamp.FromDateTime(new(year, 12, 31, 0, 0, 0, DateTimeKind.Utc));

    private static byte[] Change(Action<Event> change)
    {
        var changed = Sample.Activity("c");
        change(changed);
        return changed.ToByteArray();
    }
}
