using System.Text;

namespace RetentionGrpc.LoadTest.Report;

/// <summary>Figures as tables of Markdown: a table for each section, a row for each figure, a column for each scale.</summary>
internal static class FigureTable
{
    /// <summary>The text with the tables between two comments, e.g. "figures: begin" and "figures: end".</summary>
    /// <exception cref="InvalidDataException">The comments are missing.</exception>
    public static string ReplaceIn(string text, string marker, string tables)
    {
        var (first, last) = ($"<!-- {marker}: begin -->", $"<!-- {marker}: end -->");
        var begin = text.IndexOf(first, StringComparison.Ordinal);
        var end = text.IndexOf(last, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"The text has no lines \"{first}\" and \"{last}\".");
        return text[..(begin + first.Length)] + "\n" + tables + text[end..];
    }

    /// <summary>The tables.</summary>
    public static string Of(IReadOnlyList<Measurement> measurements)
    {
        var text = new StringBuilder();
        foreach (var measurement in measurements)
            text.Append($"\n- `{measurement.Command}`, {measurement.Started}, {measurement.Cores} cores");
        text.Append('\n');
        foreach (var section in measurements.SelectMany(measurement => measurement.Figures).GroupBy(figure => figure.Section))
            Append(text, section.Key, [.. section]);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string section, IReadOnlyList<Figure> figures)
    {
        var scales = figures.Select(figure => figure.Scale).Distinct().ToList();
        text.Append($"\n| {section} | unit |{string.Concat(scales.Select(scale => $" {scale} |"))} must | aim |\n");
        text.Append($"|---|---|{string.Concat(scales.Select(_ => "---:|"))}---|---|\n");
        foreach (var row in figures.GroupBy(figure => (figure.Name, figure.Unit)))
        {
            var (must, aim) = Targets.Of(section, row.Key.Name);
            var note = row.Select(figure => figure.Note).FirstOrDefault(note => note.StartsWith("path ", StringComparison.Ordinal));
            text.Append($"| {row.Key.Name}{(note is null ? "" : $" ({note})")} | {row.Key.Unit} |");
            foreach (var scale in scales)
                text.Append($" {(row.LastOrDefault(figure => figure.Scale == scale) is { } cell ? Figures.Show(cell.Value) : "")} |");
            text.Append($" {must} | {aim} |\n");
        }
    }
}
