using RetentionGrpc.Client;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>The real executable is killed, or stopped, and started again on its port under a stream that goes on.</summary>
public sealed class EventStreamRestartTests(ITestOutputHelper output) : IDisposable
{
    // A stream that is never acknowledged would wait for ever when it is disposed of.
    private const int TestTimeoutMs = 120_000;

    private const int Events = 20_000;
    private const int Restarts = 3;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = TestTimeoutMs)]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Every_event_counts_once(bool isKilled, int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (acknowledged, reconnects) = (0L, 0);
        var goals = new Queue<(long Count, TaskCompletionSource Reached)>();
        for (var restart = 1; restart <= Restarts; restart++)
        {
            var count = random.NextInt64(restart * Events / 5, restart * Events / 4);
            goals.Enqueue((count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
        var reached = goals.Select(x => x.Reached.Task).ToArray();
        var server = await ServerProcess.StartAsync(_folder);
        var port = server.Port;
        try
        {
            await using var client = new RetentionClient(new Uri(server.Address));
            await using var stream = await client.OpenEventStreamAsync(new EventStreamOptions
            {
                ProducerId = "p",
                BatchEvents = 50,
                BatchAcknowledged = outcome =>
                {
                    acknowledged += outcome.AcceptedCount + outcome.DuplicateCount + outcome.RejectedCount;
                    while (goals.TryPeek(out var goal) && acknowledged >= goal.Count)
                        goals.Dequeue().Reached.SetResult();
                },
                Retrying = _ => Interlocked.Increment(ref reconnects),
            }).WaitAsync(Deadline);
            var adding = AddAsync(stream);
            foreach (var goal in reached)
            {
                await goal.WaitAsync(Deadline);
                if (isKilled)
                    server.Kill();
                else
                    Assert.Equal(0, await server.StopAsync());
                server.Dispose();
                server = await ServerProcess.StartAsync(_folder, port);
            }
            await adding.WaitAsync(Deadline);
            await stream.FlushAsync().WaitAsync(Deadline);

            output.WriteLine($"reconnected {reconnects} times");
            Assert.True(reconnects >= Restarts);
            Assert.Equal(Events, acknowledged);
            var held = await client.Tenants.DescribeTenantAsync(new(), RunningServer.Call());
            Assert.Equal((Events, 7), (held.EventCount, held.CustomerCount));
            var now = new QueryOptions { ReadToken = stream.LastReadToken };
            var counted = await client.Metrics.ComputeActivityAsync(
                new() { Options = now, Bucket = BucketUnit.Year }, RunningServer.Call());
            Assert.Equal(Events, counted.Total.EventCount);
        }
        finally
        {
            server.Dispose();
        }
    }

    // Without event ids: only the sequences of the batches keep an event from counting twice.
    private static async Task AddAsync(EventStream stream)
    {
        foreach (var added in ScriptedServer.Events(Events))
        {
            added.EventId = "";
            await stream.AddAsync(added).AsTask().WaitAsync(Deadline);
        }
    }
}
