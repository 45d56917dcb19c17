using System.Diagnostics;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Commands;

/// <summary>An import is killed at random moments, and the server under it, and each time the same call is made again.</summary>
public sealed class ImportKillTests(ITestOutputHelper output) : IDisposable
{
    private const int TestTimeoutMs = 120_000;
    private const int Rows = 20_000;
    private const int Kills = 10;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = TestTimeoutMs)]
    public async Task No_row_is_lost_or_doubled()
    {
        const int Seed = 7;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        // Without event ids: only the rows' places in the file keep them from counting twice.
        var notes = string.Join(',', Enumerable.Range(0, 8).Select(x => $"\"n{x}\":\"{new string('x', 200)}\""));
        var file = _folder.Write("events.ndjson", [.. Enumerable.Range(0, Rows).Select(number =>
            $$$"""{"customerId":"c{{{number}}}","activity":{},"properties":{{{{notes}}}},"occurredTime":"2026-01-01T00:00:00Z"}""")]);
        var data = Path.Combine(_folder.Root, "data");
        var server = await ServerProcess.StartAsync(data);
        var partly = 0;
        try
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                var goal = await CountAsync(server) + random.Next(1, Rows / Kills / 2);
                using var import = Start(file, server.Address);
                await UntilAsync(server, goal, import);
                if (kill is 4 or 8)
                {
                    server.Kill();
                    server.Dispose();
                    server = await ServerProcess.StartAsync(data, server.Port);
                    await UntilAsync(server, goal + 500, import);
                }
                import.Kill();
                await import.WaitForExitAsync().WaitAsync(RunningServer.Patience);
                var count = await CountAsync(server);
                output.WriteLine($"kill {kill}: {count} rows");
                partly += count < Rows ? 1 : 0;
            }

            var whole = await CommandLine.RunAsync("import", file, "--server", server.Address);
            var again = await CommandLine.RunAsync("import", file, "--server", server.Address);

            output.WriteLine(whole.Errors);
            whole.Succeeds();
            again.Succeeds();
            Assert.Equal($"accepted 0, duplicate {Rows}, rejected 0", again.LastLine);
            var held = await server.Tenants.DescribeTenantAsync(new(), RunningServer.Call());
            Assert.Equal((Rows, Rows), (held.EventCount, held.CustomerCount));
            Assert.True(partly >= Kills / 2, $"Only {partly} kills were in the midst of the file.");
        }
        finally
        {
            server.Dispose();
        }
    }

    private static async Task<long> CountAsync(ServerProcess server) =>
        (await server.Tenants.DescribeTenantAsync(new DescribeTenantRequest(), RunningServer.Call())).EventCount;

    private static async Task UntilAsync(ServerProcess server, long goal, Process import)
    {
        var started = Stopwatch.StartNew();
        while (await CountAsync(server) < goal && !import.HasExited)
            Assert.True(started.Elapsed < RunningServer.Patience, "The import got nowhere.");
    }

    private static Process Start(string file, string address)
    {
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var configuration = Path.GetFileName(Path.GetDirectoryName(own))!;
        var executable = Path.Combine(
            Solution.Root, "src", "RetentionGrpc.Server", "bin", configuration, Path.GetFileName(own), "retention.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", executable, "import", file, "--server", address])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
