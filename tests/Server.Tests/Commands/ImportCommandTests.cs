using System.Text.Json;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

public sealed class ImportCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_file_again_gives_only_duplicates()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var file = _folder.Write("events.ndjson", [.. Enumerable.Range(0, 1_234).Select(Line)]);

        var first = await ImportAsync(server, file);
        var second = await ImportAsync(server, file);

        first.Succeeds();
        second.Succeeds();
        Assert.Equal("accepted 1234, duplicate 0, rejected 0", first.LastLine);
        Assert.Equal("accepted 0, duplicate 1234, rejected 0", second.LastLine);
        Assert.DoesNotContain("resumed", first.Errors, StringComparison.Ordinal);
        Assert.Contains("resumed at row 1235", second.Errors, StringComparison.Ordinal);
        Assert.Equal(1_234, (await server.DescribeAsync()).EventCount);
        Assert.False(File.Exists(file + ".rejected"));
    }

    [Fact]
    public async Task Equal_rows_are_as_many_events()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var file = _folder.Write("buys.csv", "id,day,sum", "c1,20260101,5.00", "c1,20260101,5.00", "c1,20260101,5.00");

        var result = await ImportAsync(
            server, file, "--map", "customer_id=id", "--map", "occurred_time=day:yyyyMMdd", "--map", "purchase.amount=sum");

        Assert.Equal("accepted 3, duplicate 0, rejected 0", result.LastLine);
    }

    [Fact]
    public async Task Bad_rows_are_written_with_line_reason_and_field_and_their_neighbours_count()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var file = _folder.Write(
            "events.ndjson",
            Line(1),
            "{ \"customerId\": ",
            "",
            "{\"occurredTime\":\"2026-01-01T00:00:00Z\",\"activity\":{}}",
            Line(3).Replace("\"activity\":{}", "\"surveyResponse\":{\"surveyId\":\"s\",\"type\":\"SURVEY_TYPE_NPS\",\"score\":11}",
                StringComparison.Ordinal),
            Line(2));

        var result = await ImportAsync(server, file);

        Assert.Equal((1, "accepted 2, duplicate 0, rejected 3"), (result.ExitCode, result.LastLine));
        var rejected = Rejected(file + ".rejected");
        Assert.Equal(
            [(2, "BAD_ENCODING", ""), (4, "MISSING_CUSTOMER", "customer_id"), (5, "BAD_VALUE", "survey_response.score")],
            rejected.Select(x => (x.Line, x.Reason, x.Field)).Order());
        Assert.Contains(rejected, x => x.Row == "{ \"customerId\": ");
        Assert.Equal(2, (await server.DescribeAsync()).EventCount);

        // The batch is not sent again; the dead letter knows what became of its rows.
        var again = await ImportAsync(server, file);
        Assert.Equal((1, "accepted 0, duplicate 2, rejected 3"), (again.ExitCode, again.LastLine));
        Assert.Equal(rejected.Order(), Rejected(file + ".rejected").Order());
    }

    [Fact]
    public async Task Every_rejected_row_is_told_however_many()
    {
        await using var server = await RunningServer.InMemoryAsync();
        const string WithoutTime = "{\"customerId\":\"c\",\"activity\":{}}";
        var file = _folder.Write("events.ndjson", [.. Enumerable.Range(0, 700).Select(x => x % 7 == 6 ? Line(x) : WithoutTime)]);
        var elsewhere = Path.Combine(_folder.Root, "bad.ndjson");

        var result = await ImportAsync(server, file, "--rejected", elsewhere);

        Assert.Equal((1, "accepted 100, duplicate 0, rejected 600"), (result.ExitCode, result.LastLine));
        Assert.Equal(Enumerable.Range(1, 700).Where(x => x % 7 != 0), Rejected(elsewhere).Select(x => x.Line).Order());
    }

    [Fact]
    public async Task Rows_that_are_added_are_new_and_those_ahead_of_the_clock_are_named()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var lines = Enumerable.Range(0, 150).Select(Line).ToArray();
        await ImportAsync(server, _folder.Write("events.ndjson", lines));
        var future = Line(150).Replace("2026-01-01", "2999-01-01", StringComparison.Ordinal);

        var changed = await ImportAsync(server, _folder.Write("events.ndjson", [.. lines, future]));

        // Other bytes are another producer: nothing is passed over, and the event ids tell what was there.
        Assert.Equal((1, "accepted 0, duplicate 150, rejected 1"), (changed.ExitCode, changed.LastLine));
        Assert.DoesNotContain("resumed", changed.Errors, StringComparison.Ordinal);
        Assert.Contains("ReingestEvents", changed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_first_events_and_sends_nothing()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var file = _folder.Write("events.jsonl", [.. Enumerable.Range(0, 5).Select(Line), "nonsense"]);

        var result = await ImportAsync(server, file, "--dry-run");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(3, result.Output.Split('\n').Count(x => x.StartsWith("{ \"eventId\"", StringComparison.Ordinal)));
        Assert.Contains($"{file}: 5 events, 1 rows that are none", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{file}:6: BAD_ENCODING", result.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await server.DescribeAsync()).EventCount);
        Assert.False(File.Exists(file + ".rejected"));
    }

    [Fact]
    public async Task Times_are_in_the_tenants_zone_and_amounts_in_its_currency()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var tenant = new V1.Tenant { TenantId = "tokyo", TimeZone = "Asia/Tokyo", CurrencyCode = "JPY" };
        await server.Tenants.CreateTenantAsync(new() { Tenant = tenant }, RunningServer.Call());
        var file = _folder.Write("buys.tsv", "c1\t2026-01-01 00:00\t1200");

        var result = await ImportAsync(
            server, file, "--tenant", "tokyo", "--map", "customer_id=1", "--map", "occurred_time=2", "--map", "purchase.amount=3");

        result.Succeeds();
        Assert.Equal(new DateTime(2025, 12, 31, 15, 0, 0), (await server.DescribeAsync("tokyo")).FirstEventTime.ToDateTime());
    }

    [Theory]
    [InlineData("--kind and --currency go with --map", "x.ndjson", "--kind", "purchase")]
    [InlineData("has columns", "x.csv")]
    [InlineData("--skip takes", "x.ndjson", "--skip", "-1")]
    [InlineData("ISO 4217", "x.csv", "--map", "purchase.amount=1", "--currency", "dollars")]
    [InlineData("Event has no field 'id'", "x.csv", "--map", "id=1")]
    public async Task A_call_that_cannot_be_meant_exits_with_2(string expected, params string[] arguments)
    {
        await using var server = await RunningServer.InMemoryAsync();
        arguments[0] = _folder.Write(arguments[0], Line(1));

        var result = await ImportAsync(server, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_a_missing_tenant_and_a_missing_server_exit_with_1()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var file = _folder.Write("events.ndjson", Line(1));

        var noFile = await ImportAsync(server, Path.Combine(_folder.Root, "none.ndjson"));
        var noTenant = await ImportAsync(server, file, "--tenant", "nobody");
        var noServer = await CommandLine.RunAsync("import", file, "--server", "http://127.0.0.1:1");

        Assert.Equal([1, 1, 1], [noFile.ExitCode, noTenant.ExitCode, noServer.ExitCode]);
        Assert.All([noFile, noTenant, noServer], x => Assert.DoesNotContain("not finished", x.Errors, StringComparison.Ordinal));
        Assert.Contains("TENANT_NOT_FOUND", noTenant.Errors, StringComparison.Ordinal);
        Assert.Contains("Unavailable", noServer.Errors, StringComparison.Ordinal);
    }

    private static string Line(int number) =>
        $$"""{"eventId":"e{{number}}","customerId":"c{{number % 50}}","activity":{},"occurredTime":"2026-01-01T00:00:00Z"}""";

    private static Task<CommandResult> ImportAsync(RunningServer server, params string[] arguments) =>
        CommandLine.RunAsync(["import", .. arguments, "--server", $"http://{server.Channel.Target}"]);

    private static List<(int Line, string Reason, string Field, string Row)> Rejected(string path) =>
        [.. File.ReadLines(path).Select(x => JsonDocument.Parse(x).RootElement).Select(x => (
            x.GetProperty("line").GetInt32(), x.GetProperty("reason").GetString()!, x.GetProperty("field").GetString()!,
            x.GetProperty("row").GetString()!))];
}
