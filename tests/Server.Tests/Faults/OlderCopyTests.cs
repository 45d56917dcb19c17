using RetentionGrpc.Client;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>
/// An older copy of the data folder is put back under producers that know more than it: each is told what exactly the log lost, what it
/// still has counts once when it is sent again, and nothing is silent.
/// </summary>
public sealed class OlderCopyTests : IDisposable
{
    private const int BatchEvents = 10;
    private const int Copied = 5;

    private readonly string _scratch = Directory.CreateTempSubdirectory("retention-copy-").FullName;
    private readonly AckLedger _ledger = new();

    private string Data => Path.Combine(_scratch, "data");

    private string Copy => Path.Combine(_scratch, "copy");

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Fact]
    public async Task Producers_are_told_the_exact_range_and_what_they_send_again_counts_once()
    {
        var (keeping, forgetting) = (_ledger.Add("keeping"), _ledger.Add("forgetting"));
        var (idle, quiet) = (_ledger.Add("idle"), _ledger.Add("quiet"));
        var newest = new Dictionary<SenderAccount, string>();
        using (var server = await ServerProcess.StartAsync(Data))
        {
            foreach (var account in _ledger.Accounts)
                newest[account] = await SendAsync(server, account, 1, Copied);
            Assert.Equal(0, await server.StopAsync());
        }
        CopyFolder(Data, Copy);
        using (var server = await ServerProcess.StartAsync(Data))
        {
            newest[keeping] = await SendAsync(server, keeping, Copied + 1, 9);
            newest[forgetting] = await SendAsync(server, forgetting, Copied + 1, 9);
            newest[idle] = await SendAsync(server, idle, Copied + 1, 7);
            Assert.Equal(0, await server.StopAsync());
        }
        PutBack();

        using var older = await ServerProcess.StartAsync(Data);
        using (var stream = await OpenAsync(older, quiet, Copied, newest[quiet]))
            Assert.Equal((Copied, Copied), (stream.Opened.LastSequence, stream.Opened.StableThrough));
        // It is told as often as it asks, whether it sends anything or not.
        for (var times = 0; times < 2; times++)
        {
            using var stream = await OpenAsync(older, idle, 7, newest[idle]);
            Lost(stream, 7);
        }
        using (var stream = await OpenAsync(older, keeping, 9, newest[keeping]))
            await SendAgainAsync(stream, keeping, Lost(stream, 9), 10);
        using (var stream = await OpenAsync(older, forgetting, 9, newest[forgetting]))
        {
            Lost(stream, 9);
            await SendAgainAsync(stream, forgetting, 8, 9);
        }
        using (var stream = await OpenAsync(older, keeping, 10, ""))
            Assert.Equal(BatchEvents, (await stream.SendAndGetAsync(10, EventsOf(keeping, 10))).DuplicateCount);
        await AssertCountsAsync(older, (10 + 7 + Copied + Copied) * BatchEvents);
        Assert.Equal(0, await older.StopAsync());
    }

    [Fact]
    public async Task Clients_are_told_what_is_lost_and_what_they_still_hold_counts_once()
    {
        var server = await ServerProcess.StartAsync(Data);
        try
        {
            await using var client = new RetentionClient(new Uri(server.Address));
            var (active, idle) = (new WatchedStream(_ledger.Add("active")), new WatchedStream(_ledger.Add("idle")));
            await active.OpenAsync(client);
            await idle.OpenAsync(client);
            await active.SendAsync(Copied);
            await idle.SendAsync(Copied);
            server = await RestartAsync(server, () => CopyFolder(Data, Copy));
            await active.SendAsync(4);
            await idle.SendAsync(2);
            var adding = Task.CompletedTask;
            server = await RestartAsync(server, () =>
            {
                PutBack();
                adding = active.AddAsync(3);
            });
            await adding.WaitAsync(RunningServer.Patience);
            await active.SendAsync(1);

            AssertLost(Copied + 4, await active.Lost.WaitAsync(RunningServer.Patience));
            AssertLost(Copied + 2, await idle.Lost.WaitAsync(RunningServer.Patience));
            await AssertCountsAsync(server, (Copied + 3 + 1 + Copied) * BatchEvents);
            await idle.SendAsync(1);
            await AssertCountsAsync(server, (Copied + 3 + 1 + Copied + 1) * BatchEvents);
            await active.DisposeAsync();
            await idle.DisposeAsync();
        }
        finally
        {
            server.Dispose();
        }
    }

    /// <summary>Stops a server, changes its data, and starts it on its port.</summary>
    private async Task<ServerProcess> RestartAsync(ServerProcess server, Action change)
    {
        Assert.Equal(0, await server.StopAsync());
        server.Dispose();
        change();
        return await ServerProcess.StartAsync(Data, server.Port);
    }

    private static void AssertLost(long ackedThrough, DataLoss loss)
    {
        Assert.InRange(loss.FirstSequence, Copied, Copied + 1);
        Assert.Equal(ackedThrough, loss.LastSequence);
    }

    /// <summary>Sends batches; the newest read token.</summary>
    private static async Task<string> SendAsync(ServerProcess server, SenderAccount account, long first, long last)
    {
        using var stream = await OpenAsync(server, account, first - 1, "");
        for (var sequence = first; sequence <= last; sequence++)
            Assert.Equal(BatchEvents, (await stream.SendAndGetAsync(sequence, EventsOf(account, sequence))).AcceptedCount);
        return stream.LastAck.ReadToken;
    }

    /// <summary>
    /// Reads what was lost. The last batch of the copy may be named too: the log has all of it, but cannot tell that it has.
    /// </summary>
    /// <returns>The first sequence to send again.</returns>
    private static long Lost(TestStream stream, long ackedThrough)
    {
        var loss = stream.Opened.DataLoss;
        Assert.NotNull(loss);
        Assert.InRange(loss.FirstSequence, Copied, Copied + 1);
        Assert.Equal((Copied, ackedThrough), (stream.Opened.LastSequence, loss.LastSequence));
        return loss.FirstSequence;
    }

    private static async Task SendAgainAsync(TestStream stream, SenderAccount account, long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++)
        {
            var result = await stream.SendAndGetAsync(sequence, EventsOf(account, sequence));
            Assert.Equal(sequence > Copied ? (BatchEvents, 0) : (0, BatchEvents), (result.AcceptedCount, result.DuplicateCount));
        }
    }

    private static async Task<TestStream> OpenAsync(ServerProcess server, SenderAccount account, long ackedThrough, string readToken)
    {
        var stream = new TestStream(server.Ingestion.StreamEvents(RunningServer.Call()));
        var open = new Open { ProducerId = account.Producer, AckedThrough = ackedThrough, ReadToken = readToken };
        await stream.SendAsync(new StreamEventsRequest { Open = open });
        stream.Opened = (await stream.NextAsync()).Opened;
        return stream;
    }

    private static IEnumerable<Event> EventsOf(SenderAccount account, long sequence) =>
        Enumerable.Range(0, BatchEvents).Select(i => account.EventAt((sequence - 1) * BatchEvents + i));

    /// <summary>So many events count, each of a customer of its own.</summary>
    private static async Task AssertCountsAsync(ServerProcess server, long events)
    {
        var held = await server.Tenants.DescribeTenantAsync(new(), RunningServer.Call());
        Assert.Equal((events, events), (held.EventCount, held.CustomerCount));
    }

    private void PutBack()
    {
        Directory.Delete(Data, recursive: true);
        Directory.Move(Copy, Data);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    /// <summary>A stream of the C# client, and what it is told of losses.</summary>
    private sealed class WatchedStream(SenderAccount account) : IAsyncDisposable
    {
        private readonly TaskCompletionSource<DataLoss> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private EventStream? _stream;

        public Task<DataLoss> Lost => _lost.Task;

        public async Task OpenAsync(RetentionClient client) => _stream = await client.OpenEventStreamAsync(new EventStreamOptions
        {
            ProducerId = account.Producer,
            BatchEvents = BatchEvents,
            Linger = Timeout.InfiniteTimeSpan,
            DataLost = loss => Assert.True(_lost.TrySetResult(loss), "It was told twice."),
        }).WaitAsync(RunningServer.Patience);

        public async Task AddAsync(int batches)
        {
            for (var i = 0; i < batches * BatchEvents; i++)
                await _stream!.AddAsync(account.Give());
        }

        /// <summary>Batch by batch: of what was on its way together the log cannot tell afterwards that it was whole.</summary>
        public async Task SendAsync(int batches)
        {
            for (var i = 0; i < batches; i++)
            {
                await AddAsync(1);
                await _stream!.FlushAsync().WaitAsync(RunningServer.Patience);
            }
        }

        public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
