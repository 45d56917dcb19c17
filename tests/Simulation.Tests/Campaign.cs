using System.Diagnostics;
using System.Globalization;

namespace RetentionGrpc.Simulation;

/// <summary>What a run of a seed came to.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Failure">What went wrong, or null.</param>
/// <param name="Hash">Of everything that happened.</param>
/// <param name="Steps">Tasks and events.</param>
internal sealed record SeedResult(ulong Seed, string? Failure, ulong Hash, long Steps);

/// <summary>Runs worlds of many seeds, each on a thread of its own while it lasts.</summary>
internal sealed class Campaign(ulong firstSeed, int workers)
{
    private const int ToldLines = 60;
    private readonly Lock _lock = new();
    private readonly List<SeedResult> _failures = [];
    private long _taken;
    private long _done;
    private long _steps;
    private ulong _hash;

    /// <summary>Worlds run.</summary>
    public long Count => _done;

    /// <summary>Tasks and events run in them.</summary>
    public long Steps => _steps;

    /// <summary>Of all their hashes: equal campaigns are equal.</summary>
    public ulong Hash => _hash;

    /// <summary>Seeds that failed, lowest first.</summary>
    public IEnumerable<SeedResult> Failures => _failures.OrderBy(failure => failure.Seed);

    /// <summary>Runs one seed.</summary>
    /// <param name="seed">Which.</param>
    /// <param name="trace">Takes what happens; null if nobody reads it.</param>
    public static SeedResult RunSeed(ulong seed, Trace? trace = null)
    {
        trace ??= new Trace(isRead: false);
        var world = new World(seed, trace);
        string? failure;
        try
        {
            failure = world.Run();
        }
        catch (Exception thrown)
        {
            failure = $"The world broke: {thrown}";
        }
        return new SeedResult(seed, failure, trace.Hash, world.Scheduler.Steps);
    }

    /// <summary>What a failing seed prints: why, the command that replays it, and the end of its trace.</summary>
    public static string Report(SeedResult failed)
    {
        var trace = new Trace(isRead: true);
        RunSeed(failed.Seed, trace);
        return string.Create(CultureInfo.InvariantCulture, $"seed {failed.Seed}: {failed.Failure}\n")
            + string.Create(CultureInfo.InvariantCulture, $"replay: bash tests/run.sh simulation --seed {failed.Seed}\n")
            + string.Join('\n', trace.Lines.TakeLast(ToldLines));
    }

    /// <summary>Runs seeds until so many are done or the time is over.</summary>
    /// <param name="limit">The most seeds.</param>
    /// <param name="time">The most time.</param>
    /// <param name="stopAtFirst">Whether the first failure ends it.</param>
    /// <param name="least">So many are run, also where the time is over before.</param>
    public void Run(long limit, TimeSpan time, bool stopAtFirst, long least = 0)
    {
        var watch = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            while ((watch.Elapsed < time || Volatile.Read(ref _taken) < least)
                && !(stopAtFirst && _failures.Count > 0) && Take() is var seed && seed - firstSeed < (ulong)limit)
            {
                Add(RunSeed(seed));
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    private ulong Take() => firstSeed + (ulong)Interlocked.Increment(ref _taken) - 1;

    private void Add(SeedResult result)
    {
        lock (_lock)
        {
            _done++;
            _steps += result.Steps;
            _hash ^= result.Hash * (2 * result.Seed + 1);
            if (result.Failure is not null)
                _failures.Add(result);
        }
    }
}
