using System.Net;
using System.Net.Sockets;

namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>
/// Ports that nobody listens on, below those that the system gives to clients: a client that keeps trying a port of theirs while its
/// server is down may in the end be connected to itself, and then holds the port.
/// </summary>
internal static class FreePort
{
    private const int First = 12_000;
    private const int Behind = 32_000;

    /// <summary>One on 127.0.0.1; somebody else may take it before the caller does.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Behind);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one may be free.
            }
        }
    }
}
