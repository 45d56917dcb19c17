using Grpc.Core;
using RetentionGrpc.Server.Commands.Import;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

/// <summary>An import that waits says for what, once in a while, and that it goes on.</summary>
public sealed class ImportWaitTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_in_words_and_so_is_its_end()
    {
        var store = new FaultyStore();
        await using var server = await RunningServer.InMemoryAsync(store: store);
        server.ExpectedError = "could not be written";
        var file = _folder.Write("events.ndjson", [.. Enumerable.Range(0, 500).Select(Line)]);
        (await ImportAsync(server, _folder.Write("first.ndjson", Line(1_000)))).Succeeds();
        store.Fault = AppendFault.Lost;
        var before = store.Appends;

        var importing = ImportAsync(server, file);
        await RunningServer.WaitUntilAsync(() => store.Appends >= before + 4);
        store.Fault = AppendFault.None;
        var imported = await importing;

        imported.Succeeds();
        var told = imported.Errors.Split('\n');
        Assert.Contains($"waiting for the server http://127.0.0.1:{server.Port}", imported.Errors, StringComparison.Ordinal);
        Assert.Contains("it cannot write its log just now", imported.Errors, StringComparison.Ordinal);
        Assert.Contains("[STORE_UNAVAILABLE]", imported.Errors, StringComparison.Ordinal);
        // Not at every try.
        Assert.InRange(told.Count(line => line.Contains("STORE_UNAVAILABLE", StringComparison.Ordinal)), 1, store.Appends - before - 2);
        var (waits, goesOn) = (Array.FindIndex(told, line => line.StartsWith("waiting", StringComparison.Ordinal)),
            Array.FindIndex(told, line => line.StartsWith("going on after", StringComparison.Ordinal)));
        Assert.InRange(goesOn, waits + 1, told.Length);
    }

    [Fact]
    public void A_wait_is_told_once_in_a_while_with_its_last_reason_and_nothing_is_told_of_a_quick_server()
    {
        var (time, told) = (new ManualTime(), new List<string>());
        using var wait = new WaitNotice(told.Add, new Uri("http://127.0.0.1:5001"), time);
        for (var second = 0; second < 20; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            (second % 2 == 0 ? wait.RowRead : (Action)wait.Answered)();
        }
        Assert.Empty(told);

        Pass(time, 4);
        Assert.Empty(told);
        Pass(time, 1);
        Assert.Equal(["waiting for the server http://127.0.0.1:5001: it does not answer"], told);
        wait.Failed(new() { StatusCode = StatusCode.Unavailable, Message = "refused" });
        wait.Failed(new() { StatusCode = StatusCode.Unavailable, Reason = ErrorReason.StoreUnavailable, ReasonName = "-", Message = "no" });
        Pass(time, 14);
        Assert.Single(told);
        Pass(time, 1);
        Assert.Equal(
            "waiting for the server http://127.0.0.1:5001 for 20 s: it cannot write its log just now; "
            + "is its Redis, or its disk, there? [STORE_UNAVAILABLE]",
            told[1]);
        // Rows that still find room are no answer.
        wait.RowRead();
        Pass(time, 15);
        Assert.Equal(3, told.Count);
        wait.Answered();
        Assert.Equal("going on after 35 s", told[3]);

        wait.Answered();
        Pass(time, 4);
        Assert.Equal(4, told.Count);
        wait.Failed(new() { StatusCode = StatusCode.Internal, Message = "no ping" });
        Assert.Equal(
            "waiting for the server http://127.0.0.1:5001: it cannot be reached; does it run? [Internal: no ping]", told[4]);
        wait.Dispose();
        Pass(time, 60);
        Assert.Equal(5, told.Count);
    }

    private static void Pass(ManualTime time, int seconds)
    {
        for (var second = 0; second < seconds; second++)
            time.Advance(TimeSpan.FromSeconds(1));
    }

    private static string Line(int number) =>
        $$"""{"eventId":"e{{number}}","customerId":"c{{number % 50}}","activity":{},"occurredTime":"2026-01-01T00:00:00Z"}""";

    private static Task<CommandResult> ImportAsync(RunningServer server, string file) =>
        CommandLine.RunAsync("import", file, "--server", $"http://127.0.0.1:{server.Port}");
}
