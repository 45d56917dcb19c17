using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>Stands between clients and a server, byte by byte, and does to each connection what its plan says.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ConnectionEnd, int> _ends = new();
    private readonly Func<FaultPlan> _plan;
    private readonly Func<int> _port;
    private readonly Task _running;

    /// <summary>Starts to listen.</summary>
    /// <param name="port">Where the server listens.</param>
    /// <param name="plan">Gives the plan of each connection, in the order in which they come.</param>
    public FaultProxy(int port, Func<FaultPlan> plan) : this(() => port, plan)
    {
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">Where the server listens that a new connection is for.</param>
    /// <param name="plan">Gives the plan of each connection, in the order in which they come.</param>
    public FaultProxy(Func<int> port, Func<FaultPlan> plan)
    {
        (_port, _plan) = (port, plan);
        _listener.Start();
        _running = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many connections were brought to each end.</summary>
    public IReadOnlyDictionary<ConnectionEnd, int> Ends => _ends;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(PassAsync(client, _port(), _plan()));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(TcpClient client, int port, FaultPlan plan)
    {
        using var server = new TcpClient();
        using (client)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, over.Token);
                client.NoDelay = server.NoDelay = true;
                var connection = new ProxiedConnection(client.Client, server.Client, plan);
                Note(await connection.RunAsync(over.Token) ? plan.End : ConnectionEnd.Own);
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException)
            {
                Note(ConnectionEnd.Own);
            }
            // With a linger of zero closing resets the connection.
            client.LingerState = new(enable: true, 0);
            if (server.Connected)
                server.LingerState = new(enable: true, 0);
        }
    }

    private void Note(ConnectionEnd end) => _ends.AddOrUpdate(end, 1, (_, count) => count + 1);
}
