using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;
using RpcStatus = Google.Rpc.Status;

namespace RetentionGrpc.Server.Tests.Http;

/// <summary>Every unary rpc by the Connect protocol: in JSON and in binary it says what gRPC says.</summary>
public sealed class ConnectTests
{
    private const string Activity = "/retention.v1.MetricsService/ComputeActivity";
    private const string Describe = "/retention.v1.TenantService/DescribeTenant";
    private const string Ingest = "/retention.v1.IngestionService/IngestEvents";

    private static readonly (FileDescriptor File, int Count)[] Files =
    [
        (IngestionServiceReflection.Descriptor, 4), (MetricsServiceReflection.Descriptor, 24), (CustomerServiceReflection.Descriptor, 6),
        (TenantServiceReflection.Descriptor, 9), (OperationsServiceReflection.Descriptor, 0),
    ];

    /// <summary>A request with nothing set is an answer for some and for others an error with details: both must be the same.</summary>
    [Fact]
    public async Task Every_unary_rpc_says_what_it_says_by_grpc()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var (answers, errors) = (0, 0);
        var methods = Files.SelectMany(file => file.File.Services.SelectMany(service => service.Methods))
            .Where(method => !method.IsClientStreaming && !method.IsServerStreaming);
        foreach (var method in methods)
        {
            var path = $"/{method.Service.FullName}/{method.Name}";
            var expected = await CallAsync(client.Server, method);
            var json = await client.PostAsync(path, "{}");
            var binary = await client.SendAsync(HttpMethod.Post, path, [], "application/proto");
            if (expected.Status is { } status)
            {
                errors++;
                foreach (var answer in new[] { json, binary })
                {
                    Assert.Equal((path, "application/json"), (path, answer.Type));
                    Assert.Equal((path, status), (path, StatusOf(answer, status.Code)));
                }
            }
            else
            {
                answers++;
                Assert.Equal((path, 200, "application/json"), (path, json.Status, json.Type));
                Assert.Equal((path, 200, "application/proto"), (path, binary.Status, binary.Type));
                var fromJson = JsonParser.Default.Parse(json.Text, method.OutputType);
                Assert.Equal(FieldsOf(expected.Answer!), FieldsOf(fromJson));
                Assert.Equal(FieldsOf(expected.Answer!), FieldsOf(method.OutputType.Parser.ParseFrom(binary.Body)));
            }
        }
        Assert.True(answers >= 15 && errors >= 10, $"{answers} answers, {errors} errors");
    }

    [Fact]
    public async Task What_is_ingested_in_json_is_asked_for_in_json()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var events = """
            {"producerId": "curl", "sequence": 1, "events": [
              {"customerId": "c1", "eventId": "e1", "occurredTime": "2026-06-01T10:00:00Z", "activity": {"name": "open"}},
              {"customerId": "c2", "occurredTime": "2026-06-02T10:00:00Z",
               "purchase": {"orderId": "o1", "amount": {"minorUnits": 1999, "currencyCode": "USD"}}},
              {"occurredTime": "2026-06-02T10:00:00Z", "activity": {"name": "open"}}]}
            """;
        var taken = IngestEventsResponse.Parser.ParseJson((await client.PostAsync(Ingest, events)).Text);
        Assert.Equal((2, 1), (taken.Result.AcceptedCount, taken.Result.RejectedCount));
        Assert.Equal((2, RejectionReason.MissingCustomer), (taken.Result.Rejections[0].Index, taken.Result.Rejections[0].Reason));
        var question = $$"""
            {"bucket": "BUCKET_UNIT_MONTH", "options": { "readToken": "{{taken.ReadToken}}" },
             "window": {"interval": {"startTime": "2026-06-01T00:00:00Z", "endTime": "2026-07-01T00:00:00Z"} } }
            """;
        var answer = ComputeActivityResponse.Parser.ParseJson((await client.PostAsync(Activity, question)).Text);
        Assert.Equal((2, 2), (answer.Total.ActiveCount, answer.Total.EventCount));
    }

    [Fact]
    public async Task An_error_has_its_reason_and_field_in_words()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var question = """{"window": {"interval": {"startTime": "2026-06-02T00:00:00Z", "endTime": "2026-06-01T00:00:00Z"}}}""";
        var answer = await client.PostAsync(Activity, question);
        Assert.Equal(400, answer.Status);
        using var json = JsonDocument.Parse(answer.Body);
        var details = json.RootElement.GetProperty("details").EnumerateArray().ToList();
        Assert.Equal("INVALID_FIELD", details[0].GetProperty("debug").GetProperty("reason").GetString());
        var fields = details[1].GetProperty("debug").GetProperty("fieldViolations").EnumerateArray();
        Assert.Contains("window.interval.end_time", fields.Select(field => field.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("{\"windw\": {}}", "The JSON is no ComputeActivityRequest: Unknown field: windw")]
    [InlineData("{\"window\": ", "The JSON is no ComputeActivityRequest: ")]
    [InlineData("[]", "The JSON is no ComputeActivityRequest: ")]
    [InlineData("{\"bucket\": \"FORTNIGHT\"}", "The JSON is no ComputeActivityRequest: ")]
    public async Task Json_that_is_no_request_is_told(string json, string message)
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var answer = await client.PostAsync(Activity, json);
        Assert.Equal((400, "invalid_argument"), (answer.Status, answer.Error.Code));
        Assert.StartsWith(message, answer.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/retention.v1.MetricsService/ComputeNothing", "application/json", 404, "unimplemented")]
    [InlineData("POST", "/retention.v1.IngestionService/StreamEvents", "application/json", 501, "unimplemented")]
    [InlineData("POST", "/retention.v1.MetricsService/WatchMetric", "application/json", 501, "unimplemented")]
    [InlineData("PUT", Describe, "application/json", 405, "invalid_argument")]
    [InlineData("POST", Describe, "text/plain", 415, "invalid_argument")]
    [InlineData("POST", Describe, "application/grpc", 415, "invalid_argument")]
    [InlineData("POST", Describe, "application/json; charset=utf-16", 415, "invalid_argument")]
    public async Task What_is_no_call_is_refused(string method, string path, string type, int status, string code)
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var answer = await client.SendAsync(new(method), path, "{}"u8.ToArray(), type);
        Assert.Equal((status, code, "application/json"), (answer.Status, answer.Error.Code, answer.Type));
    }

    [Theory]
    [InlineData("connect-protocol-version: 2", 400, "invalid_argument")]
    [InlineData("connect-timeout-ms: soon", 400, "invalid_argument")]
    [InlineData("connect-timeout-ms: 12345678901", 400, "invalid_argument")]
    [InlineData("connect-timeout-ms: 0", 504, "deadline_exceeded")]
    [InlineData("content-encoding: br", 501, "unimplemented")]
    [InlineData("content-encoding: gzip", 400, "invalid_argument")]
    [InlineData("retention-tenant: nobody", 404, "not_found")]
    public async Task Headers_that_do_not_fit_are_told(string header, int status, string code)
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var answer = await client.PostAsync(Describe, "{}", header);
        Assert.Equal((status, code), (answer.Status, answer.Error.Code));
    }

    [Theory]
    [InlineData("connect-protocol-version: 1")]
    [InlineData("connect-timeout-ms: 5000")]
    [InlineData("connect-timeout-ms: 9999999999")]
    [InlineData("grpc-timeout: 1n")]
    [InlineData("grpc-encoding: gzip")]
    [InlineData("content-encoding: identity")]
    [InlineData("x~odd: 1")]
    [InlineData("x-odd-bin: !!!")]
    [InlineData("retention-tenant: default")]
    public async Task Headers_that_fit_are_taken(string header)
    {
        await using var client = await HttpClientOfServer.StartAsync();
        Assert.Equal(200, (await client.PostAsync(Describe, "{}", header)).Status);
    }

    /// <summary>The framework ends a call that is late while its handler may still write.</summary>
    [Fact]
    public async Task A_deadline_at_any_moment_of_a_call_leaves_a_whole_answer()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        await client.Server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(500) } }, RunningServer.Call());
        var question = """{"window": {"trailing": {"count": 52, "bucket": "BUCKET_UNIT_WEEK"}}, "bucket": "BUCKET_UNIT_DAY"}""";
        var statuses = new ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            var answer = await client.PostAsync(Activity, question, $"connect-timeout-ms: {1 + number % 6}");
            Assert.True(answer.Status == 200 || (answer.Status, answer.Error.Code) == (504, "deadline_exceeded"), answer.Text);
            using var whole = JsonDocument.Parse(answer.Body);
            statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
        });
        Assert.Contains(504, statuses.Keys);
    }

    [Fact]
    public async Task A_compressed_request_is_inflated_up_to_the_limit()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var small = await client.SendAsync(HttpMethod.Post, Describe, Gzip("{}"), "application/json", "content-encoding: gzip");
        Assert.Equal(200, small.Status);
        var bomb = Gzip(new string(' ', 5_000_000));
        Assert.InRange(bomb.Length, 1, 20_000);
        var large = await client.SendAsync(HttpMethod.Post, Describe, bomb, "application/json", "content-encoding: gzip");
        Assert.Equal((429, "resource_exhausted"), (large.Status, large.Error.Code));
    }

    /// <summary>Half a batch would be taken for the whole one, and the rest for its repetition.</summary>
    [Fact]
    public async Task A_compressed_request_that_is_cut_off_is_refused()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var request = new IngestEventsRequest { Events = { Sample.Activities(500) } };
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var each in request.Events)
            {
                gzip.Write(new IngestEventsRequest { Events = { each } }.ToByteArray());
                gzip.Flush();
            }
        }
        var whole = bytes.ToArray();
        foreach (var length in new[] { 0, 10, whole.Length / 2, whole.Length - 8, whole.Length - 1 })
        {
            var cut = await client.SendAsync(HttpMethod.Post, Ingest, whole[..length], "application/proto", "content-encoding: gzip");
            Assert.Equal((length, 400, "invalid_argument"), (length, cut.Status, cut.Error.Code));
        }
        Assert.Equal(0, (await client.Server.DescribeAsync()).EventCount);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Post, Ingest, whole, "application/proto", "content-encoding: gzip")).Status);
        Assert.Equal(500, (await client.Server.DescribeAsync()).EventCount);
    }

    /// <summary>A batch is judged as by gRPC: its message in binary may have 1 MiB.</summary>
    [Fact]
    public async Task A_batch_over_the_limit_of_messages_is_refused()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var request = new IngestEventsRequest();
        for (var i = 0; i < 900; i++)
            request.Events.Add(new Event { CustomerId = $"c{i}", Activity = new() { Name = new string('x', 1_500) } });
        var answer = await client.PostAsync(Ingest, JsonFormatter.Default.Format(request));
        Assert.Equal((429, "resource_exhausted"), (answer.Status, answer.Error.Code));
        Assert.Equal(0, (await client.Server.DescribeAsync()).EventCount);
    }

    /// <summary>There is room for one large message here, and the first takes its time.</summary>
    [Fact]
    public async Task Large_messages_of_all_calls_have_bounded_room()
    {
        await using var client = await HttpClientOfServer.StartAsync(options => options with
        {
            BytesUnderWay = options.InflatedBytes,
            RoomTimeout = TimeSpan.FromMilliseconds(200),
        });
        using var slow = new SlowBody(Encoding.UTF8.GetBytes("{" + new string(' ', 200_000)), "}"u8.ToArray());
        var first = client.SendAsync(Describe, slow);
        await slow.Begun;
        HttpAnswer large;
        do
            large = await client.PostAsync(Describe, "{" + new string(' ', 200_000) + "}");
        while (large.Status == 200);
        Assert.Equal((503, "unavailable"), (large.Status, large.Error.Code));
        Assert.Contains("OVERLOADED", large.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await client.PostAsync(Describe, "{}")).Status);
        slow.Go();
        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await client.PostAsync(Describe, "{" + new string(' ', 200_000) + "}")).Status);
    }

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private static async Task<(IMessage? Answer, RpcStatus? Status)> CallAsync(RunningServer server, MethodDescriptor method)
    {
        var rpc = new Method<byte[], byte[]>(
            MethodType.Unary, method.Service.FullName, method.Name, Marshallers.Create(bytes => bytes, bytes => bytes),
            Marshallers.Create(bytes => bytes, bytes => bytes));
        try
        {
            var bytes = await server.Channel.CreateCallInvoker().AsyncUnaryCall(rpc, null, RunningServer.Call(), []);
            return (method.OutputType.Parser.ParseFrom(bytes), null);
        }
        catch (RpcException failure)
        {
            return (null, RunningServer.DetailsOf(failure).Status);
        }
    }

    /// <summary>The status that an error tells, from the bytes of its details.</summary>
    private static RpcStatus StatusOf(HttpAnswer answer, int code)
    {
        using var json = JsonDocument.Parse(answer.Body);
        var status = new RpcStatus { Code = code, Message = json.RootElement.GetProperty("message").GetString() };
        foreach (var detail in json.RootElement.GetProperty("details").EnumerateArray())
        {
            var value = detail.GetProperty("value").GetString()!;
            status.Details.Add(new Google.Protobuf.WellKnownTypes.Any
            {
                TypeUrl = $"type.googleapis.com/{detail.GetProperty("type").GetString()}",
                Value = ByteString.FromBase64(value.PadRight((value.Length + 3) / 4 * 4, '=')),
            });
        }
        return status;
    }

    /// <summary>All fields but those that tell the time of the answer.</summary>
    private static string FieldsOf(IMessage message)
    {
        var copy = message.Descriptor.Parser.ParseFrom(message.ToByteArray());
        copy.Descriptor.FindFieldByName("info")?.Accessor.Clear(copy);
        return JsonFormatter.Default.Format(copy);
    }
}
