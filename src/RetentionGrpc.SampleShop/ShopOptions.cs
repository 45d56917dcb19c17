namespace RetentionGrpc.SampleShop;

/// <summary>What decides every byte of a <see cref="Shop"/>: equal options, equal events, on any machine.</summary>
/// <param name="Customers">Number of customers, 1 to 10,000,000. Each has at least two events.</param>
/// <param name="Days">Number of days in which customers join and events happen, 1 to 3,660.</param>
/// <param name="Seed">Any number.</param>
/// <param name="Until">The first date (UTC) without events: they happen in [Until − Days, Until). Not so early that the first day is before
/// 1970.</param>
public sealed record ShopOptions(int Customers, int Days, ulong Seed, DateOnly Until);
