using System.Globalization;
using System.Text.Json;

namespace RetentionGrpc.LoadTest.Report;

/// <summary>Collects what a command measures: told at once on stderr, written as JSON in the end.</summary>
internal sealed class Figures(string section, string scale, string command)
{
    /// <summary>How figures are written and read.</summary>
    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly List<Figure> _figures = [];
    private readonly string _started = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>"100k", "1M" and the like.</summary>
    public static string ScaleOf(int customers) => customers switch
    {
        >= 1_000_000 when customers % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{customers / 1_000_000}M"),
        >= 1_000 when customers % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{customers / 1_000}k"),
        _ => customers.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Says on stderr what is going on.</summary>
    public static void Tell(string line) => Console.Error.WriteLine(line);

    /// <summary>Adds a figure.</summary>
    public void Add(string name, double value, string unit, string note = "")
    {
        var figure = new Figure(section, name, scale, value, unit, note);
        _figures.Add(figure);
        Tell($"{section,-7} {scale,5}  {name,-62} {Show(value),12} {unit}{(note.Length > 0 ? $"   ({note})" : "")}");
    }

    /// <summary>Adds the quantiles of times.</summary>
    public void AddTimes(string name, Samples times)
    {
        var note = times.Count < 100 ? $"{times.Count} calls" : "";
        Add($"{name}, p50", times.Quantile(0.5), "µs", note);
        Add($"{name}, p90", times.Quantile(0.9), "µs", note);
        Add($"{name}, p99", times.Quantile(0.99), "µs", note);
    }

    /// <summary>Writes what was collected: into a file, or without one to stdout.</summary>
    public async Task WriteAsync(string? path)
    {
        var text = JsonSerializer.Serialize(new Measurement(command, _started, Environment.ProcessorCount, _figures), Json) + "\n";
        if (path is null)
            await Console.Out.WriteAsync(text);
        else
            await File.WriteAllTextAsync(path, text);
    }

    /// <summary>A number with three significant digits at least.</summary>
    public static string Show(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1_000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("F1", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("F2", CultureInfo.InvariantCulture),
        _ => value.ToString("G3", CultureInfo.InvariantCulture),
    };
}
