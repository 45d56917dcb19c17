using System.Net;
using System.Security.Authentication;
using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>Addresses of Redis as messages name them.</summary>
internal static class RedisPlaces
{
    private const int DefaultPort = 6379;

    /// <summary>What is wrong with an address as <see cref="RedisLogOptions.Configuration"/> has it, or null.</summary>
    public static string? Fault(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0
                ? null
                : "The address of Redis is empty: give HOST:PORT, then what it wants, e.g. user=…,password=…,ssl=true.";
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            // The name of the parameter is that of a method that is not ours.
            return $"The address of Redis cannot be read: {failure.Message.Split(" (Parameter")[0]}";
        }
    }

    /// <summary>Why there is no connection, and what to look at.</summary>
    public static string WhyNot(IReadOnlyList<EndPoint> endpoints, bool isTls, RedisConnectionException failure)
    {
        if (failure is { FailureType: ConnectionFailureType.AuthenticationFailure, InnerException: { } refusal })
        {
            var what = refusal is AuthenticationException or IOException ? "does not speak TLS as it is asked to" : "refuses the login";
            return $"Redis at {Text(endpoints)} {what}: {refusal.Message.TrimEnd('.')}. "
                + "What it wants stands behind its address: user=…,password=…,ssl=true.";
        }
        var (host, port) = HostAndPort(endpoints[0]);
        var call = host is null ? $"-s {endpoints[0]}" : $"-h {host} -p {port}{(isTls ? " --tls" : "")}";
        return $"Redis at {Text(endpoints)} does not answer: is redis-server running there? `redis-cli {call} ping` asks it.";
    }

    /// <summary>The addresses, for messages.</summary>
    public static string Text(IEnumerable<EndPoint> endpoints) => string.Join(", ", endpoints.Select(Text));

    private static string Text(EndPoint endpoint)
    {
        var (host, port) = HostAndPort(endpoint);
        return host is null ? $"{endpoint}" : host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
    }

    private static (string? Host, int Port) HostAndPort(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint named => (named.Host, PortOr(named.Port)),
        IPEndPoint numbered => (numbered.Address.ToString(), PortOr(numbered.Port)),
        _ => (null, 0),
    };

    private static int PortOr(int port) => port == 0 ? DefaultPort : port;
}
