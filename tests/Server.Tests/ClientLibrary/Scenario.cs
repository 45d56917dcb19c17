using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>Does clients/scenario with the C# library: the format is in its README.</summary>
internal sealed partial class Scenario(string folder) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ServiceDescriptor[] Services =
        [IngestionService.Descriptor, MetricsService.Descriptor, CustomerService.Descriptor, TenantService.Descriptor];

    private readonly List<BatchOutcome> _outcomes = [];
    private ServerProcess? _server;
    private RetentionClient? _client;
    private EventStream? _stream;
    private HashSet<string> _volatile = [];

    private static JsonNode Text =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Solution.Root, "clients", "scenario", "scenario.json")))!;

    /// <summary>Does every step; the first that fails ends it.</summary>
    public async Task RunAsync()
    {
        var text = Text;
        _volatile = [.. text["volatile"]!.AsArray().Select(x => (string)x!)];
        _server = await ServerProcess.StartAsync(folder);
        _client = new RetentionClient(new Uri(_server.Address), new() { Tenant = (string)text["tenant"]! });
        foreach (var (number, step) in text["steps"]!.AsArray().Index())
        {
            var (kind, value) = step!.AsObject().First();
            try
            {
                await DoAsync(kind, value!, step);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Step {number}, {kind} {(kind == "call" ? value : "")}: {failure.Message}", failure);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Open only where a step failed: its error is what is to be told.
        if (_stream is not null)
            await _stream.CloseAsync(new(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_client is not null)
            await _client.DisposeAsync();
        _server?.Dispose();
    }

    private Task DoAsync(string kind, JsonNode value, JsonNode step) => kind switch
    {
        "call" => CallAsync((string)value!, step),
        "open" => OpenAsync(value),
        "add" => _stream!.AddRangeAsync(value.AsArray().Select(ToEvent)).AsTask().WaitAsync(Patience),
        "repeat" => _stream!.AddRangeAsync(Repeated(value)).AsTask().WaitAsync(Patience),
        "flush" => _stream!.FlushAsync().WaitAsync(Patience),
        "told" => Compare(value, Told()),
        "send" => SendAsync(value, step["rejections"]!),
        "restart" => RestartAsync((string)value!),
        "close" => CloseAsync(),
        _ => throw new InvalidOperationException("There is no such step."),
    };

    private async Task CallAsync(string name, JsonNode step)
    {
        var parts = name.Split('/');
        var rpc = Services.Single(x => x.FullName == parts[0]).FindMethodByName(parts[1]);
        var method = new Method<byte[], byte[]>(MethodType.Unary, parts[0], parts[1], Bytes, Bytes);
        var call = () => _client!.Invoker.AsyncUnaryCall(method, null, RunningServer.Call(), RequestOf(rpc, step)).ResponseAsync;
        if (step["error"] is { } expected)
        {
            var error = RetentionError.From(await Assert.ThrowsAsync<RpcException>(call));
            var code = ((string)expected["code"]!).Replace("_", "", StringComparison.Ordinal);
            Assert.Equal(code, error.StatusCode.ToString(), ignoreCase: true);
            Assert.Equal((string)expected["reason"]!, error.ReasonName);
            Assert.Equal(expected["fields"]?.AsArray().Select(x => (string)x!) ?? [], error.FieldViolations.Select(x => x.Field));
            var metadata = expected["metadata"]?.AsObject().ToDictionary(x => x.Key, x => (string)x.Value!) ?? [];
            Assert.Equal(metadata, error.Metadata.ToDictionary());
            return;
        }
        // Both by way of the message: defaults are left out of both, and numbers have one form.
        var wanted = JsonParser.Default.Parse(step["answer"]!.ToJsonString(), rpc.OutputType);
        await Compare(ToJson(wanted), ToJson(rpc.OutputType.Parser.ParseFrom(await call())));
    }

    private byte[] RequestOf(MethodDescriptor rpc, JsonNode step)
    {
        if (step["requestBase64"] is { } bytes)
            return Convert.FromBase64String((string)bytes!);
        var text = step["request"]!.ToJsonString().Replace("$token", _stream?.LastReadToken, StringComparison.Ordinal);
        return JsonParser.Default.Parse(text, rpc.InputType).ToByteArray();
    }

    private async Task OpenAsync(JsonNode options)
    {
        _outcomes.Clear();
        _stream = await _client!.OpenEventStreamAsync(new EventStreamOptions
        {
            ProducerId = (string)options["producerId"]!,
            BatchEvents = (int)options["batchEvents"]!,
            Linger = Timeout.InfiniteTimeSpan,
            BatchAcknowledged = _outcomes.Add,
        }).WaitAsync(Patience);
    }

    private static IEnumerable<Event> Repeated(JsonNode rule)
    {
        var (first, count) = ((long)rule["first"]!, (long)rule["count"]!);
        var template = rule["event"]!.ToJsonString();
        for (var i = first; i < first + count; i++)
        {
            var number = i;
            var text = NumberPattern.Replace(template, found =>
                (found.Groups[1].Success ? number % long.Parse(found.Groups[1].ValueSpan, null) : number).ToString(null, null));
            var added = JsonParser.Default.Parse<Event>(text);
            added.OccurredTime = new() { Seconds = (long)rule["firstSecond"]! + (i * (long)rule["everySeconds"]!) };
            yield return added;
        }
    }

    private JsonObject Told()
    {
        Assert.Equal(_outcomes.Count, _stream!.AckedThrough);
        Assert.Equal(Enumerable.Range(1, _outcomes.Count).Select(x => (long)x), _outcomes.Select(x => x.Sequence));
        return new()
        {
            ["batches"] = _outcomes.Count,
            ["counted"] = _outcomes.Sum(x => x.AcceptedCount + x.DuplicateCount),
            ["rejections"] = new JsonArray([.. _outcomes.SelectMany(x => x.Rejections, (batch, one) => Shown(one, batch.Sequence))]),
        };
    }

    private async Task SendAsync(JsonNode events, JsonNode rejections)
    {
        var told = await _stream!.SendAsync(events.AsArray().Select(ToEvent)).WaitAsync(Patience);
        await Compare(rejections, new JsonArray([.. told.Select(x => Shown(x, null))]));
    }

    private async Task RestartAsync(string how)
    {
        var port = _server!.Port;
        if (how == "stop")
            Assert.Equal(0, await _server.StopAsync());
        _server.Dispose();
        _server = await ServerProcess.StartAsync(folder, port);
    }

    private async Task CloseAsync() => await _stream!.CloseAsync().WaitAsync(Patience);

    private static JsonObject Shown(EventRejection one, long? sequence)
    {
        var shown = new JsonObject
        {
            ["index"] = one.Index,
            ["eventId"] = one.Event.EventId,
            ["reason"] = ((string)JsonNode.Parse(ReasonOf(one))!["reason"]!)["REJECTION_REASON_".Length..],
            ["field"] = one.Field,
        };
        if (sequence is { } batch)
            shown.Insert(0, "sequence", batch);
        return shown;
    }

    private static string ReasonOf(EventRejection one) => JsonFormatter.Default.Format(new Rejection { Reason = one.Reason });

    private static Event ToEvent(JsonNode? fields) => JsonParser.Default.Parse<Event>(fields!.ToJsonString());

    private JsonNode ToJson(IMessage message) => WithoutVolatile(JsonNode.Parse(JsonFormatter.Default.Format(message)))!;

    private JsonNode? WithoutVolatile(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(
            fields.Where(x => !_volatile.Contains(x.Key)).Select(x => KeyValuePair.Create(x.Key, WithoutVolatile(x.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithoutVolatile)]),
        _ => node?.DeepClone(),
    };

    private static Task Compare(JsonNode expected, JsonNode actual)
    {
        Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
        return Task.CompletedTask;
    }

    private static Marshaller<byte[]> Bytes { get; } = Marshallers.Create(x => x, x => x);

    [GeneratedRegex(@"\{i(?:%(\d+))?\}")]
    private static partial Regex NumberPattern { get; }
}
