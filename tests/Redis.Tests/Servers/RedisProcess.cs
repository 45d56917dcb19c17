using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>
/// A real redis-server as a process of its own: on 127.0.0.1, on a free port, in a folder of its own, without persistence unless the
/// arguments say so. It can be killed, stopped, paused and started again on the same port and data. Needs nothing but the command.
/// </summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    /// <summary>How long a start or an end may take on a loaded machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>A free port may be taken by somebody else before the server has it: then another one is tried.</summary>
    private const int PortsTried = 5;

    /// <summary>
    /// The output goes to the log: a pipe that the server inherited would hold up whoever reads our own output to its end. A child of the
    /// shell waits for the end of our side of the input, which comes with the end of this process however it ends, and takes the server
    /// along. The shell itself becomes the server.
    /// </summary>
    private const string Script =
        "exec 3<&0; (cat <&3 >/dev/null; kill -9 $$) >/dev/null 2>&1 & exec redis-server \"$@\" >>\"$0\" 2>&1 3<&- </dev/null";

    private readonly string[] _arguments;
    private Process? _process;

    private RedisProcess(string[] arguments) => _arguments = arguments;

    /// <summary>Its data and its log; deleted with it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("retention-redis-").FullName;

    /// <summary>The same one after every start.</summary>
    public int Port { get; private set; }

    /// <summary>127.0.0.1:PORT.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The id of the running process.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int ProcessId => Running.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it wrote since its first start.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(Folder, "redis.log");

    private Process Running => IsRunning ? _process! : throw new InvalidOperationException($"redis-server does not run:\n{Log}");

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="arguments">
    /// As on its command line, e.g. "--appendonly", "yes"; a later one overrides an earlier one. {folder} stands for the folder. The port
    /// given here is the plain one; one for TLS comes beside it.
    /// </param>
    /// <exception cref="InvalidOperationException">It ended instead; the message has its log.</exception>
    public static async Task<RedisProcess> StartAsync(params string[] arguments)
    {
        var redis = new RedisProcess(arguments);
        try
        {
            for (var tried = 1; ; tried++)
            {
                redis.Port = FreePort.Next();
                if (await redis.TryStartAsync())
                    return redis;
                if (tried == PortsTried || !redis.Log.Contains("Address already in use", StringComparison.Ordinal))
                    throw new InvalidOperationException($"redis-server did not start:\n{redis.Log}");
            }
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after its end, on the same port and data, and waits until it has loaded them.</summary>
    public async Task RestartAsync()
    {
        if (IsRunning)
            throw new InvalidOperationException("redis-server still runs.");
        if (!await TryStartAsync())
            throw new InvalidOperationException($"redis-server did not start again:\n{Log}");
    }

    /// <summary>Ends it on the spot, as kill -9 does; what it had not written is lost.</summary>
    public async Task KillAsync()
    {
        Running.Kill();
        await EndedAsync();
    }

    /// <summary>Asks it to end, as an operator would: it writes what its persistence asks for.</summary>
    public async Task StopAsync()
    {
        Signal.Terminate.SendTo(ProcessId);
        await EndedAsync();
    }

    /// <summary>Freezes it: connections stay open, and nothing is answered.</summary>
    public void Pause() => Signal.Stop.SendTo(ProcessId);

    /// <summary>Lets it go on.</summary>
    public void Resume() => Signal.Continue.SendTo(ProcessId);

    /// <summary>A connection of its own for raw commands.</summary>
    public Task<RespConnection> ConnectAsync() => RespConnection.ConnectAsync(Port);

    /// <summary>One raw command on a connection of its own.</summary>
    /// <exception cref="RespException">The server answered with an error.</exception>
    public async Task<RespReply> CallAsync(params string[] words)
    {
        using var connection = await ConnectAsync();
        return await connection.CallAsync(words);
    }

    /// <summary>Kills it, frozen or not, and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<bool> TryStartAsync()
    {
        _process?.Dispose();
        _process = Process.Start(StartInfo())!;
        var watch = Stopwatch.StartNew();
        while (!_process.HasExited)
        {
            if (await AnswersAsync())
                return true;
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"redis-server does not answer:\n{Log}");
            await Task.Delay(Step);
        }
        return false;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var connection = await ConnectAsync();
            await connection.CallAsync("PING");
            // Another server on this port would answer too, while this one ends for want of it.
            return (await connection.CallAsync("INFO", "server")).Text.Contains($"process_id:{_process!.Id}\r", StringComparison.Ordinal);
        }
        catch (RespException refused)
        {
            // The other refusal is LOADING: not yet.
            return refused.Message.StartsWith("NOAUTH", StringComparison.Ordinal);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private ProcessStartInfo StartInfo()
    {
        string[] own =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", Folder, "--daemonize", "no",
            "--save", "", "--appendonly", "no",
        ];
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var word in (string[])["-c", Script, LogFile, .. own, .. _arguments])
            start.ArgumentList.Add(word.Replace("{folder}", Folder, StringComparison.Ordinal));
        return start;
    }

    private async Task EndedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(patience.Token);
        _process.StandardInput.Close();
    }
}
