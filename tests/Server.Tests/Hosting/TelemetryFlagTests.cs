using System.Diagnostics;
using System.Text.Json;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Hosting;

/// <summary>The flags of <c>serve</c> that say where it tells of itself, by the real executable.</summary>
public sealed class TelemetryFlagTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-flags-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_log_is_json_and_the_collector_is_told_where_they_are_asked_for()
    {
        await using var collector = await Collector.StartAsync();
        using var server = await ServerProcess.StartAsync(
            _folder, 0, "--log-format", "json", "--otlp-endpoint", collector.Address.ToString());
        await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(3) } }, RunningServer.Call());
        Assert.Equal(0, await server.StopAsync());

        Assert.True(collector.Has("MetricsService/Export", "retention.ingest.events"));
        Assert.NotEmpty(server.Log);
        Assert.All(server.Log, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    [Fact]
    public async Task The_log_is_text_by_itself()
    {
        using var server = await ServerProcess.StartAsync(_folder);
        Assert.Equal(0, await server.StopAsync());
        Assert.Contains(server.Log, line => line.Contains("Recovered", StringComparison.Ordinal) && line[0] != '{');
    }

    [Theory]
    [InlineData("--log-format", "xml", "'xml'")]
    [InlineData("--answer-cache", "maybe", "'maybe'")]
    [InlineData("--answer-cache-bytes", "1000", "it must be 1048576 to")]
    [InlineData("--otlp-endpoint", "collector", "--otlp-endpoint needs a whole URL")]
    [InlineData("--store-limit", "1000000", "it must be at least 25165824")]
    public async Task A_value_that_makes_no_sense_is_refused_with_a_word(string flag, string value, string word)
    {
        var start = ServerProcess.StartOf(_folder, 0, flag, value);
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        await process.WaitForExitAsync(patience.Token);
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(word, await said, StringComparison.Ordinal);
    }
}
