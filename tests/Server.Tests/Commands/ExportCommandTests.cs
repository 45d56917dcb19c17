using System.Globalization;
using System.Text;
using RetentionGrpc.Server.Tests.Archives;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

public sealed class ExportCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => Path.Combine(_folder.Root, "backup.rg");

    [Fact]
    public async Task An_archive_is_written_and_restored()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 40);
        await System.IO.File.WriteAllTextAsync(File, "an older one");

        var exported = await CommandLine.RunAsync("export", File, "--server", Address(server));
        await using var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 3 });
        var imported = await CommandLine.RunAsync("import", "--archive", File, "--server", Address(restored));

        exported.Succeeds();
        imported.Succeeds();
        Assert.StartsWith("restored: 3 tenants, ", imported.LastLine, StringComparison.Ordinal);
        Assert.Equal([File], Directory.EnumerateFiles(_folder.Root));
        ArchivedShop.AreEqual(await ArchivedShop.AnswersAsync(server), await ArchivedShop.AnswersAsync(restored));
        // What was written is told as what was restored is.
        var held = imported.LastLine["restored: ".Length..imported.LastLine.IndexOf(" events,", StringComparison.Ordinal)];
        var size = new FileInfo(File).Length.ToString("N0", CultureInfo.InvariantCulture);
        Assert.Matches($@"(^|\n)exported: {held} events, {size} bytes in \d+\.\d s\n$", exported.Errors);

        var again = await CommandLine.RunAsync("import", "--archive", File, "--server", Address(restored));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("STORE_NOT_EMPTY", again.Errors, StringComparison.Ordinal);
        var misused = await CommandLine.RunAsync("import", "--archive", File, "--tenant", "b", "--server", Address(restored));
        Assert.Equal((2, true), (misused.ExitCode, misused.Errors.Contains("--archive goes with", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failed_export_leaves_the_older_file()
    {
        await System.IO.File.WriteAllTextAsync(File, "an older one");
        await using var server = await RunningServer.InMemoryAsync();

        var failed = await CommandLine.RunAsync("export", File, "--format", "ndjson", "--tenant", "nobody", "--server", Address(server));

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("TENANT_NOT_FOUND", failed.Errors, StringComparison.Ordinal);
        Assert.Equal("an older one", await System.IO.File.ReadAllTextAsync(File));
        Assert.Equal([File], Directory.EnumerateFiles(_folder.Root));
    }

    [Fact]
    public async Task Events_of_a_tenant_are_lines_that_import_reads_and_then_answer_the_same()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await ArchivedShop.FillAsync(server, 120);
        await using var other = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 2 });
        var exported = await CommandLine.RunAsync("export", "-", "--format", "ndjson", "--server", Address(server));
        exported.Succeeds();
        var lines = exported.Output.TrimEnd('\n').Split('\n');
        var events = lines.Select(Event.Parser.ParseJson).ToList();
        Assert.Equal(
            events.OrderBy(one => one.CustomerId, StringComparer.Ordinal).ThenBy(one => one.OccurredTime.ToDateTime()), events);
        var customers = events.Where(one => one.CustomerId.Length > 0).Select(one => one.CustomerId).Distinct().Count();
        var (count, size) = (events.Count.ToString("N0", CultureInfo.InvariantCulture), Encoding.UTF8.GetByteCount(exported.Output));
        Assert.Matches(
            FormattableString.Invariant($@"(^|\n)exported: {customers:N0} customers, {count} events, {size:N0} bytes in \d+\.\d s\n$"),
            exported.Errors);

        var imported = await CommandLine.RunAsync("import", _folder.Write("events.ndjson", lines), "--server", Address(other));

        imported.Succeeds();
        Assert.Equal($"accepted {lines.Length}, duplicate 0, rejected 0", imported.LastLine);
        var (before, after) = (await server.DescribeAsync(), await other.DescribeAsync());
        Assert.Equal(before.EventCount, lines.Length);
        Assert.Equal((before.CustomerCount, before.Kinds), (after.CustomerCount, after.Kinds));
        foreach (var tenant in new[] { "berlin", "empty" })
            (await CommandLine.RunAsync("export", "-", "--format", "ndjson", "--tenant", tenant, "--server", Address(server))).Succeeds();
        ArchivedShop.AreEqual(await ArchivedShop.MetricsAsync(server, "default"), await ArchivedShop.MetricsAsync(other, "default"));
    }

    private static string Address(RunningServer server) => $"http://127.0.0.1:{server.Port}";

    [Fact]
    public async Task What_would_be_written_elsewhere_or_of_others_is_refused_before_anything_is_asked()
    {
        var missing = Path.Combine(_folder.Root, "none", "a.rg");
        (string[] Arguments, string Told)[] wrong =
        [
            ([File, "--tenant", "shop"], "an archive has all tenants"), ([_folder.Root], "is a folder"), ([missing], "there is no folder"),
        ];
        foreach (var (arguments, told) in wrong)
        {
            var failed = await CommandLine.RunAsync(["export", .. arguments]);
            Assert.Equal(2, failed.ExitCode);
            Assert.Contains(told, failed.Errors, StringComparison.Ordinal);
        }
    }
}
