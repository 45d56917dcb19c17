using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RetentionGrpc.LoadTest.Redis;

/// <summary>
/// The least that a client of Redis needs: commands gathered into one write, replies read one after the other. Less work than a client
/// library does, in favour of Redis.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly ArrayBufferWriter<byte> _pending = new();
    private readonly byte[] _received = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _commands;

    private RespConnection(Socket socket) => _socket = socket;

    /// <summary>Connects to 127.0.0.1.</summary>
    public static async Task<RespConnection> ConnectAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellation);
            return new RespConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Adds a command to what is sent next.</summary>
    public void Add(params ReadOnlySpan<string> words)
    {
        Begin(words.Length);
        foreach (var word in words)
            AddWord(Encoding.UTF8.GetBytes(word));
    }

    /// <summary>Adds SET with a value of bytes.</summary>
    public void AddSet(string key, ReadOnlySpan<byte> value)
    {
        Begin(3);
        AddWord("SET"u8);
        AddWord(Encoding.UTF8.GetBytes(key));
        AddWord(value);
    }

    /// <summary>Sends what was added, in one go, and waits for all replies: the numbers among them, others as 0.</summary>
    /// <exception cref="InvalidDataException">Redis answered with an error.</exception>
    public async Task<long[]> SendAsync(CancellationToken cancellation)
    {
        for (var rest = _pending.WrittenMemory; rest.Length > 0;)
            rest = rest[await _socket.SendAsync(rest, cancellation)..];
        _pending.ResetWrittenCount();
        var replies = new long[_commands];
        _commands = 0;
        for (var i = 0; i < replies.Length; i++)
            replies[i] = Number(await ReadLineAsync(cancellation));
        return replies;
    }

    public void Dispose() => _socket.Dispose();

    private static long Number(string line) => line[0] switch
    {
        ':' => long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture),
        '+' => 0,
        _ => throw new InvalidDataException($"Redis: {line}"),
    };

    private void Begin(int words)
    {
        _commands++;
        WriteLine('*', words);
    }

    private void AddWord(ReadOnlySpan<byte> word)
    {
        WriteLine('$', word.Length);
        _pending.Write(word);
        _pending.Write("\r\n"u8);
    }

    private void WriteLine(char mark, int number) =>
        _pending.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{mark}{number}\r\n")));

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (true)
        {
            while (_start < _end)
            {
                var next = (char)_received[_start++];
                if (next == '\n')
                    return line.ToString(0, line.Length - 1);
                line.Append(next);
            }
            (_start, _end) = (0, await _socket.ReceiveAsync(_received, cancellation));
            if (_end == 0)
                throw new InvalidDataException("Redis closed the connection.");
        }
    }
}
