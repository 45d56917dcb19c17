using System.Net;
using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;

namespace RetentionGrpc.Redis.Tests;

/// <summary>The client under test, connected to servers of ours.</summary>
internal static class Clients
{
    /// <summary>A call is slow on a loaded machine before it fails.</summary>
    private const int PatienceMs = 60_000;

    /// <summary>Connects.</summary>
    /// <param name="redis">The server.</param>
    /// <param name="change">What differs from the usual options.</param>
    public static Task<ConnectionMultiplexer> ClientAsync(this RedisProcess redis, Action<ConfigurationOptions>? change = null) =>
        ConnectAsync([redis.Port], change);

    /// <summary>Connects to several servers of one cluster, or to another port.</summary>
    /// <param name="ports">Ports on 127.0.0.1.</param>
    /// <param name="change">What differs from the usual options.</param>
    public static async Task<ConnectionMultiplexer> ConnectAsync(int[] ports, Action<ConfigurationOptions>? change = null)
    {
        var options = new ConfigurationOptions
        {
            AllowAdmin = true,
            AsyncTimeout = PatienceMs,
            SyncTimeout = PatienceMs,
            ConnectTimeout = PatienceMs,
            // Comes back soon after its server does.
            ReconnectRetryPolicy = new LinearRetry(50),
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        };
        foreach (var port in ports)
            options.EndPoints.Add(new IPEndPoint(IPAddress.Loopback, port));
        change?.Invoke(options);
        return await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(Limits.Patience);
    }
}
