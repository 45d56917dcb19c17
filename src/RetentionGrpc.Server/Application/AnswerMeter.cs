using System.Diagnostics.Metrics;

namespace RetentionGrpc.Server.Application;

/// <summary>What the cache of answers tells of itself, as <see cref="IngestionMeter"/> does of ingestion.</summary>
public sealed class AnswerMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _failures;

    /// <summary>A meter of one server.</summary>
    public AnswerMeter()
    {
        _meter = new Meter(new MeterOptions(IngestionMeter.Name) { Scope = this });
        _hits = _meter.CreateCounter<long>("retention.cache.hits", "{answer}", "Answers that were found in the cache.");
        _misses = _meter.CreateCounter<long>("retention.cache.misses", "{answer}", "Answers that were looked for there and computed.");
        _failures = _meter.CreateCounter<long>("retention.cache.failures", "{call}", "Calls of the cache that failed or came too late.");
    }

    /// <summary>Counts an answer that was looked for.</summary>
    public void Look(bool isFound) => (isFound ? _hits : _misses).Add(1);

    /// <summary>Counts a call that failed.</summary>
    public void Fail() => _failures.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
