using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetentionGrpc.LoadTest.Redis;

/// <summary>A redis-server of our own on 127.0.0.1, in memory only unless told otherwise, which ends with the measurement.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const int Tries = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;

    private RedisServer(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="folder">Takes its log, and its data where arguments want that.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="arguments">More of its command line, which count more than what is there.</param>
    public static async Task<RedisServer> StartAsync(string folder, CancellationToken cancellation, params string[] arguments)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("redis-server") { UseShellExecute = false };
        foreach (var word in (string[])["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "",
            "--appendonly", "no", "--dir", folder, "--daemonize", "no", "--logfile", Path.Combine(folder, "redis.log"), .. arguments])
        {
            start.ArgumentList.Add(word);
        }
        var process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        var server = new RedisServer(process, port);
        for (var i = 0; ; i++)
        {
            try
            {
                using var connection = await RespConnection.ConnectAsync(port, cancellation);
                return server;
            }
            catch (SocketException) when (i < Tries && !process.HasExited)
            {
                await Task.Delay(Pause, cancellation);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Stops it where it is: connections stay open, and nothing is answered.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var sent = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        sent.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
