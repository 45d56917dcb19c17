using System.Diagnostics;
using System.Globalization;
using RetentionGrpc.Redis.Tests.Servers;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

/// <summary>`retention serve --redis` where it cannot begin: what it says, by the real executable.</summary>
public sealed class RedisStartTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("127.0.0.1:{0}", "Redis at 127.0.0.1:{0} does not answer", "`redis-cli -h 127.0.0.1 -p {0} ping`")]
    [InlineData("localhost:{0},password=hush", "Redis at localhost:{0} does not answer", "`redis-cli -h localhost -p {0} ping`")]
    [InlineData("127.0.0.1:{0},ssl=true", "Redis at 127.0.0.1:{0} does not answer", "`redis-cli -h 127.0.0.1 -p {0} --tls ping`")]
    [InlineData("127.0.0.1:{0},localhost:{0}", "Redis at 127.0.0.1:{0}, localhost:{0} does not answer", "-h 127.0.0.1 -p {0} ping`")]
    public async Task A_Redis_that_does_not_answer_is_named_with_what_to_look_at(string address, string told, string command)
    {
        var port = FreePort.Next();

        var (exitCode, errors) = await StartAsync(With(address, port));

        Assert.Equal(1, exitCode);
        Assert.Contains(With(told, port), errors, StringComparison.Ordinal);
        Assert.Contains("is redis-server running there?", errors, StringComparison.Ordinal);
        Assert.Contains(With(command, port), errors, StringComparison.Ordinal);
        Assert.DoesNotContain("abortConnect", errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_wants_a_password_is_told_as_such()
    {
        await using var redis = await RedisProcess.StartAsync("--requirepass", "secret");

        var (exitCode, errors) = await StartAsync($"{redis.Address},password=wrong");

        Assert.Equal(1, exitCode);
        Assert.Contains($"Redis at {redis.Address} refuses the login", errors, StringComparison.Ordinal);
        Assert.Contains("user=…,password=…", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("multiplexer", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ssl=true", "give HOST:PORT")]
    [InlineData("127.0.0.1:6379,pasword=hush", "The address of Redis cannot be read: Keyword 'pasword' is not supported.")]
    public async Task An_address_that_cannot_be_read_is_told(string address, string told)
    {
        var (exitCode, errors) = await StartAsync(address);

        Assert.Equal(1, exitCode);
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_without_TLS_is_told_where_TLS_is_asked_for()
    {
        await using var redis = await RedisProcess.StartAsync();

        var (exitCode, errors) = await StartAsync($"{redis.Address},ssl=true");

        Assert.Equal(1, exitCode);
        Assert.Contains($"Redis at {redis.Address} does not speak TLS as it is asked to", errors, StringComparison.Ordinal);
    }

    private static string With(string text, int port) => string.Format(CultureInfo.InvariantCulture, text, port);

    private async Task<(int ExitCode, string Errors)> StartAsync(string address)
    {
        using var process = Process.Start(ServerProcess.StartOf(_folder.Root, 0, "--redis", address))!;
        var said = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
        return (process.ExitCode, await said);
    }
}
