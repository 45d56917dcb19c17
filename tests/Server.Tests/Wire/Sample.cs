using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Events for tests, at fixed times.</summary>
internal static class Sample
{
    public static readonly DateTime Start = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    public static Event Activity(string customer, string eventId = "", int minute = 0, string name = "") => new()
    {
        EventId = eventId,
        CustomerId = customer,
        OccurredTime = Timestamp.FromDateTime(Start.AddMinutes(minute)),
        Activity = new Activity { Name = name },
    };

    /// <summary>Activities of so many customers.</summary>
    public static IEnumerable<Event> Activities(int count, string prefix = "c") =>
        Enumerable.Range(0, count).Select(number => Activity($"{prefix}{number}"));

    public static Event Spend(string channel, long minorUnits) => new()
    {
        OccurredTime = Timestamp.FromDateTime(Start),
        Spend = new Spend { Purpose = SpendPurpose.Acquisition, Channel = channel, Amount = new Money { MinorUnits = minorUnits } },
    };

    public static Event Profile(string customer, string key, string value) => new()
    {
        CustomerId = customer,
        OccurredTime = Timestamp.FromDateTime(Start),
        Profile = new Profile { Attributes = { [key] = value } },
    };
}
