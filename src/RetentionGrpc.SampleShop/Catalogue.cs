using RetentionGrpc.V1;

namespace RetentionGrpc.SampleShop;

/// <summary>What the shop sells and where its customers come from, each list with its weights.</summary>
internal static class Catalogue
{
    /// <summary>Countries, ISO 3166: the n-th has 1/n of the first's customers.</summary>
    public static readonly string[] Countries =
    [
        "DE", "US", "GB", "FR", "AT", "CH", "NL", "IT", "ES", "PL", "SE", "BE", "DK", "CZ", "IE", "PT", "NO", "FI", "CA", "JP",
    ];

    public static readonly int[] CountryWeights = [.. Enumerable.Range(1, Countries.Length).Select(rank => 27_720 / rank)];

    public static readonly string[] Channels = ["organic_search", "paid_search", "social", "referral", "email", "affiliate"];
    public static readonly int[] ChannelWeights = [30, 24, 18, 12, 9, 7];

    /// <summary>How readily customers of a channel leave, relative to the mean.</summary>
    public static readonly double[] ChannelDropout = [0.9, 1.2, 1.3, 0.6, 0.8, 1.5];

    /// <summary>Cheapest first: an upgrade goes one to the right.</summary>
    public static readonly string[] Plans = ["free", "starter", "growth", "scale"];
    public static readonly int[] PlanWeights = [30, 38, 23, 9];

    /// <summary>Prices in minor units for a month; a year costs ten.</summary>
    public static readonly long[] PlanMonthlyPrice = [0, 900, 2_900, 9_900];

    public static readonly string[] ShopperActivities = ["visit", "app_open", "search", "wishlist", "review"];
    public static readonly int[] ShopperActivityWeights = [50, 25, 14, 7, 4];

    public static readonly string[] SubscriberActivities = ["dashboard", "app_open", "report", "export"];
    public static readonly int[] SubscriberActivityWeights = [50, 30, 14, 6];

    /// <summary>Activities that are sessions, with a duration.</summary>
    public static readonly string[] Sessions = ["visit", "app_open", "dashboard"];

    public static readonly (CancelReason Reason, string Text)[] CancelReasons =
    [
        (CancelReason.Voluntary, "too expensive"), (CancelReason.Voluntary, "not used enough"),
        (CancelReason.Voluntary, "missing feature"), (CancelReason.Voluntary, "switched to another product"),
        (CancelReason.Delinquent, "card expired"), (CancelReason.Delinquent, "payment failed"), (CancelReason.Unspecified, ""),
    ];

    public static readonly int[] CancelReasonWeights = [26, 22, 14, 12, 11, 7, 8];

    /// <summary>How many orders come in which hour of the day (UTC).</summary>
    public static readonly int[] HourWeights = [4, 2, 1, 1, 1, 3, 8, 14, 20, 26, 30, 32, 33, 30, 29, 30, 33, 38, 44, 50, 48, 36, 22, 10];
}
