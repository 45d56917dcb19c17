using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>A client that is disposed of gives its threads and sockets back, whatever its server does.</summary>
public sealed class DisposeTests
{
    private const int Clients = 10;

    /// <summary>One to call on and one for messages, each with a thread to receive and one to send.</summary>
    private const int ThreadsOfOneClient = 4;
    private const int ConnectionsOfOneClient = 2;

    [Fact(Timeout = Limits.Test)]
    public async Task Clients_OfServerThatAnswers_LeaveNothingBehind()
    {
        await using var redis = await RedisProcess.StartAsync();
        await LeaveNothingAsync(redis, () => Task.CompletedTask);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Clients_OfServerThatWasKilled_LeaveNothingBehind()
    {
        await using var redis = await RedisProcess.StartAsync();
        await LeaveNothingAsync(redis, redis.KillAsync);
    }

    /// <summary>So much is on its way that the senders wait in the system, which takes no more.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Clients_OfFrozenServerWithFullBuffers_LeaveNothingBehind()
    {
        await using var redis = await RedisProcess.StartAsync();
        await LeaveNothingAsync(
            redis,
            () =>
            {
                redis.Pause();
                return Task.CompletedTask;
            },
            client => _ = client.GetDatabase().StringSetAsync("k", new byte[20_000_000], flags: CommandFlags.FireAndForget));
    }

    /// <summary>An encrypted connection ends as a plain one does.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task EncryptedClients_LeaveNothingBehind()
    {
        using var files = new TlsFiles();
        var port = FreePort.Next();
        await using var redis = await RedisProcess.StartAsync(files.ServerArguments(port, "no"));
        void Encrypted(ConfigurationOptions options)
        {
            options.EndPoints.Clear();
            options.EndPoints.Add("127.0.0.1", port);
            options.Ssl = true;
            options.TrustIssuer(files.CertificateFile);
        }
        await LeaveNothingAsync(redis, () => Task.CompletedTask, change: Encrypted);
    }

    private static async Task LeaveNothingAsync(
        RedisProcess redis, Func<Task> happens, Action<ConnectionMultiplexer>? before = null, Action<ConfigurationOptions>? change = null)
    {
        // What lives as long as the process is there before it is counted.
        await using (await ConnectAsync(redis, change))
        {
        }
        await Limits.UntilAsync(() => OwnResources.ConnectionThreads == 0, Held);
        var (threads, port) = (OwnResources.Threads.Length, PortOf(redis, change));

        var clients = new List<ConnectionMultiplexer>();
        for (var i = 0; i < Clients; i++)
            clients.Add(await ConnectAsync(redis, change));
        Assert.Equal(
            (Clients * ThreadsOfOneClient, Clients * ConnectionsOfOneClient),
            (OwnResources.ConnectionThreads, OwnResources.ConnectionsTo(port)));
        var sockets = OwnResources.Sockets - OwnResources.ConnectionsTo(port);

        await happens();
        foreach (var client in clients)
        {
            before?.Invoke(client);
            await client.CloseAsync(allowCommandsToComplete: false).WaitAsync(Limits.Patience);
            await client.DisposeAsync().AsTask().WaitAsync(Limits.Patience);
        }
        await Limits.UntilAsync(
            () => OwnResources.ConnectionThreads == 0 && OwnResources.ConnectionsTo(port) == 0
                && OwnResources.Threads.Length <= threads && OwnResources.Sockets <= sockets,
            () => $"{Held()}; before {threads} threads and {sockets} sockets; {OwnResources.ConnectionsTo(port)} connections");
    }

    private static int PortOf(RedisProcess redis, Action<ConfigurationOptions>? change)
    {
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", redis.Port } } };
        change?.Invoke(options);
        return ((System.Net.IPEndPoint)Assert.Single(options.EndPoints)).Port;
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisProcess redis, Action<ConfigurationOptions>? change)
    {
        var client = await redis.ClientAsync(change);
        await client.GetDatabase().PingAsync().WaitAsync(Limits.Patience);
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal("c"), (_, _) => { }).WaitAsync(Limits.Patience);
        return client;
    }

    private static string Held() =>
        $"{OwnResources.ConnectionThreads} threads of connections, {OwnResources.Sockets} sockets, {OwnResources.Threads.Length} threads: "
        + string.Join(", ", OwnResources.Threads.CountBy(name => name));
}
