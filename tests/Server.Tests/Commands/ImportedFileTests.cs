using System.Text;
using System.Text.Json;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

/// <summary>Files that cannot be imported as rows, and rows that cannot be read: what is told about them.</summary>
public sealed class ImportedFileTests : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:1";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("backup.rg")]
    [InlineData("backup.csv")]
    [InlineData("backup.csv", "--map", "customer_id=1", "--kind", "activity")]
    [InlineData("backup.rg", "--dry-run")]
    public async Task An_archive_is_no_file_of_rows_and_the_command_that_restores_it_is_named(string name, params string[] more)
    {
        var archive = Path.Combine(_folder.Root, name);
        await using (var server = await RunningServer.InMemoryAsync())
            (await CommandLine.RunAsync("export", archive, "--server", Address(server))).Succeeds();
        var rows = _folder.Write("events.ndjson", Row);
        await using var other = await RunningServer.InMemoryAsync();

        var refused = await CommandLine.RunAsync(["import", rows, archive, "--server", Address(other), .. more]);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains($"'{archive}' is an archive", refused.Errors, StringComparison.Ordinal);
        Assert.Contains($"retention import --archive {archive}\n", refused.Errors, StringComparison.Ordinal);
        // The file before it was not begun either.
        Assert.Equal(0, (await other.DescribeAsync()).EventCount);
    }

    [Theory]
    [InlineData("none.csv")]
    [InlineData("none.csv", "--map", "customer_id=1", "--kind", "activity")]
    [InlineData("none.ndjson", "--dry-run")]
    [InlineData("none.rg", "--archive")]
    public async Task A_file_that_is_not_there_is_told_before_anything_else(string name, params string[] more)
    {
        var missing = Path.Combine(_folder.Root, name);

        var refused = await CommandLine.RunAsync(["import", missing, "--server", Nowhere, .. more]);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Equal($"error: there is no file '{missing}'.\n", refused.Errors);
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        var refused = await CommandLine.RunAsync("import", _folder.Root, "--server", Nowhere);

        Assert.Equal((1, $"error: '{_folder.Root}' is a folder: name the files in it.\n"), (refused.ExitCode, refused.Errors));
    }

    [Theory]
    [InlineData("occurred_time", """{"customerId":"c","occurredTime":"yesterday","activity":{}}""")]
    [InlineData("custmer_id", """{"custmer_id":"c","occurredTime":"2026-01-01T00:00:00Z","activity":{}}""")]
    [InlineData("purchase.amount.minor_units", """{"customerId":"c","purchase":{"orderId":"1","amount":{"minorUnits":"12.50"}}}""")]
    [InlineData("survey_response.type", """{"customerId":"c","surveyResponse":{"type":"NPS","score":9}}""")]
    [InlineData("purchase.amount.cents", """{"customerId":"c","purchase":{"amount":{"cents":1}}}""")]
    [InlineData("properties", """{"customerId":"c","activity":{},"properties":{"a":{"b":1}}}""")]
    [InlineData("customer_id", """{"customerId":7,"activity":{}}""")]
    [InlineData("activity.name", "{\"customerId\":\"c\",\"activity\":{\"name\":\"caf\u00e9\"}}")]
    [InlineData("properties", "{\"customerId\":\"c\",\"properties\":{\"a\":\"\u00e9\"},\"activity\":{}}")]
    [InlineData("", """{"customerId":"c","activity":{},"purchase":{}}""")]
    [InlineData("", """["customerId"]""")]
    [InlineData("", """{"customerId":"c","activity":{}""")]
    public async Task A_row_that_cannot_be_read_is_told_with_its_line_and_its_field(string field, string row)
    {
        await using var server = await RunningServer.InMemoryAsync();
        var file = Path.Combine(_folder.Root, "events.ndjson");
        // Every character is one byte: the accent is no UTF-8.
        await File.WriteAllBytesAsync(file, Encoding.Latin1.GetBytes($"{Row}\n{row}\n"));

        var result = await CommandLine.RunAsync("import", file, "--server", Address(server));

        Assert.Equal((1, "accepted 1, duplicate 0, rejected 1"), (result.ExitCode, result.LastLine));
        var rejected = JsonDocument.Parse(await File.ReadAllTextAsync(file + ".rejected")).RootElement;
        Assert.Equal(2, rejected.GetProperty("line").GetInt32());
        Assert.Equal(
            ("BAD_ENCODING", field), (rejected.GetProperty("reason").GetString(), rejected.GetProperty("field").GetString()));
        Assert.NotEmpty(rejected.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Where_a_row_stops_being_JSON_is_told()
    {
        var file = _folder.Write("events.ndjson", """{"customerId":"c",,"activity":{}}""");

        var result = await CommandLine.RunAsync("import", file, "--dry-run");

        Assert.StartsWith($"{file}:1: BAD_ENCODING ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("from byte 19 on", result.Errors, StringComparison.Ordinal);
    }

    private const string Row = """{"eventId":"e","customerId":"c","activity":{},"occurredTime":"2026-01-01T00:00:00Z"}""";

    private static string Address(RunningServer server) => $"http://127.0.0.1:{server.Port}";
}
