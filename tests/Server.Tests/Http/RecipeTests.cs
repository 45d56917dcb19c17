using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Http;

/// <summary>
/// What the README tells to type, in grpcurl, curl and the command line: each field is one of the protos', and the server answers.
/// </summary>
public sealed partial class RecipeTests
{
    private static readonly FileDescriptor[] Files =
    [
        IngestionServiceReflection.Descriptor, MetricsServiceReflection.Descriptor, CustomerServiceReflection.Descriptor,
        TenantServiceReflection.Descriptor, OperationsServiceReflection.Descriptor,
    ];

    /// <summary>In the order in which a reader types them; the last answer is the one that the text tells.</summary>
    [Fact]
    public async Task Grpcurl_SendsWhatTheServerTakes()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var recipes = Grpcurl().Matches(await ReadAsync("README.md"));
        Assert.True(recipes.Count >= 2, $"{recipes.Count} recipes");
        IMessage? answer = null;
        foreach (Match recipe in recipes)
            answer = await CallAsync(client.Server, recipe.Groups["rpc"].Value, recipe.Groups["json"].Value);
        var churn = Assert.IsType<ComputeChurnResponse>(answer);
        Assert.Equal((2, 1, 0.5), (churn.Counts.StartCount, churn.Counts.LostFromStartCount, churn.Rates.LostStartersOverStart.Value));
    }

    [Fact]
    public async Task Curl_SendsWhatTheServerTakes()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var recipes = Curl().Matches(await ReadAsync("README.md"));
        Assert.NotEmpty(recipes);
        foreach (Match recipe in recipes)
        {
            Assert.Contains("-H 'Content-Type: application/json'", recipe.Value, StringComparison.Ordinal);
            var answer = await client.PostAsync(recipe.Groups["path"].Value, recipe.Groups["json"].Value);
            Assert.Equal((recipe.Value, 200), (recipe.Value, answer.Status));
        }
    }

    /// <summary>The arguments of `retention query`, of which CreateTenant comes before those that name its tenant.</summary>
    [Fact]
    public async Task Query_SendsWhatTheServerTakes()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var recipes = Query().Matches(await ReadAsync("README.md"));
        Assert.True(recipes.Count >= 5, $"{recipes.Count} recipes");
        foreach (Match recipe in recipes)
        {
            var tenant = recipe.Groups["tenant"] is { Success: true } named ? named.Value : null;
            await CallAsync(client.Server, recipe.Groups["rpc"].Value, recipe.Groups["json"].Value, tenant);
        }
    }

    private static Task<string> ReadAsync(string document) => File.ReadAllTextAsync(Path.Combine(Solution.Root, document));

    private static async Task<IMessage> CallAsync(RunningServer server, string rpc, string json, string? tenant = null)
    {
        var method = Files.SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .Single(each => each.Name == rpc || $"{each.Service.FullName}/{each.Name}" == rpc);
        var request = JsonParser.Default.Parse(json.Length == 0 ? "{}" : json, method.InputType);
        var call = new Method<byte[], byte[]>(
            MethodType.Unary, method.Service.FullName, method.Name, Marshallers.Create(bytes => bytes, bytes => bytes),
            Marshallers.Create(bytes => bytes, bytes => bytes));
        var bytes = await server.Channel.CreateCallInvoker().AsyncUnaryCall(call, null, RunningServer.Call(tenant), request.ToByteArray());
        return method.OutputType.Parser.ParseFrom(bytes);
    }

    [GeneratedRegex(@"^grpcurl -plaintext(?: -d '(?<json>[^']*)')?[\s\\]+127\.0\.0\.1:\d+ (?<rpc>[\w.]+/\w+)", RegexOptions.Multiline)]
    private static partial Regex Grpcurl();

    [GeneratedRegex(@"^curl [^\n]*\\\n\s*-d '(?<json>[^']*)'[\s\\]+http://127\.0\.0\.1:\d+(?<path>/[\w.]+/\w+)", RegexOptions.Multiline)]
    private static partial Regex Curl();

    [GeneratedRegex(@" query (?<rpc>\w+)(?: --server \S+)?(?: --table)?[\s\\]+'(?<json>[^']*)'(?: --tenant (?<tenant>\w+))?")]
    private static partial Regex Query();
}
