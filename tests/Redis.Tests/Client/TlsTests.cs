using System.Security.Cryptography;
using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>Connections that are encrypted.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TlsFiles _files = new();
    private readonly int _port = FreePort.Next();

    public void Dispose() => _files.Dispose();

    [Fact(Timeout = Limits.Test)]
    public async Task Client_ThatTrustsTheServer_TalksToIt()
    {
        await using var redis = await RedisProcess.StartAsync(_files.ServerArguments(_port, "no"));
        await using var client = await Clients.ConnectAsync([_port], Trusting);
        var database = client.GetDatabase();
        var value = new byte[20_000_000];
        new Random(3).NextBytes(value);

        Assert.True(await database.StringSetAsync("large", value).WaitAsync(Limits.Patience));
        var back = (byte[]?)await database.StringGetAsync("large").WaitAsync(Limits.Patience);
        Assert.Equal(SHA256.HashData(value), SHA256.HashData(back!));
        var gets = await Task.WhenAll(Enumerable.Range(0, 100).Select(task => Task.Run(async () =>
        {
            await database.StringSetAsync($"{task}", task);
            return (int)await database.StringGetAsync($"{task}");
        }))).WaitAsync(Limits.Patience);
        Assert.Equal(Enumerable.Range(0, 100), gets);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Client_ThatDoesNotTrustTheServer_DoesNotConnect()
    {
        await using var redis = await RedisProcess.StartAsync(_files.ServerArguments(_port, "no"));
        await Assert.ThrowsAsync<RedisConnectionException>(() => Clients.ConnectAsync([_port], options =>
        {
            options.Ssl = true;
            options.ConnectRetry = 1;
        }));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Client_WithCertificate_IsLetInWhereOneIsAskedFor()
    {
        await using var redis = await RedisProcess.StartAsync(_files.ServerArguments(_port, "yes"));
        await Assert.ThrowsAsync<RedisConnectionException>(() => Clients.ConnectAsync([_port], options =>
        {
            Trusting(options);
            options.ConnectRetry = 1;
        }));
        await using var client = await Clients.ConnectAsync([_port], options =>
        {
            Trusting(options);
            options.CertificateSelection += (_, _, _, _, _) => _files.Certificate;
        });
        Assert.True(await client.GetDatabase().StringSetAsync("k", "v").WaitAsync(Limits.Patience));
    }

    /// <summary>The server is killed while encrypted calls are on their way, and found again.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Server_KilledAndStartedAgain_IsFoundAgain()
    {
        await using var redis = await RedisProcess.StartAsync(_files.ServerArguments(_port, "no"));
        await using var client = await Clients.ConnectAsync([_port], Trusting);
        redis.Pause();
        var call = client.GetDatabase().StringSetAsync("k", "v");
        await redis.KillAsync();
        await Assert.ThrowsAsync<RedisConnectionException>(() => call.WaitAsync(Limits.Patience));
        await redis.RestartAsync();
        Assert.True(await client.GetDatabase().StringSetAsync("k", "again").WaitAsync(Limits.Patience));
        Assert.Equal("again", (await redis.CallAsync("GET", "k")).Text);
    }

    private void Trusting(ConfigurationOptions options)
    {
        options.Ssl = true;
        options.SslHost = "127.0.0.1";
        options.TrustIssuer(_files.CertificateFile);
    }
}
