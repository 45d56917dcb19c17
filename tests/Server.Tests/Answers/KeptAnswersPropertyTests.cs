using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PlainRecount;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Tests.Recount;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;
using CancellationPolicy = RetentionGrpc.Engine.Tenants.CancellationPolicy;
using PausePolicy = RetentionGrpc.Engine.Tenants.PausePolicy;
using WeekStart = RetentionGrpc.Engine.Calendar.WeekStart;

namespace RetentionGrpc.Server.Tests.Answers;

/// <summary>
/// Random questions of every metric, asked again and again while random events come in, late, twice and taken back, profiles among them,
/// and while customers are erased and properties declared: a server that keeps answers says what one says that computes them.
/// </summary>
public sealed class KeptAnswersPropertyTests(ITestOutputHelper output)
{
    private const int Questions = 150;
    private const int Steps = 40;

    private static readonly MethodInfo[] Rpcs =
    [
        .. typeof(MetricsRpcs).GetMethods().Where(method =>
            method.DeclaringType == typeof(MetricsRpcs) && method.Name is not "ComputeBatch"
            && (method.Name.StartsWith("Compute", StringComparison.Ordinal) || method.Name == "ListChurnReasons")),
    ];

    [Fact]
    public async Task Kept_answers_are_those_that_would_be_computed()
    {
        var tallies = Rpcs.ToDictionary(rpc => rpc.Name, _ => new Tally());
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("RETENTION_PROPERTY_ROUNDS"), out var wanted) ? wanted : 8;
        for (var seed = 1; seed <= rounds; seed++)
            await RunAsync(seed, tallies);
        foreach (var (name, tally) in tallies)
            output.WriteLine($"{name}: {tally}");
        Assert.Equal(19, Rpcs.Length);
        // What a customer is counted by, or a coupon, may come at any time.
        string[] never = ["ComputeLoyalty", "ComputeSupport"];
        Assert.All(tallies, pair => Assert.Equal(!never.Contains(pair.Key), pair.Value.Outlived > rounds / 3));
        Assert.All(tallies.Where(pair => !never.Contains(pair.Key)), pair => Assert.InRange(pair.Value.Changed, 1, int.MaxValue));
    }

    private static async Task RunAsync(int seed, Dictionary<string, Tally> tallies)
    {
        var drawn = new RandomTenant(seed, rich: (PlainKind)(seed % 10 + 1));
        await using var host = await LogHost.OpenAsync(
            new MemoryLogStore(1 + seed % 3), 64 << 20, new SetTime(drawn.Window.EndMs + 1_000 * RandomTenant.DayMs),
            tenant: SettingsOf(drawn.Tenant));
        using var cache = CacheOf(host);
        // Two of three tenants' events come nearly in order, after "now" or before it: that shows who reads further than is said.
        var isLive = seed % 3 > 0;
        var clock = new SetTime(seed % 3 == 1 ? drawn.Window.EndMs + 60 * RandomTenant.DayMs : drawn.Window.StartMs);
        var computed = new MetricsRpcs(host.Queries with { Time = clock });
        var kept = new MetricsRpcs(host.Queries with { Time = clock, Answers = cache });
        var asked = new List<Asked>();
        var requests = new RandomRequests(drawn);
        while (asked.Count < Questions)
        {
            var rpc = Rpcs[asked.Count % Rpcs.Length];
            var request = requests.Next(DescriptorOf(rpc));
            if (Answer(computed, rpc, request) is not null)
                asked.Add(new(rpc, request));
        }
        var arrival = new Queue<PlainEvent>(isLive
            ? drawn.Arrival.OrderBy(one => one.Ms + drawn.Random.Next(10) / 9 * drawn.Random.NextInt64(20 * RandomTenant.DayMs))
            : drawn.Arrival);
        for (var step = 0; step < Steps; step++)
        {
            await ChangeAsync(host, drawn, arrival);
            clock.Ms += (drawn.Window.EndMs - drawn.Window.StartMs + 60 * RandomTenant.DayMs) / Steps;
            foreach (var one in asked)
            {
                var (found, expected) = (Answer(kept, one.Rpc, one.Request), Answer(computed, one.Rpc, one.Request));
                Compare(one, found, expected, tallies[one.Rpc.Name], $"seed {seed}, step {step}");
            }
        }
    }

    private static void Compare(Asked asked, IMessage? found, IMessage? expected, Tally tally, string when)
    {
        Assert.Equal(expected is null, found is null);
        if (found is null)
            return;
        var (told, of) = (InfoOf(found), InfoOf(expected!));
        var isHit = told.Explanation.Path == "cache";
        Assert.Equal(of.Explanation.PartitionCount, told.Explanation.PartitionCount);
        // What was erased is purged in the background: that writes entries, which change no answer.
        (told.Explanation, of.Explanation, told.ReadPosition, of.ReadPosition) = (null, null, "", "");
        (told.Revision, var revision) = (of.Revision, of.Revision);
        if (!found.Equals(expected))
            Assert.Fail($"{when}, {(isHit ? "kept" : "computed")}: {asked.Request}\nsays:     {found}\ncomputed: {expected}");
        var bare = $"{expected}".Replace($"{of}", "", StringComparison.Ordinal);
        tally.Hits += isHit ? 1 : 0;
        tally.Changed += asked.Last is not null && asked.Last != bare && asked.WasKept ? 1 : 0;
        tally.Outlived += isHit && revision != asked.Revision ? 1 : 0;
        (asked.Last, asked.Revision, asked.WasKept) = (bare, revision, isHit || asked.WasKept);
    }

    /// <summary>Some events mostly, at times an erasure or a declaration, and at times nothing.</summary>
    private static async Task ChangeAsync(LogHost host, RandomTenant drawn, Queue<PlainEvent> arrival)
    {
        switch (drawn.Random.Next(12))
        {
            case 0:
                Assert.Null((await host.EraseAsync(System.Text.Encoding.UTF8.GetBytes($"c{drawn.Random.Next(20)}"))).Refusal);
                break;
            case 1:
                Assert.Null((await host.ChangeAsync(Declare)).Refusal);
                break;
            case 2:
                break;
            default:
                var count = Math.Min(arrival.Count, drawn.Random.Next(1, 1 + drawn.Arrival.Count / 20));
                byte[][] events = [.. Enumerable.Range(0, count).Select(_ => WireEvents.Bytes(arrival.Dequeue(), drawn.Random))];
                if (count == 0)
                    return;
                var outcome = await host.IngestAsync(events);
                Assert.True(outcome.Refusal is null, string.Join("\n", host.Log));
                Assert.Equal(0, outcome.Value!.Rejected);
                break;
        }
    }

    private static Outcome<TenantSettings> Declare(TenantSettings settings) => settings.EventProperties.Count < 30
        ? settings with { EventProperties = [.. settings.EventProperties, $"p{settings.EventProperties.Count}"] }
        : settings;

    private static AnswerCache CacheOf(LogHost host) => new(
        new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())), host.Answers,
        AnswerCacheLimits.Default with { Floor = TimeSpan.Zero, Bytes = long.MaxValue / 2 }, () => true, () => true, TimeProvider.System,
        NullLogger.Instance);

    /// <summary>A reply; null of a request that is refused.</summary>
    private static IMessage? Answer(MetricsRpcs rpcs, MethodInfo rpc, IMessage request)
    {
        try
        {
            var task = (Task)rpc.Invoke(rpcs, [request, new DirectCall()])!;
            Assert.True(task.IsCompletedSuccessfully);
            return (IMessage)task.GetType().GetProperty(nameof(Task<int>.Result))!.GetValue(task)!;
        }
        catch (TargetInvocationException failure) when (failure.InnerException is RpcException { StatusCode: StatusCode.InvalidArgument })
        {
            return null;
        }
    }

    private static MessageDescriptor DescriptorOf(MethodInfo rpc) => (MessageDescriptor)rpc.GetParameters()[0].ParameterType
        .GetProperty(nameof(IMessage.Descriptor), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static AnswerInfo InfoOf(IMessage reply) => (AnswerInfo)reply.Descriptor.FindFieldByName("info").Accessor.GetValue(reply);

    private static TenantSettings SettingsOf(PlainTenant tenant) => new()
    {
        TenantId = TenantSettings.DefaultId,
        TimeZone = tenant.Zone,
        WeekStart = (WeekStart)tenant.WeekStart,
        PausePolicy = tenant.PausedCounts ? PausePolicy.StillACustomer : PausePolicy.NotACustomer,
        CancellationPolicy = tenant.CancelsAtPaidEnd ? CancellationPolicy.AtPaidPeriodEnd : CancellationPolicy.AtCancel,
        EventProperties = tenant.Declared,
    };

    /// <summary>A question, and what was said to it last.</summary>
    private sealed record Asked(MethodInfo Rpc, IMessage Request)
    {
        public string? Last { get; set; }

        public string Revision { get; set; } = "";

        public bool WasKept { get; set; }
    }

    /// <summary>Of one metric: answers that were kept, that something was written since, and kept ones that became others.</summary>
    private sealed class Tally
    {
        public int Hits { get; set; }

        public int Outlived { get; set; }

        public int Changed { get; set; }

        public override string ToString() => $"{Hits} kept, {Outlived} of them while other events came, {Changed} became others";
    }

    /// <summary>A clock that stands where it was set.</summary>
    private sealed class SetTime(long ms) : TimeProvider
    {
        public long Ms { get; set; } = ms;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Ms);
    }
}
