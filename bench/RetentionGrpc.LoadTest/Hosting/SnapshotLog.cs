using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RetentionGrpc.LoadTest.Hosting;

/// <summary>A snapshot that the server took.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="PauseMs">How long its partition stood still.</param>
/// <param name="ElapsedMs">From its begin until it was stored.</param>
internal sealed record SnapshotTaken(long Bytes, double PauseMs, double ElapsedMs);

/// <summary>Takes the server's log: notes snapshots, and passes what is worse than information on to stderr.</summary>
internal sealed class SnapshotLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<SnapshotTaken> _taken = new();

    /// <summary>The snapshots so far.</summary>
    public IReadOnlyCollection<SnapshotTaken> Taken => _taken;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel > LogLevel.Information)
        {
            Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");
            return;
        }
        var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        if (Of(values, "Pause") is TimeSpan pause && Of(values, "Elapsed") is TimeSpan elapsed && Of(values, "Bytes") is long bytes)
            _taken.Enqueue(new SnapshotTaken(bytes, pause.TotalMilliseconds, elapsed.TotalMilliseconds));
    }

    public void Dispose()
    {
    }

    private static object? Of(IReadOnlyList<KeyValuePair<string, object?>> values, string name) =>
        values.FirstOrDefault(value => value.Key == name).Value;
}
