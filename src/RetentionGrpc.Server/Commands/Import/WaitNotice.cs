using System.Globalization;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>
/// Tells on standard error that an import waits for its server and for what, when that begins and then once in a while, and that it goes
/// on. It waits from a failed try on, or where neither a row was read nor an answer came for a while; until the next answer. May be called
/// by several threads.
/// </summary>
internal sealed class WaitNotice : IDisposable
{
    /// <summary>A silence that is longer is told.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>How often a wait is told.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Action<string> _tell;
    private readonly Uri _server;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _movedAt;
    private long _waitsSince;
    private long? _toldAt;
    private string? _reason;
    private bool _isOver;

    /// <summary>Begins to look.</summary>
    /// <param name="tell">Writes a line.</param>
    /// <param name="server">Who is waited for.</param>
    /// <param name="time">Measures.</param>
    public WaitNotice(Action<string> tell, Uri server, TimeProvider time)
    {
        (_tell, _server, _time) = (tell, server, time);
        _movedAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => LookAround(), null, Look, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A row was read: nothing is waited for just now, unless the server has failed.</summary>
    public void RowRead() => Volatile.Write(ref _movedAt, _time.GetTimestamp());

    /// <summary>The server has taken something.</summary>
    public void Answered()
    {
        RowRead();
        lock (_lock)
        {
            if (_toldAt is null)
                return;
            _tell($"going on after {Seconds(_waitsSince)}");
            (_toldAt, _reason) = (null, null);
        }
    }

    /// <summary>A try has failed, and another one follows.</summary>
    public void Failed(RetentionError error)
    {
        lock (_lock)
        {
            _reason = Words(error);
            Tell(_time.GetTimestamp());
        }
    }

    /// <summary>Nothing is told any more.</summary>
    public void Dispose()
    {
        lock (_lock)
            _isOver = true;
        _timer.Dispose();
    }

    private void LookAround()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            var movedAt = Volatile.Read(ref _movedAt);
            if (_toldAt is not null || _time.GetElapsedTime(movedAt) >= Silence)
                Tell(movedAt);
            _timer.Change(Look, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tell(long since)
    {
        var before = _toldAt;
        if (_isOver || (before is { } last && _time.GetElapsedTime(last) < Interval))
            return;
        if (before is null)
            _waitsSince = since;
        _toldAt = _time.GetTimestamp();
        var (address, reason) = (_server.GetLeftPart(UriPartial.Authority), _reason ?? "it does not answer");
        _tell($"waiting for the server {address}{(before is null ? "" : $" for {Seconds(_waitsSince)}")}: {reason}");
    }

    private string Seconds(long since) => _time.GetElapsedTime(since).TotalSeconds.ToString("0 's'", CultureInfo.InvariantCulture);

    private static string Words(RetentionError error) => error switch
    {
        { Reason: ErrorReason.StoreUnavailable } =>
            "it cannot write its log just now; is its Redis, or its disk, there? [STORE_UNAVAILABLE]",
        { Reason: ErrorReason.ShuttingDown } => "it stops; is it started again? [SHUTTING_DOWN]",
        // The server always names one: what has none is of the connection.
        { ReasonName.Length: 0 } => $"it cannot be reached; does it run? [{error.StatusCode}: {error.Message}]",
        _ => error.ToString(),
    };
}
