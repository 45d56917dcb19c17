using RetentionGrpc.SampleShop;

namespace RetentionGrpc.Server.Commands.Demo;

/// <summary>What `retention demo` was asked to show.</summary>
/// <param name="Shop">The shop.</param>
/// <param name="DataFolder">Where its events are kept, or null: in a temporary folder.</param>
/// <param name="IsOnce">Whether to end after the answers; else the server goes on.</param>
internal sealed record DemoOptions(ShopOptions Shop, string? DataFolder, bool IsOnce)
{
    private const int LongestTable = 12;

    /// <summary>"Now" of every answer.</summary>
    public DateTime AsOf => Shop.Until.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>The whole months before "now" that the shop was open in, the newest 12 at most, at least 1.</summary>
    public int Months
    {
        get
        {
            var opened = Shop.Until.AddDays(-Shop.Days);
            return Math.Clamp(12 * (Shop.Until.Year - opened.Year) + Shop.Until.Month - opened.Month, 1, LongestTable);
        }
    }

    /// <summary>The sender of the shop's events: the same shop again gives only duplicates.</summary>
    public string ProducerId =>
        FormattableString.Invariant($"demo-{Shop.Customers}-{Shop.Days}-{Shop.Seed}-{Shop.Until:yyyyMMdd}");
}
