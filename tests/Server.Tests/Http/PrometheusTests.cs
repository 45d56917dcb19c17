using System.Globalization;
using System.Text.RegularExpressions;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Http;

/// <summary>What scrapers are told.</summary>
[Collection(MeteredAlone.Name)]
public sealed partial class PrometheusTests
{
    [Fact]
    public async Task Metrics_are_text_that_prometheus_reads()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        await client.Server.Ingestion.IngestEventsAsync(
            new() { Events = { Sample.Activities(7), new Event() } }, RunningServer.Call());
        var answer = await client.GetAsync("/metrics");
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Status, answer.Type));
        var (types, samples) = (new Dictionary<string, string>(), new List<(string Name, string Labels, double Value)>());
        foreach (var line in answer.Text.TrimEnd('\n').Split('\n'))
        {
            if (TypeLine().Match(line) is { Success: true } type)
            {
                Assert.True(types.TryAdd(type.Groups[1].Value, type.Groups[2].Value), line);
                continue;
            }
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                continue;
            var sample = SampleLine().Match(line);
            Assert.True(sample.Success, line);
            var value = double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture);
            samples.Add((sample.Groups[1].Value, sample.Groups[2].Value, value));
        }
        Assert.Contains(samples, one => one is ("retention_ingest_events_total", "outcome=\"accepted\"", >= 7));
        Assert.Contains(samples, one => one is ("retention_ingest_rejections_total", "reason=\"UnknownKind\"", >= 1));
        Assert.Equal(("gauge", "gauge"), (types["dotnet_thread_pool_thread_count"], types["dotnet_thread_pool_queue_length"]));
        Assert.Equal("histogram", types["retention_log_append_duration_seconds"]);
        var counts = samples.Where(one => one.Name == "retention_log_append_duration_seconds_bucket")
            .Where(one => one.Labels.Contains("partition=\"0\"", StringComparison.Ordinal)).Select(one => one.Value).ToList();
        Assert.Equal(counts.Order(), counts);
        Assert.All(samples, one => Assert.Contains(types.Keys, name => one.Name.StartsWith(name, StringComparison.Ordinal)));
    }

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("^([a-zA-Z_:][a-zA-Z0-9_:]*)"
        + "(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\.)*\",?)+)\\})? (\\+Inf|-?[0-9.eE+-]+)$")]
    private static partial Regex SampleLine();
}
