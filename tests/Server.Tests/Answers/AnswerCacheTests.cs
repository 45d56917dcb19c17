using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging.Abstractions;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.ClientLibrary;
using Xunit;

namespace RetentionGrpc.Server.Tests.Answers;

/// <summary>A cache that is sound, full, or fails: what is found is what was kept, and what fails is left alone for a while.</summary>
public sealed class AnswerCacheTests : IDisposable
{
    private static readonly byte[] Name = [1, 2, 3];
    private static readonly byte[] Answer = [4, 5, 6, 7];

    private readonly ManualTime _clock = new();
    private readonly AnswerSeal _seal = new();
    private readonly FlakyCache _store = new();
    private readonly AnswerCache _answers;
    private bool _isUsable = true;
    private bool _hasRoom = true;

    public AnswerCacheTests()
    {
        var limits = new AnswerCacheLimits(TimeSpan.FromMilliseconds(5), 10, 5, TimeSpan.FromHours(1));
        _answers = new(_store, _seal, limits, () => _isUsable, () => _hasRoom, _clock, NullLogger.Instance);
    }

    public void Dispose() => _answers.Dispose();

    [Fact]
    public void What_is_kept_is_found_sealed_under_its_name_and_expires()
    {
        using var counts = new Counts(_answers.Meter);
        Assert.Null(_answers.Find(_answers.Key, Name));
        _answers.Keep(_answers.Key, Name, Answer);

        Assert.Equal(Answer, _answers.Find(_answers.Key, Name));
        Assert.Null(_answers.Find(_answers.Key, [1, 2]));
        Assert.Equal(TimeSpan.FromHours(1), _store.Options!.AbsoluteExpirationRelativeToNow);
        var kept = Assert.Single(_store.Values).Value;
        Assert.True(kept.AsSpan().IndexOf(Answer) < 0);
        Assert.Equal((1, 2, 0), counts.All);
    }

    [Fact]
    public void What_was_kept_before_the_seal_is_renewed_is_never_read_again_though_it_is_still_there()
    {
        var key = _answers.Key;
        _answers.Keep(key, Name, Answer);
        _seal.Renew();

        Assert.Null(_answers.Find(_answers.Key, Name));
        // Computed before, kept after: as one that was on its way when somebody was forgotten.
        _answers.Keep(key, Name, Answer);
        Assert.Null(_answers.Find(_answers.Key, Name));
        Assert.Single(_store.Values);
    }

    [Fact]
    public void What_is_damaged_moved_or_cut_is_not_found()
    {
        _answers.Keep(_answers.Key, Name, Answer);
        var (name, value) = Assert.Single(_store.Values);
        byte[][] others = [[], value[..^1], [.. value[..^1], (byte)(value[^1] ^ 1)], [(byte)(value[0] ^ 1), .. value[1..]]];
        foreach (var damaged in others)
        {
            _store.Values[name] = damaged;
            Assert.Null(_answers.Find(_answers.Key, Name));
        }
        Assert.Null(AnswerSeal.Open(_answers.Key, [9], value));
        Assert.Equal(Answer, AnswerSeal.Open(_answers.Key, Name, value));
    }

    [Fact]
    public void Only_so_much_is_kept_in_a_lifetime_and_nothing_large_or_where_there_is_no_room()
    {
        _answers.Keep(_answers.Key, [1], new byte[6]);
        _hasRoom = false;
        _answers.Keep(_answers.Key, [2], new byte[5]);
        _hasRoom = true;
        Assert.Empty(_store.Values);
        for (byte name = 3; name < 9; name++)
            _answers.Keep(_answers.Key, [name], new byte[5]);
        Assert.Equal(2, _store.Values.Count);
        _clock.Advance(TimeSpan.FromHours(1));
        _answers.Keep(_answers.Key, [9], new byte[5]);
        Assert.Equal(3, _store.Values.Count);
    }

    [Fact]
    public void It_pays_for_what_takes_long_while_the_store_answers()
    {
        Assert.False(_answers.Pays(TimeSpan.FromMilliseconds(4.9)));
        Assert.True(_answers.Pays(TimeSpan.FromMilliseconds(5)));
        _isUsable = false;
        Assert.False(_answers.Pays(TimeSpan.FromSeconds(5)));
        _answers.Keep(_answers.Key, Name, Answer);
        Assert.Empty(_store.Values);
    }

    [Fact]
    public void One_that_fails_is_left_alone_twice_as_long_each_time_until_it_works()
    {
        using var counts = new Counts(_answers.Meter);
        _answers.Keep(_answers.Key, Name, Answer);
        _store.Fails = true;
        Assert.Null(_answers.Find(_answers.Key, Name));
        for (var seconds = 1; seconds <= 64; seconds *= 2)
        {
            var calls = _store.Calls;
            _clock.Advance(TimeSpan.FromSeconds(Math.Min(seconds, 60)) - TimeSpan.FromMilliseconds(1));
            Assert.Null(_answers.Find(_answers.Key, Name));
            _answers.Keep(_answers.Key, [8], Answer);
            Assert.Equal(calls, _store.Calls);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Null(_answers.Find(_answers.Key, Name));
            Assert.Equal(calls + 1, _store.Calls);
        }
        Assert.Equal(8, counts.All.Failures);

        _store.Fails = false;
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(Answer, _answers.Find(_answers.Key, Name));
        Assert.Equal(Answer, _answers.Find(_answers.Key, Name));
        _store.Fails = true;
        Assert.Null(_answers.Find(_answers.Key, Name));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _store.Fails = false;
        Assert.Equal(Answer, _answers.Find(_answers.Key, Name));
    }

    /// <summary>A cache in a dictionary, which may fail.</summary>
    private sealed class FlakyCache : IDistributedCache
    {
        public Dictionary<string, byte[]> Values { get; } = [];

        public DistributedCacheEntryOptions? Options { get; private set; }

        public bool Fails { get; set; }

        public int Calls { get; private set; }

        public byte[]? Get(string key)
        {
            Call();
            return Values.GetValueOrDefault(key);
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
        {
            Call();
            (Values[key], Options) = (value, options);
        }

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }

        public void Refresh(string key) => Call();

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.Run(Call, token);

        public void Remove(string key) => Values.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => Task.FromResult(Values.Remove(key));

        private void Call()
        {
            Calls++;
            if (Fails)
                throw new TimeoutException("It does not answer.");
        }
    }

    /// <summary>The counters of one cache.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _counts = [];

        public Counts(AnswerMeter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, _, _) => _counts[instrument.Name] = _counts.GetValueOrDefault(instrument.Name) + value);
            _listener.Start();
        }

        public (long Hits, long Misses, long Failures) All => (Of("hits"), Of("misses"), Of("failures"));

        public void Dispose() => _listener.Dispose();

        private long Of(string name) => _counts.GetValueOrDefault($"retention.cache.{name}");
    }
}
