using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>The worked example of METRICS 3: ten customers around June 2026.</summary>
internal static class JuneExample
{
    private const int May = 5;
    private const int June = 6;

    public static readonly Window Window = new()
    {
        Interval = new Interval { StartTime = At(June, 1), EndTime = At(7, 1) },
    };

    public static IEnumerable<Event> Events() =>
    [
        Step("A", SubscriptionAction.Started, May, 3),
        Step("B", SubscriptionAction.Started, May, 4), Step("B", SubscriptionAction.Paused, May, 20),
        Step("B", SubscriptionAction.Resumed, June, 10),
        Step("C", SubscriptionAction.Started, May, 5), Step("C", SubscriptionAction.Cancelled, June, 1),
        Step("D", SubscriptionAction.Started, June, 5), Step("D", SubscriptionAction.Cancelled, June, 6),
        Step("D", SubscriptionAction.Started, June, 20),
        Step("E", SubscriptionAction.Started, June, 5), Step("E", SubscriptionAction.Cancelled, June, 25),
        Step("F", SubscriptionAction.Started, May, 7), Step("F", SubscriptionAction.Started, May, 8, "second"),
        Step("F", SubscriptionAction.Cancelled, June, 3, "second"),
        Step("G", SubscriptionAction.Started, June, 1),
        Step("H", SubscriptionAction.Started, 7, 1),
        Step("I", SubscriptionAction.Started, 4, 2), Step("I", SubscriptionAction.Cancelled, 4, 20),
        Step("I", SubscriptionAction.Started, June, 8), Step("I", SubscriptionAction.Cancelled, June, 9),
        Step("J", SubscriptionAction.Started, June, 2), Step("J", SubscriptionAction.Cancelled, June, 4),
    ];

    public static Timestamp At(int month, int day) => Timestamp.FromDateTime(new DateTime(2026, month, day, 0, 0, 0, DateTimeKind.Utc));

    private static Event Step(string customer, SubscriptionAction action, int month, int day, string contract = "first") => new()
    {
        CustomerId = customer,
        OccurredTime = At(month, day),
        Subscription = new Subscription { SubscriptionId = contract, Action = action },
    };
}
