using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Xunit;
using Alpha = Grpc.Reflection.V1Alpha;

namespace RetentionGrpc.Server.Tests.Hosting;

/// <summary>The reflection services over a real connection.</summary>
public sealed class ReflectionTests
{
    private static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(20);

    [Fact]
    public async Task ListServices_NamesAll_InOrder()
    {
        ServerReflectionResponse response = Assert.Single(await AskAsync(new ServerReflectionRequest { Host = "h", ListServices = "*" }));
        Assert.Equal("h", response.ValidHost);
        Assert.Equal("*", response.OriginalRequest.ListServices);
        Assert.Equal(
            HostingServer.Services.Select(service => service.FullName).Order(StringComparer.Ordinal),
            response.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("retention.v1.MetricsService", "retention/v1/metrics_service.proto")]
    [InlineData("retention.v1.MetricsService.ComputeChurn", "retention/v1/metrics_service.proto")]
    [InlineData(".retention.v1.Event", "retention/v1/event.proto")]
    [InlineData("retention.v1.Event.customer_id", "retention/v1/event.proto")]
    [InlineData("retention.v1.Event.kind", "retention/v1/event.proto")]
    [InlineData("retention.v1.Event.PropertiesEntry", "retention/v1/event.proto")]
    [InlineData("retention.v1.SurveyType", "retention/v1/event.proto")]
    [InlineData("retention.v1.SURVEY_TYPE_NPS", "retention/v1/event.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.SERVING", "grpc/health/v1/health.proto")]
    [InlineData("google.protobuf.Timestamp", "google/protobuf/timestamp.proto")]
    public async Task Symbol_IsFoundInItsFile(string symbol, string file)
    {
        ServerReflectionResponse response = Assert.Single(await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol }));
        Assert.Equal(file, Files(response)[0].Name);
    }

    [Fact]
    public async Task File_CarriesAllItsImports_EachOnceInACall()
    {
        IReadOnlyList<ServerReflectionResponse> responses = await AskAsync(
            new ServerReflectionRequest { FileContainingSymbol = "retention.v1.MetricsService" },
            new ServerReflectionRequest { FileByFilename = "retention/v1/customer_service.proto" },
            new ServerReflectionRequest { FileByFilename = "retention/v1/query.proto" });

        // What a tool does with the first answer: it builds descriptors, every import among them.
        FileDescriptorProto[] first = Files(responses[0]);
        Assert.Equal("retention/v1/metrics_service.proto", first[0].Name);
        Assert.All(first.SelectMany(file => file.Dependency), import => Assert.Contains(first, file => file.Name == import));
        Assert.Equal(first.Length, first.DistinctBy(file => file.Name).Count());

        // Then only what is new, and always what is asked for.
        string[] second = [.. Files(responses[1]).Select(file => file.Name)];
        Assert.Equal("retention/v1/customer_service.proto", second[0]);
        Assert.DoesNotContain(second, name => first.Any(file => file.Name == name));
        Assert.Equal("retention/v1/query.proto", Assert.Single(Files(responses[2])).Name);
    }

    [Fact]
    public async Task Unanswerable_IsAnErrorResponse_AndTheCallGoesOn()
    {
        IReadOnlyList<ServerReflectionResponse> responses = await AskAsync(
            new ServerReflectionRequest { FileContainingSymbol = "retention.v1.Nothing" },
            new ServerReflectionRequest { FileByFilename = "nothing.proto" },
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "retention.v1.Event" } },
            new ServerReflectionRequest { AllExtensionNumbersOfType = "retention.v1.Event" },
            new ServerReflectionRequest(),
            new ServerReflectionRequest { ListServices = "" });
        Assert.Equal([5, 5, 5, 5, 3], responses.Take(5).Select(response => response.ErrorResponse.ErrorCode));
        Assert.NotEmpty(responses[5].ListServicesResponse.Service);
    }

    [Fact]
    public async Task Alpha_AnswersTheSameBytes()
    {
        ServerReflectionRequest[] requests =
        [
            new() { Host = "h", ListServices = "*" },
            new() { FileContainingSymbol = "retention.v1.IngestionService" },
            new() { FileByFilename = "nothing.proto" },
        ];
        await using HostingServer server = await HostingServer.StartAsync();
        using var call = new Alpha.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(deadline: Deadline);
        IReadOnlyList<ServerReflectionResponse> expected = await AskAsync(requests);
        foreach ((int index, ServerReflectionRequest request) in requests.Index())
        {
            await call.RequestStream.WriteAsync(Alpha.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(expected[index].ToByteString(), call.ResponseStream.Current.ToByteString());
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    private static FileDescriptorProto[] Files(ServerReflectionResponse response) =>
        [.. response.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom)];

    private static async Task<IReadOnlyList<ServerReflectionResponse>> AskAsync(params ServerReflectionRequest[] requests)
    {
        await using HostingServer server = await HostingServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(deadline: Deadline);
        List<ServerReflectionResponse> responses = [];
        foreach (ServerReflectionRequest request in requests)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            responses.Add(call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        return responses;
    }
}
