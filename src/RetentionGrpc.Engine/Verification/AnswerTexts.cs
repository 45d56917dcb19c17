using System.Globalization;
using System.Text;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Verification;

/// <summary>One partition's share of an answer as text that has all of its numbers.</summary>
internal static class AnswerTexts
{
    public static string Of(IReadOnlyList<WindowChurn> churn) =>
        Lines(churn, each => $"{each.Counts} {string.Join(' ', each.Days.Select(day => $"{day.Lost}/{day.Start}"))}");

    public static string Of(RetentionCounts counts) => $"{counts.Base} {string.Join(' ', counts.Comparisons)}";

    public static string Of(ActivitySummary activity) =>
        $"{activity.Total} {Lines(activity.Buckets, each => $"{each.Counts} {string.Join(' ', each.Trailing)}")} "
        + $"{string.Join(' ', activity.Days.Select(day => $"{day.Daily}/{day.Monthly}"))} {string.Join(' ', activity.ExactlyActive)}";

    public static string Of(IReadOnlyList<LifecycleCounts> counts) => string.Join(' ', counts);

    public static string Of(RepeatPurchaseSummary repeat) => string.Join(' ', repeat.Windows);

    public static string Of(Split<RevenueStatistic> revenue) => Lines(revenue.Rest.Windows, window =>
        $"{string.Join(' ', Enum.GetValues<RevenueGroup>().Select(group => window.Movements[group]))} "
        + (window.Days?.SumOfGrossChurn() ?? 0).ToString("R", CultureInfo.InvariantCulture));

    public static string Of(IReadOnlyList<CohortTriangle> triangles) => Lines(triangles.SelectMany(triangle => triangle.Rows), row =>
        $"{row.Size} {row.ReturnedInBucket0}: "
        + string.Join(' ', row.Cells.Select(cell => $"{cell.Count}/{cell.EligibleReturned}/{cell.Eligible}")));

    private static string Lines<T>(IEnumerable<T> items, Func<T, string> shown)
    {
        var text = new StringBuilder();
        foreach (var item in items)
            text.Append(text.Length == 0 ? "" : " | ").Append(shown(item));
        return text.ToString();
    }
}
