using System.Globalization;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Demo;

/// <summary>Writes the replies of a demo for people: the same bytes for the same replies.</summary>
internal sealed class DemoReport(TextWriter output, bool isColoured)
{
    // From white to deep green, in the 256 colours of terminals.
    private static readonly int[] Shades = [255, 194, 157, 120, 83, 41, 35, 29, 22];

    /// <summary>Writes everything, at most 53 lines.</summary>
    public void Write(DemoOptions options, DemoAnswers answers)
    {
        var (shop, tenant) = (options.Shop, answers.Tenant);
        Line($"A shop that never was: {shop.Customers:N0} customers in {shop.Days:N0} days, seed {shop.Seed}");
        Line($"As of {shop.Until:yyyy-MM-dd}: {tenant.EventCount:N0} events of {tenant.CustomerCount:N0} customers, streamed over gRPC");
        WriteChurn(answers.SubscriptionChurn, answers.ActivityChurn);
        WriteCohorts(answers.Cohorts.Groups[0]);
        WriteActivity(answers.MonthlyActivity, answers.Lifecycle);
        var day = answers.DailyActivity.Buckets[^1].TrailingCounts;
        Line($"on {shop.Until.AddDays(-1):yyyy-MM-dd}: DAU {day[0]:N0}, WAU {day[1]:N0}, MAU {day[2]:N0}; "
            + $"DAU/MAU over 30 days {Percent(answers.DailyActivity.DauOverMau)}");
    }

    private void WriteChurn(ComputeChurnResponse subscription, ComputeChurnResponse activity)
    {
        Line();
        Line($"Churn and retention      {"of subscribers",-30} | of customers active in the last {DemoAnswers.InactivityDays} days");
        Line($"end = start - lost + new (those still there) + back; churn = lost / start; CRR, customer retention rate = 1 - churn");
        const string Columns = "  start  lost   new  back    end   churn     CRR";
        Line($"month  {Columns} |{Columns}");
        foreach (var (left, right) in subscription.Series.Zip(activity.Series))
            Line($"{Month(left.Window)}{Churn(left.Counts, left.Rates)} |{Churn(right.Counts, right.Rates)}");
        Line($"all    {Churn(subscription.Counts, subscription.Rates)} |{Churn(activity.Counts, activity.Rates)}");
    }

    private static string Churn(ChurnCounts counts, ChurnRates rates) =>
        $"{counts.StartCount,7:N0}{counts.LostFromStartCount,6:N0}{counts.NewRetainedCount,6:N0}"
        + $"{counts.ReturnedCount,6:N0}{counts.EndCount,7:N0}"
        + $"{Percent(rates.LostStartersOverStart),8}{Percent(rates.RetainedStartersOverStart),8}";

    private void WriteCohorts(CohortGroup group)
    {
        Line();
        Line($"Of those whose first activity was in a month, % who were active again k months later");
        var longest = group.Cohorts.Max(x => x.Cells.Count);
        Line($"month     size{string.Concat(Enumerable.Range(1, longest).Select(k => $"{k,7}"))}");
        foreach (var cohort in group.Cohorts)
            Line($"{Month(cohort.Window)}{cohort.Size,7:N0}{string.Concat(cohort.Cells.Select(Cell))}");
        Line($"all    {group.Cohorts.Sum(x => x.Size),7:N0}{string.Concat(group.Averages.Select(x => $"{Rate(x.Pooled),7}"))}");
    }

    private void WriteActivity(ComputeActivityResponse activity, ComputeLifecycleResponse lifecycle)
    {
        Line();
        Line($"Active customers                                          | lifecycle");
        Line($"month   active   events  each    DAU    WAU    MAU at end |    new  returning  resurrecting  dormant");
        foreach (var (bucket, life) in activity.Buckets.Zip(lifecycle.Buckets))
        {
            var (counts, trailing, stage) = (bucket.Counts, bucket.TrailingCounts, life.Counts);
            Line($"{Month(bucket.Window)}{counts.ActiveCount,7:N0}{counts.EventCount,9:N0}{counts.EventsPerActive.Value,6:N1}"
                + $"{trailing[0],7:N0}{trailing[1],7:N0}{trailing[2],7:N0}        |"
                + $"{stage.NewCount,7:N0}{stage.ReturningCount,11:N0}{stage.ResurrectingCount,14:N0}{stage.DormantCount,9:N0}");
        }
    }

    private string Cell(CohortCell cell)
    {
        var text = cell.HasRate ? $"{100 * cell.Rate,7:N1}" : "      -";
        if (!isColoured || !cell.HasRate)
            return text;
        var shade = Math.Min((int)(cell.Rate * Shades.Length), Shades.Length - 1);
        return $"\x1b[48;5;{Shades[shade]}m\x1b[38;5;{(shade < 5 ? 16 : 231)}m{text}\x1b[0m";
    }

    private static string Month(Interval month) => month.StartTime.ToDateTime().ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Rate(Ratio ratio) => ratio.HasValue ? $"{100 * ratio.Value:N1}" : "-";

    private static string Percent(Ratio ratio) => ratio.HasValue ? $"{100 * ratio.Value:N2}%" : "-";

    private static string Percent(DauOverMau mean) => mean.HasValue ? $"{100 * mean.Value:N2}%" : "-";

    private void Line(string text = "") => output.WriteLine(text);
}
