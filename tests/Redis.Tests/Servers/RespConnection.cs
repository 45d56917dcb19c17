using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>
/// The least client: one command, one reply. It owes nothing to the client under test, so that it can tell what the server really holds.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly BufferedStream _stream;

    private RespConnection(Socket socket)
    {
        _socket = socket;
        _stream = new BufferedStream(new NetworkStream(socket), 64 * 1024);
    }

    /// <summary>Connects to 127.0.0.1.</summary>
    public static async Task<RespConnection> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), patience.Token);
            return new RespConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one command and waits for its reply.</summary>
    /// <exception cref="RespException">The server answered with an error.</exception>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task<RespReply> CallAsync(params string[] words)
    {
        using var patience = new CancellationTokenSource(Patience);
        var command = new StringBuilder(Invariant($"*{words.Length}\r\n"));
        foreach (var word in words)
            command.Append(Invariant($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"));
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(command.ToString()), patience.Token);
        await _stream.FlushAsync(patience.Token);
        return await ReadAsync(patience.Token);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task<RespReply> ReadAsync(CancellationToken cancellation)
    {
        var line = await ReadLineAsync(cancellation);
        var rest = line[1..];
        switch (line[0])
        {
            case '-':
                throw new RespException(rest);
            case '$' when rest != "-1":
                var bytes = new byte[int.Parse(rest, CultureInfo.InvariantCulture)];
                await _stream.ReadExactlyAsync(bytes, cancellation);
                await _stream.ReadExactlyAsync(new byte[2], cancellation);
                return new RespReply(bytes, []);
            case '*' when rest != "-1":
                var items = new RespReply[int.Parse(rest, CultureInfo.InvariantCulture)];
                for (var i = 0; i < items.Length; i++)
                    items[i] = await ReadAsync(cancellation);
                return new RespReply(null, items);
            case '$' or '*':
                return new RespReply(null, []);
            default:
                return new RespReply(Encoding.UTF8.GetBytes(rest), []);
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        var single = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(single, cancellation);
            if (single[0] == '\n')
                return line.ToString(0, line.Length - 1);
            line.Append((char)single[0]);
        }
    }
}
