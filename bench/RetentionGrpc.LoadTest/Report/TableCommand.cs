using System.CommandLine;
using System.Text.Json;

namespace RetentionGrpc.LoadTest.Report;

/// <summary><c>table</c>: gathers what the others wrote.</summary>
internal static class TableCommand
{
    public static Command Create()
    {
        var parts = new Argument<string[]>("parts") { Description = "Files that the other commands wrote with --json." };
        var result = new Option<string>("--result") { Description = "File that takes everything.", Required = true };
        var readme = new Option<string?>("--readme") { Description = "File whose table between the markers is written anew." };
        var marker = new Option<string>("--marker")
        {
            Description = "Between the comments \"MARKER: begin\" and \"MARKER: end\".",
            DefaultValueFactory = _ => "figures",
        };
        var command = new Command("table", "Gathers the figures of several commands in one file, and writes the table of a README anew.");
        command.Add(parts);
        command.Add(result);
        command.Add(readme);
        command.Add(marker);
        command.SetAction(async (arguments, cancellation) =>
        {
            var measurements = new List<Measurement>();
            foreach (var part in arguments.GetValue(parts) ?? [])
                measurements.Add(Read(await File.ReadAllTextAsync(part, cancellation), part));
            var text = JsonSerializer.Serialize(measurements, Figures.Json) + "\n";
            await File.WriteAllTextAsync(arguments.GetValue(result)!, text, cancellation);
            if (arguments.GetValue(readme) is not { } path)
                return 0;
            var page = await File.ReadAllTextAsync(path, cancellation);
            page = FigureTable.ReplaceIn(page, arguments.GetValue(marker)!, FigureTable.Of(measurements));
            await File.WriteAllTextAsync(path, page, cancellation);
            return 0;
        });
        return command;
    }

    private static Measurement Read(string text, string path) =>
        JsonSerializer.Deserialize<Measurement>(text, Figures.Json) ?? throw new InvalidDataException($"{path} holds nothing.");
}
