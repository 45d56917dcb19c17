using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.SampleShop;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What bench/ghz and bench/h2load send, sent by the generated client to a real server: ghz itself tells no failure.</summary>
public sealed class GhzConfigTests
{
    private static readonly string Bench = Path.Combine(Solution.Root, "bench");

    public static TheoryData<string> Configs =>
        [.. Directory.GetFiles(Path.Combine(Bench, "ghz"), "*.json").Select(path => Path.GetFileName(path)).Order()];

    [Fact]
    public void Configs_AreThere() => Assert.Equal(4, Configs.Count);

    [Theory]
    [MemberData(nameof(Configs))]
    public async Task Config_SentToAServer_IsAnsweredByOk(string file)
    {
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Bench, "ghz", file)));
        var root = config.RootElement;
        Assert.True(root.GetProperty("insecure").GetBoolean());
        Assert.True(File.Exists(Path.Combine(Bench, "ghz", root.GetProperty("proto").GetString()!)));
        Assert.All(root.GetProperty("import-paths").EnumerateArray(),
            path => Assert.True(Directory.Exists(Path.Combine(Bench, "ghz", path.GetString()!))));
        await using var server = await RunningServer.InMemoryAsync();
        var data = root.GetProperty("data");
        switch (root.GetProperty("call").GetString())
        {
            case "retention.v1.MetricsService.ComputeChurn":
                await server.Metrics.ComputeChurnAsync(Read<ComputeChurnRequest>(data), Options);
                break;
            case "retention.v1.MetricsService.ComputeRetention":
                await server.Metrics.ComputeRetentionAsync(Read<ComputeRetentionRequest>(data), Options);
                break;
            case "retention.v1.IngestionService.IngestEvents":
                var taken = await server.Ingestion.IngestEventsAsync(Read<IngestEventsRequest>(data), Options);
                Assert.Equal(data.GetProperty("events").GetArrayLength(), taken.Result.AcceptedCount);
                break;
            case "retention.v1.IngestionService.StreamEvents":
                await StreamAsync(server, data);
                break;
            case var other:
                Assert.Fail($"{file}: nothing here sends {other}");
                break;
        }
    }

    [Fact]
    public async Task H2LoadBodies_AreFramedRequestsThatAServerAnswers()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await server.Metrics.ComputeChurnAsync(Body<ComputeChurnRequest>("churn"), Options);
        await server.Metrics.ComputeRetentionAsync(Body<ComputeRetentionRequest>("retention"), Options);
        await server.Metrics.ComputeActivityAsync(Body<ComputeActivityRequest>("activity"), Options);
        Assert.Empty(Body<Grpc.Health.V1.HealthCheckRequest>("health").Service);
        var endMs = new LargeShop(new LargeShopOptions(1)).EndMs;
        Assert.Equal(endMs, Body<ComputeChurnRequest>("churn").Options.AsOfTime.ToDateTimeOffset().ToUnixTimeMilliseconds());
    }

    private static CallOptions Options => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));

    private static async Task StreamAsync(RunningServer server, JsonElement messages)
    {
        using var call = server.Ingestion.StreamEvents(Options);
        foreach (var message in messages.EnumerateArray())
            await call.RequestStream.WriteAsync(Read<StreamEventsRequest>(message));
        await call.RequestStream.CompleteAsync();
        var (accepted, flushed) = (0L, false);
        while (await call.ResponseStream.MoveNext())
        {
            var answer = call.ResponseStream.Current;
            Assert.Null(answer.Nack);
            accepted += answer.Ack?.Results.Sum(result => result.AcceptedCount) ?? 0;
            flushed |= answer.Flushed is not null;
        }
        Assert.Equal(3, accepted);
        Assert.True(flushed);
    }

    /// <summary>A message of JSON, with the actions of ghz's templates filled in.</summary>
    private static T Read<T>(JsonElement data)
        where T : IMessage<T>, new()
    {
        var text = data.GetRawText().Replace("{{.WorkerID}}", "g0", StringComparison.Ordinal)
            .Replace("{{.RequestNumber}}", "7", StringComparison.Ordinal);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        return JsonParser.Default.Parse<T>(text);
    }

    private static T Body<T>(string name)
        where T : IMessage<T>, new()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Bench, "h2load", $"{name}.binpb"));
        Assert.Equal(0, bytes[0]);
        Assert.Equal(bytes.Length - 5, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)));
        var message = new T();
        message.MergeFrom(bytes.AsSpan(5).ToArray());
        return message;
    }
}
