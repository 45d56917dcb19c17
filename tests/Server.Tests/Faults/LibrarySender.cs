using RetentionGrpc.Client;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>Sends without end through the C# client, which sees to reconnecting and sending again.</summary>
internal sealed class LibrarySender(SenderAccount account, int batchEvents, TimeSpan? pace = null)
{
    public const int BatchesAhead = 4;

    /// <summary>Sends until it is told to stop, then flushes: all that it added is acknowledged when it returns.</summary>
    /// <param name="address">The server, or what stands before it.</param>
    /// <param name="stop">Ends the adding, not the sending.</param>
    public async Task SendAsync(string address, CancellationToken stop)
    {
        await using var client = new RetentionClient(new Uri(address));
        await using var stream = await client.OpenEventStreamAsync(new EventStreamOptions
        {
            ProducerId = account.Producer,
            BatchEvents = batchEvents,
            MaxInFlight = BatchesAhead,
            BatchAcknowledged = outcome => account.Acknowledge(outcome.AcceptedCount + outcome.DuplicateCount),
        }, CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            await stream.AddAsync(account.Give(), CancellationToken.None);
            if (pace is { } wait && account.Given % batchEvents == 0)
                await Task.Delay(wait, CancellationToken.None);
        }
        await stream.FlushAsync(CancellationToken.None);
    }
}
