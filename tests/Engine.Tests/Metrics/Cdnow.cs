using System.Globalization;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>
/// The tenth of the record shop's customers that the papers on BG/NBD and Gamma–Gamma fit, as they calibrate: the first 39 weeks, up to
/// 30 September 1997. The data lie beside the repository, in a folder above it; where there is none and the variable CI is not set, tests
/// on them pass over.
/// </summary>
internal static class Cdnow
{
    private const long DayMs = 86_400_000;

    /// <summary>The end of the calibration; null where there are no data.</summary>
    public static PurchaseRow[]? Calibration()
    {
        if (FindFile() is not { } file)
            return null;
        var end = DayOf("19970930");
        return
        [
            .. File.ReadLines(file).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(words => (Customer: words[0], Day: DayOf(words[2]), Amount: decimal.Parse(words[4], CultureInfo.InvariantCulture)))
                .Where(bought => bought.Day <= end).GroupBy(bought => bought.Customer).Select(customer =>
                {
                    var days = customer.GroupBy(bought => bought.Day).OrderBy(day => day.Key).ToList();
                    var repeats = days.Skip(1).Sum(day => day.Sum(bought => bought.Amount));
                    return new PurchaseRow(
                        days.Count - 1, (days[^1].Key - days[0].Key) * DayMs, (end - days[0].Key) * DayMs, (double)(100 * repeats));
                }),
        ];
    }

    private static int DayOf(string date) => DateOnly.ParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber;

    private static string? FindFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "cdnow", "CDNOW_sample.txt");
            if (File.Exists(file))
                return file;
        }
        return string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
            ? null
            : throw new FileNotFoundException("shared/data/cdnow/CDNOW_sample.txt is in no folder above the tests.");
    }
}
