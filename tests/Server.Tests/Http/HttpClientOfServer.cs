using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Server.Tests.Wire;

namespace RetentionGrpc.Server.Tests.Http;

/// <summary>A server with a port for HTTP/1.1, and who asks it as curl does.</summary>
internal sealed class HttpClientOfServer : IAsyncDisposable
{
    private readonly HttpClient _client;

    private HttpClientOfServer(RunningServer server)
    {
        Server = server;
        _client = new HttpClient { BaseAddress = server.HttpAddress, Timeout = RunningServer.Patience };
    }

    public RunningServer Server { get; }

    public static async Task<HttpClientOfServer> StartAsync(Func<ServeOptions, ServeOptions>? change = null) =>
        new(await RunningServer.InMemoryAsync(options => (change ?? (same => same))(options with { HttpPort = 0 })));

    /// <summary>Asks, with headers as "name: value".</summary>
    public async Task<HttpAnswer> SendAsync(HttpMethod method, string path, byte[]? body, string? type, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (header[..colon], header[(colon + 2)..]);
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        return await SendAsync(request);
    }

    /// <summary>Asks with a body of the test's own.</summary>
    public async Task<HttpAnswer> SendAsync(string path, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        return await SendAsync(request);
    }

    private async Task<HttpAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _client.SendAsync(request);
        return new(
            (int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<HttpAnswer> GetAsync(string path, params string[] headers) => SendAsync(HttpMethod.Get, path, null, null, headers);

    public Task<HttpAnswer> PostAsync(string path, string json, params string[] headers) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json), "application/json", headers);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
internal sealed record HttpAnswer(int Status, string Type, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The code of an error, and what it says.</summary>
    public (string Code, string Message) Error
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return (json.RootElement.GetProperty("code").GetString()!, json.RootElement.GetProperty("message").GetString()!);
        }
    }
}
