namespace RetentionGrpc.SampleShop;

/// <summary>What decides every byte of a <see cref="LargeShop"/>: equal options, equal events, on any machine.</summary>
/// <param name="Customers">Number of customers, 1 to 10,000,000. Each has at least one event.</param>
/// <param name="Days">Number of days in which customers join and events happen, 1 to 3,660.</param>
public sealed record LargeShopOptions(int Customers, int Days = 730)
{
    /// <summary>Any number.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The first date (UTC) without events; not so early that the first day is before 1970.</summary>
    public DateOnly Until { get; init; } = new(2025, 10, 1);

    /// <summary>Activities and purchases a customer in the mean, 1 to 1,000: nine of ten are activities.</summary>
    public int EventsPerCustomer { get; init; } = 30;

    /// <summary>Share of the events that come 1 to 30 days after they occurred, 0 to 1.</summary>
    public double LateShare { get; init; }

    /// <summary>Events of so many days come in random order, 1 to 3,660; 0 for the order in which they come in.</summary>
    public int ShuffledDays { get; init; }

    /// <summary>
    /// Whether every customer has a profile (attribute <c>country</c>) and every fifth a subscription, from joining to leaving.
    /// </summary>
    public bool HasProfiles { get; init; }

    /// <summary>
    /// Whether one visit in ten is, in equal parts, a survey response, a step of a coupon, a campaign touch, a referral, a movement of
    /// points or a step of a support case instead.
    /// </summary>
    public bool HasOtherKinds { get; init; }

    /// <summary>
    /// Of so many accounts a customer's visits name one as the event property <c>account</c>; 0 for none.
    /// </summary>
    public int Accounts { get; init; }
}
