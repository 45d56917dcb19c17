using System.Buffers.Text;
using Microsoft.Extensions.Caching.Distributed;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Keeps answers that took long, in a cache that may lose them, be slow or fail: a call of it ends in some milliseconds, and one that
/// fails or is late costs a count. It is left alone then for a while, longer each time, until one call succeeds.
/// </summary>
/// <param name="cache">Where they are kept; disposed of with this.</param>
/// <param name="seal">Seals them.</param>
/// <param name="limits">What it keeps to.</param>
/// <param name="isUsable">Whether it may be asked now: not while the store does not answer.</param>
/// <param name="hasRoom">Whether it may be given more.</param>
/// <param name="clock">The server's clock.</param>
/// <param name="logger">Is told when it fails, and when it is well again.</param>
public sealed class AnswerCache(
    IDistributedCache cache, AnswerSeal seal, AnswerCacheLimits limits, Func<bool> isUsable, Func<bool> hasRoom, TimeProvider clock,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly DistributedCacheEntryOptions _entry = new() { AbsoluteExpirationRelativeToNow = limits.Lifetime };
    private readonly Lock _lock = new();
    private TimeSpan _rest;
    private long _restsSince;
    private bool _isTried;
    private long _keptSince = clock.GetTimestamp();
    private long _keptBytes;

    /// <summary>What it tells of itself.</summary>
    public AnswerMeter Meter { get; } = new();

    /// <summary>The key under which an answer is to be sealed that is computed from now on.</summary>
    public byte[] Key => seal.Key;

    /// <summary>Whether an answer is worth asking the cache for.</summary>
    /// <param name="expected">How long it takes to compute, about; null if next to no time.</param>
    public bool Pays(TimeSpan? expected) => expected >= limits.Floor && isUsable();

    /// <summary>An answer that was kept; null without one.</summary>
    /// <param name="key">The key of now.</param>
    /// <param name="name">The digest of all that the answer depends on.</param>
    public byte[]? Find(byte[] key, byte[] name)
    {
        byte[]? found = null;
        if (TryCall(() => found = cache.Get(NameOf(name))))
            found = found is null ? null : AnswerSeal.Open(key, name, found);
        Meter.Look(found is not null);
        return found;
    }

    /// <summary>Keeps an answer for a while, if there is room for it.</summary>
    /// <param name="key">The key of before it was computed.</param>
    /// <param name="name">The digest of all that it depends on.</param>
    /// <param name="answer">The answer.</param>
    public void Keep(byte[] key, byte[] name, byte[] answer)
    {
        if (answer.Length <= limits.AnswerBytes && isUsable() && hasRoom() && TakeRoom(answer.Length))
            TryCall(() => cache.Set(NameOf(name), AnswerSeal.Close(key, name, answer), _entry));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (cache as IDisposable)?.Dispose();
        Meter.Dispose();
    }

    private static string NameOf(byte[] name) => Base64Url.EncodeToString(name);

    /// <summary>Counts what is put in: what is older than a lifetime has left by itself.</summary>
    private bool TakeRoom(int bytes)
    {
        lock (_lock)
        {
            if (clock.GetElapsedTime(_keptSince) >= limits.Lifetime)
                (_keptSince, _keptBytes) = (clock.GetTimestamp(), 0);
            if (_keptBytes + bytes > limits.Bytes)
                return false;
            _keptBytes += bytes;
            return true;
        }
    }

    private bool TryCall(Action call)
    {
        if (!MayCall())
            return false;
        try
        {
            call();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Rest(failure);
            return false;
        }
        if (_rest > TimeSpan.Zero)
            Return();
        return true;
    }

    /// <summary>Whether it is well, or has rested: then one call tries it, and the others go on leaving it alone.</summary>
    private bool MayCall()
    {
        lock (_lock)
        {
            if (_rest == TimeSpan.Zero)
                return true;
            if (clock.GetElapsedTime(_restsSince) < _rest)
                return false;
            (_restsSince, _isTried) = (clock.GetTimestamp(), true);
            return true;
        }
    }

    private void Rest(Exception failure)
    {
        Meter.Fail();
        lock (_lock)
        {
            // Calls that were on their way when the first one failed tell nothing new.
            if (_rest > TimeSpan.Zero && !_isTried)
                return;
            if (_rest == TimeSpan.Zero)
                logger.LogWarning("The cache of answers fails: they are computed. {Failure}", failure.Message);
            var longer = _rest == TimeSpan.Zero ? ShortestRest : _rest * 2;
            (_rest, _restsSince, _isTried) = (longer < LongestRest ? longer : LongestRest, clock.GetTimestamp(), false);
        }
    }

    private void Return()
    {
        lock (_lock)
            (_rest, _isTried) = (TimeSpan.Zero, false);
        logger.LogInformation("The cache of answers works again.");
    }
}

/// <summary>What a cache of answers keeps to.</summary>
/// <param name="Floor">Only answers that are expected to take so long are looked for and kept.</param>
/// <param name="Bytes">Bytes that are put in in one lifetime.</param>
/// <param name="AnswerBytes">Bytes of one answer; longer ones are not kept.</param>
/// <param name="Lifetime">How long an answer is kept.</param>
public sealed record AnswerCacheLimits(TimeSpan Floor, long Bytes, int AnswerBytes, TimeSpan Lifetime)
{
    /// <summary>Answers that take 5 ms, 64 MiB of them, none over 1 MiB, for an hour.</summary>
    public static AnswerCacheLimits Default { get; } =
        new(TimeSpan.FromMilliseconds(5), 64 * 1024 * 1024, 1024 * 1024, TimeSpan.FromHours(1));
}
