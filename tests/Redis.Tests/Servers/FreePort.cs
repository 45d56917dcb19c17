using System.Net;
using System.Net.Sockets;

namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>One on 127.0.0.1; somebody else may take it before the caller does.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
