using System.Net;
using System.Net.Sockets;
using System.Text;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Http;

/// <summary>Who may ask over HTTP/1.1, and what probes are told.</summary>
public sealed class HttpPortTests
{
    private const string Describe = "/retention.v1.TenantService/DescribeTenant";

    [Fact]
    public async Task Without_the_option_there_is_no_such_port()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var client = new HttpClient { Timeout = RunningServer.Patience };
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/healthz"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("HTTP/2 only", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_origin_is_refused_by_default()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var answer = await client.PostAsync(Describe, "{}", "origin: https://evil.example");
        Assert.Equal((403, "permission_denied"), (answer.Status, answer.Error.Code));
        var asked = await client.SendAsync(
            HttpMethod.Options, Describe, null, null, "origin: https://evil.example", "access-control-request-method: POST");
        Assert.Equal(403, asked.Status);
        Assert.DoesNotContain("Access-Control-Allow-Origin", asked.Headers.Keys);
        var own = client.Server.HttpAddress.GetLeftPart(UriPartial.Authority);
        Assert.Equal(200, (await client.PostAsync(Describe, "{}", $"origin: {own}")).Status);
    }

    [Fact]
    public async Task A_page_of_an_origin_that_is_let_in_may_ask()
    {
        await using var client = await HttpClientOfServer.StartAsync(options => options with { HttpOrigins = ["https://app.example"] });
        var asked = await client.SendAsync(
            HttpMethod.Options, Describe, null, null, "origin: https://app.example", "access-control-request-method: POST",
            "access-control-request-headers: content-type,connect-protocol-version,retention-tenant");
        Assert.Equal((204, ""), (asked.Status, asked.Text));
        Assert.Equal("https://app.example", asked.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("retention-tenant", asked.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        var answer = await client.PostAsync(Describe, "{}", "origin: https://app.example");
        Assert.Equal((200, "https://app.example"), (answer.Status, answer.Headers["Access-Control-Allow-Origin"]));
        Assert.Equal(403, (await client.PostAsync(Describe, "{}", "origin: https://app.example.evil")).Status);
    }

    [Fact]
    public async Task Any_origin_may_be_let_in()
    {
        await using var client = await HttpClientOfServer.StartAsync(options => options with { HttpOrigins = ["*"] });
        Assert.Equal(200, (await client.PostAsync(Describe, "{}", "origin: https://anywhere.example")).Status);
    }

    /// <summary>A name that somebody has pointed to 127.0.0.1 makes a page of his one of the same origin.</summary>
    [Fact]
    public async Task A_name_that_is_none_of_the_servers_is_refused()
    {
        await using var client = await HttpClientOfServer.StartAsync(options => options with { HttpHosts = ["retention.example"] });
        foreach (var (host, status) in new[] { ("evil.example", 403), ("retention.example", 200), ("localhost:99", 200), ("[::1]", 200) })
        {
            Assert.Equal((host, status), (host, (await client.PostAsync(Describe, "{}", $"host: {host}")).Status));
            Assert.Equal((host, status), (host, (await client.GetAsync("/metrics", $"host: {host}")).Status));
        }
    }

    [Theory]
    [InlineData("app.example", null)]
    [InlineData("https://app.example/", null)]
    [InlineData("ftp://app.example", null)]
    [InlineData(null, "https://metrics.example")]
    [InlineData(null, "metrics.example:443")]
    [InlineData(null, "")]
    public void What_is_no_origin_or_name_is_refused_at_the_start(string? origin, string? host)
    {
        var options = new ServeOptions { HttpOrigins = origin is null ? [] : [origin], HttpHosts = host is null ? [] : [host] };
        Assert.StartsWith($"{(origin is null ? "--http-host" : "--http-cors")} {origin ?? host} ", Assert.Single(options.Validate()),
            StringComparison.Ordinal);
        string[] good = ["*", "http://localhost:3000", "https://App.example"];
        Assert.Empty(new ServeOptions { HttpOrigins = good, HttpHosts = ["a-b.example", "[::1]"] }.Validate());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_what_to_do()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var (grpc, http) = (client.Server.Port, client.Server.HttpAddress.Port);
        foreach (var (port, httpPort, taken) in new (int, int?, int)[] { (grpc, null, grpc), (0, http, http) })
        {
            var failure = await Assert.ThrowsAsync<IOException>(
                () => RunningServer.InMemoryAsync(options => options with { Port = port, HttpPort = httpPort }));
            Assert.Contains($"127.0.0.1:{taken}: address already in use. Stop what listens there, or name another port with --port",
                failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_origin_that_is_no_ascii_is_refused()
    {
        await using var client = await HttpClientOfServer.StartAsync(options => options with { HttpOrigins = ["*"] });
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, client.Server.HttpAddress.Port);
        await using var stream = socket.GetStream();
        const string Request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nOrigin: http://é.example\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(Request));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 403 Forbidden", await reader.ReadLineAsync().WaitAsync(RunningServer.Patience));
    }

    [Fact]
    public async Task A_probe_needs_no_name()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        foreach (var (path, status) in new[] { ("/healthz", "200 OK"), ("/metrics", "403 Forbidden") })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, client.Server.HttpAddress.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\n\r\n"));
            using var reader = new StreamReader(stream);
            Assert.Equal($"HTTP/1.1 {status}", await reader.ReadLineAsync().WaitAsync(RunningServer.Patience));
        }
    }

    [Fact]
    public async Task Health_is_serving_until_the_server_drains()
    {
        await using var client = await HttpClientOfServer.StartAsync();
        var answer = await client.GetAsync("/healthz");
        Assert.Equal((200, "SERVING\n"), (answer.Status, answer.Text));
        Assert.Equal(405, (await client.PostAsync("/healthz", "")).Status);
        // A stream that stays open keeps the server draining for its stop timeout.
        using var stream = await client.Server.OpenAsync("slow");
        var stopping = client.Server.StopAsync();
        do
            answer = await client.GetAsync("/healthz");
        while (answer.Status == 200);
        Assert.Equal((503, "NOT_SERVING\n"), (answer.Status, answer.Text));
        stream.Dispose();
        await stopping;
    }
}
