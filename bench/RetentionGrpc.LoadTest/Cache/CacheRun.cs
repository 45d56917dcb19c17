using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.LoadTest.EndToEnd;
using RetentionGrpc.LoadTest.InProcess;
using RetentionGrpc.LoadTest.Redis;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.Cache;

/// <summary>Calls rpcs in this process, with caches of answers and without.</summary>
/// <param name="options">The data.</param>
/// <param name="budget">How long each question is asked.</param>
/// <param name="figures">Take what comes out.</param>
internal sealed class CacheRun(LargeShopOptions options, TimeSpan budget, Figures figures)
{
    private const long DayMs = 24L * 3600 * 1000;
    private const int LeastCalls = 3;

    private int _fresh;

    private static readonly AnswerCacheLimits Limits = AnswerCacheLimits.Default with { Bytes = long.MaxValue / 2 };

    /// <summary>Measures.</summary>
    /// <param name="folder">Takes the log of Redis.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(string folder, CancellationToken cancellation)
    {
        var shop = PartitionedShop.Fold(options, null, events => Figures.Tell($"{events:N0} events"));
        var partitions = new PartitionSet(new LogIdentity(1, PartitionedShop.PartitionCount, 1));
        for (var i = 0; i < partitions.Count; i++)
            partitions[i].Restore(shop.Partitions[i], LogHead.Empty);
        await using var memory = new MemoryLimit(
            long.MaxValue, MemoryGauge.OfProcess, TimeProvider.System, TaskScheduler.Default, NullLogger.Instance);
        await using var tenants = new TenantRegistry(
            partitions, [], memory, TimeProvider.System, TaskScheduler.Default, NullLogger.Instance);
        await tenants.OpenAsync(new TenantSettings { TenantId = AskedTenant.Id });
        await using var redis = await RedisServer.StartAsync(folder, cancellation);
        var queries = new QueryServices(
            new QueryRunner(partitions, () => false), new TenantHeader(tenants), TimeProvider.System,
            new QueryLimits(10_000, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)),
            new OpenWatches(1, TimeSpan.FromMinutes(1), CancellationToken.None));
        using var inMemory = CacheOver(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));
        using var inRedis = CacheOver(await RedisCaches.OpenAsync(
            new RedisLogOptions { Configuration = $"127.0.0.1:{redis.Port}" }, TimeSpan.FromMilliseconds(50)));
        (string Name, MetricsRpcs Rpcs) none = ("without a cache", new(queries));
        (string Name, MetricsRpcs Rpcs)[] caches =
        [
            ("memory", new(queries with { Answers = inMemory })), ("Redis", new(queries with { Answers = inRedis })),
        ];
        foreach (var (name, ask) in Expensive(shop.EndMs))
        {
            AddTimes($"{name}, computed", call => ask(none.Rpcs, call, 0));
            foreach (var (cache, rpcs) in caches)
            {
                AddTimes($"{name}, computed and kept in {cache}", call => ask(rpcs, call, Fresh()));
                AddTimes($"{name}, found in {cache}", call => ask(rpcs, call, 0));
            }
        }
        var questions = new WireQuestions(shop.EndMs);
        foreach (var (name, rpcs) in new[] { none, caches[0], caches[1], none, caches[0], caches[1] })
        {
            AddTimes(
                $"ComputeChurn ACTIVITY from matrices, {(rpcs == none.Rpcs ? name : $"beside a cache in {name}")}",
                call => rpcs.ComputeChurn(questions.Churn(1), call));
        }
    }

    // Another question each time: as long to compute, and never found.
    private int Fresh() => ++_fresh;

    private static AnswerCache CacheOver(IDistributedCache cache) =>
        new(cache, new AnswerSeal(), Limits, () => true, () => true, TimeProvider.System, NullLogger.Instance);

    private static (string Name, Action<MetricsRpcs, ServerCallContext, int> Ask)[] Expensive(long endMs) =>
    [
        ("ComputeFunnel, 90 days", (rpcs, call, other) => rpcs.ComputeFunnel(
            new()
            {
                Window = Window(endMs, 100),
                CustomerFilter = Not(other),
                Steps =
                {
                    new ActivitySelector { Kinds = { new KindSelection { Kind = EventKind.Activity } } },
                    new ActivitySelector { Kinds = { new KindSelection { Kind = EventKind.Purchase } } },
                },
            }, call)),
        ("ComputeCohortRetention ROLLING, 52 weeks", (rpcs, call, other) => rpcs.ComputeCohortRetention(
            new()
            {
                Window = Window(endMs, 374),
                Bucket = BucketUnit.Week,
                Bucketing = Bucketing.Rolling,
                CustomerFilter = Not(other),
            }, call)),
        ("ComputeSurveyScore by country, 52 weeks", (rpcs, call, other) => rpcs.ComputeSurveyScore(
            new()
            {
                Window = Window(endMs, 374),
                Type = SurveyType.Nps,
                GroupBy = new GroupBy { Attribute = "country" },
                CustomerFilter = Not(other),
            }, call)),
    ];

    /// <summary>A window that began so many days before the end, and ended 10 days before it.</summary>
    private static Window Window(long endMs, int days) => new()
    {
        Interval = new Interval { StartTime = Time(endMs - days * DayMs), EndTime = Time(endMs - 10 * DayMs) },
    };

    /// <summary>A filter that nobody fails, and that tells questions apart.</summary>
    private static Filter Not(int other) => new()
    {
        Conditions = { new Condition { Key = "country", Operator = MatchOperator.NotIn, Values = { $"x{other}" } } },
    };

    private static Timestamp Time(long ms) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private void AddTimes(string name, Action<ServerCallContext> ask)
    {
        var samples = new Samples();
        var call = new DirectCall();
        var warmUp = new WarmUp(budget);
        while (warmUp.TakesMore())
            ask(call);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < LeastCalls || Stopwatch.GetElapsedTime(began) < budget; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ask(call);
            samples.AddSince(start);
        }
        figures.AddTimes(name, samples);
    }
}
