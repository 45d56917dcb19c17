using System.Globalization;
using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>
/// A stream against a server that does everything that a server may do, in every order, from a seed: each event comes into the log once
/// and in order, or is told lost; each batch is told of once; each rejection is told.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int TestTimeoutMs = 300_000;
    private const int Runs = 500;
    private const int Events = 150;

    private static readonly TimeSpan RunDeadline = TimeSpan.FromSeconds(30);

    [Theory(Timeout = TestTimeoutMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_event_counts_once_and_in_order_or_is_told_lost(bool isRestored)
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("CHAOS_SEED") ?? "1", CultureInfo.InvariantCulture);
        var runs = Environment.GetEnvironmentVariable("CHAOS_SEED") is null ? Runs : 1;
        var (faults, losses) = (0, 0L);
        for (var seed = first; seed < first + runs; seed++)
        {
            try
            {
                var (had, lost) = await RunAsync(seed, isRestored).WaitAsync(RunDeadline);
                (faults, losses) = (faults + had, losses + lost);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed} failed (CHAOS_SEED={seed} runs it alone): {failure.Message}", failure);
            }
        }
        output.WriteLine($"{runs} runs, {faults} faults, {losses} batches told lost");
        Assert.True(runs == 1 || faults > runs * 3);
        Assert.Equal(isRestored && runs > 1, losses > 0);
    }

    private static async Task<(int Faults, long Lost)> RunAsync(int seed, bool isRestored)
    {
        var random = new Random(seed);
        var server = new ChaosServer(seed, isRestored);
        var serving = server.ServeAsync();
        var outcomes = new List<BatchOutcome>();
        var lost = new HashSet<long>();
        var answered = new List<EventRejection>();
        var client = server.Puppet.Client();
        var stream = await client.OpenEventStreamAsync(new EventStreamOptions
        {
            ProducerId = "p",
            BatchEvents = random.Next(1, 5),
            BatchBytes = 1_024,
            Linger = Timeout.InfiniteTimeSpan,
            MaxInFlight = random.Next(1, 12),
            BatchAcknowledged = outcomes.Add,
            DataLost = x => lost.UnionWith(Range(x)),
        });
        var events = ScriptedServer.Events(Events).ToList();
        // A server whose rules are broken ends at once, and the client would wait for it.
        var driving = DriveAsync(random, stream, server, events, answered);
        await await Task.WhenAny(driving, serving);
        await driving;
        Check();
        return (server.Faults, lost.Count);

        void Check()
        {
            Assert.Equal(events, server.Sent.Values.SelectMany(x => x.Events));
            Assert.Equal(server.Sent.Keys, server.Log.Keys.Concat(lost).Order());
            Assert.Equal(server.Sent.Keys, outcomes.Select(x => x.Sequence));
            Assert.Equal(Events, outcomes.Sum(x => x.AcceptedCount + x.DuplicateCount + x.RejectedCount));
            var told = outcomes.SelectMany(x => x.Rejections).Select(x => x.Event).ToList();
            // A dead letter that was lost with its batch cannot be asked.
            if (!isRestored)
                Assert.Equal(events.Where(ChaosServer.IsRejected), told);
            Assert.All(told, x => Assert.True(ChaosServer.IsRejected(x)));
            Assert.Subset(told.Select(x => x.EventId).ToHashSet(), answered.Select(x => x.Event.EventId).ToHashSet());
            Assert.True(isRestored || lost.Count == 0);
        }
    }

    private static async Task DriveAsync(
        Random random, EventStream stream, ChaosServer server, List<Event> events, List<EventRejection> answered)
    {
        for (var at = 0; at < Events;)
        {
            var some = events.GetRange(at, Math.Min(random.Next(1, 12), Events - at));
            at += some.Count;
            if (random.Next(4) == 0)
                answered.AddRange(await stream.SendAsync(some));
            else
                await stream.AddRangeAsync(some);
            if (random.Next(6) == 0)
                await stream.FlushAsync();
        }
        server.Calm();
        await stream.CloseAsync();
    }

    private static IEnumerable<long> Range(DataLoss loss)
    {
        for (var sequence = loss.FirstSequence; sequence <= loss.LastSequence; sequence++)
            yield return sequence;
    }
}
