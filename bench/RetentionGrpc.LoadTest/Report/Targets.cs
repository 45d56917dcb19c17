namespace RetentionGrpc.LoadTest.Report;

/// <summary>What figures must reach, and what they aim at, in the unit of the figure.</summary>
internal static class Targets
{
    private const string EveryScale = "";

    private static readonly (string Section, string Name, string Scale, string Must, string Aim)[] All =
    [
        ("engine", "ComputeChurn ACTIVITY, 30 days", "1M", "≤ 1.5", "0.5"),
        ("engine", "ComputeChurn PURCHASE, 30 days", "1M", "≤ 1.5", "0.5"),
        ("engine", "ComputeChurn SUBSCRIPTION, 30 days", "1M", "≤ 1.5", "0.5"),
        ("engine", "ComputeRetention adjacent, 30 + 30 days", "1M", "≤ 1.5", "0.5"),
        ("engine", "ComputeChurn ACTIVITY, 30 days, both ends inside a day", "1M", "≤ 2,000", "500"),
        ("engine", "ComputeRetention adjacent, ends inside a day", "1M", "≤ 2,000", "500"),
        ("engine", "ComputeRetention apart, 30 + 30 days, 60 between", "1M", "≤ 100", "60"),
        ("engine", "ComputeChurn ACTIVITY, 30 days, customer filter", "1M", "≤ 400", "200"),
        ("engine", "ComputeRetention adjacent, 30 + 30 days, customer filter", "1M", "≤ 400", "200"),
        ("engine", "ComputeCohortRetention, 52 x 52 weeks", "1M", "≤ 20", "5"),
        ("engine", "fold, in order", EveryScale, "≥ 1,500,000", "2,500,000"),
        ("engine", "fold, 5 % late", EveryScale, "≥ 1,200,000", "2,200,000"),
        ("server", "durable over parse only, Google.Protobuf, 500 events a message", EveryScale, "≥ 0.7", "1"),
        ("server", "durable over parse only, hand decoder, 500 events a message", EveryScale, "", "0.5"),
        ("server", "durable on Redis everysec over durable, 500 events a message", EveryScale, "≥ 0.6", ""),
        ("server", "resident memory an event", "1M", "≤ 14", "11"),
        ("server", "restart from snapshots", "1M", "≤ 5,000", "2,000"),
        ("server", "longest pause of a partition by its snapshot", "1M", "≤ 50", ""),
        ("widest", "questions that took longer than the default deadline", EveryScale, "≤ 0", ""),
        ("h2load", "ComputeChurn over health check", EveryScale, "≥ 0.6", "0.8"),
        ("h2load", "ComputeChurn p99 beside ingestion over alone", EveryScale, "≤ 4", "2"),
    ];

    /// <summary>What a figure must reach and aims at, in words for the table; empty where nothing is named.</summary>
    public static (string Must, string Aim) Of(string section, string name)
    {
        if (section == "redis" && name.EndsWith("Redis over here", StringComparison.Ordinal))
            return WindowOf(name) >= 30 ? ("≥ 20", "100") : ("", "");
        var target = All.FirstOrDefault(target => target.Section == section && target.Name == name);
        var scale = string.IsNullOrEmpty(target.Scale) ? "" : $" at {target.Scale}";
        return (Words(target.Must, scale), Words(target.Aim, ""));
    }

    private static string Words(string? number, string scale) => string.IsNullOrEmpty(number) ? "" : number + scale;

    /// <summary>The first number in a question about windows is their length in days.</summary>
    private static int WindowOf(string name)
    {
        var digits = name.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit).ToArray();
        return digits.Length == 0 ? 0 : int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
