using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>An archive is of one point between batches, while they come from all sides.</summary>
public sealed class ConsistentPointTests
{
    private const int BatchEvents = 24;
    private const int Archives = 12;

    [Fact]
    public async Task Every_batch_is_in_an_archive_wholly_or_not_at_all_and_none_before_it_is_missing()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 5 });
        using var enough = new CancellationTokenSource();
        Task[] senders = [StreamAsync(server, "s1", enough.Token), StreamAsync(server, "s2", enough.Token),
            CallAsync(server, "c1", enough.Token), CallAsync(server, "c2", enough.Token), CreateAsync(server, enough.Token)];
        var archives = new List<byte[]>();
        for (var i = 0; i < Archives; i++)
        {
            archives.Add(await server.ExportAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
        await enough.CancelAsync();
        await Task.WhenAll(senders);

        var batches = 0;
        foreach (var archive in archives)
        {
            await using var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 3 });
            var receipt = await restored.ImportAsync(archive);
            batches = (int)receipt.EventCount / BatchEvents;
            foreach (var producer in (await CustomersAsync(restored)).GroupBy(batch => batch.Producer))
            {
                Assert.All(producer, batch => Assert.Equal(BatchEvents, batch.Events));
                Assert.Equal(Enumerable.Range(1, producer.Count()), producer.Select(batch => batch.Sequence).Order());
            }
        }
        Assert.True(batches > 100, $"{batches} batches are too few to tell anything");
    }

    private static async Task<List<(string Producer, int Sequence, int Events)>> CustomersAsync(RunningServer server)
    {
        using var call = server.Operations.ExportEvents(new(), RunningServer.Call());
        var customers = new List<string>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            customers.AddRange(call.ResponseStream.Current.Events.Select(one => one.CustomerId));
        return
        [
            .. customers.Select(id => id.Split('-')).GroupBy(id => (id[0], id[1])).Select(batch =>
                (batch.Key.Item1, int.Parse(batch.Key.Item2, System.Globalization.CultureInfo.InvariantCulture), batch.Count())),
        ];
    }

    private static async Task StreamAsync(RunningServer server, string producer, CancellationToken enough)
    {
        using var stream = await server.OpenAsync(producer);
        var sent = 0;
        for (; !enough.IsCancellationRequested; sent++)
        {
            await stream.SendAsync(sent + 1, EventsOf(producer, sent + 1));
            if (sent >= 6)
                await stream.ResultAsync();
        }
    }

    private static async Task CallAsync(RunningServer server, string producer, CancellationToken enough)
    {
        for (var sequence = 1; !enough.IsCancellationRequested; sequence++)
        {
            var request = new IngestEventsRequest { ProducerId = producer, Sequence = sequence, Events = { EventsOf(producer, sequence) } };
            Assert.Equal(BatchEvents, (await server.Ingestion.IngestEventsAsync(request, RunningServer.Call())).Result.AcceptedCount);
        }
    }

    private static async Task CreateAsync(RunningServer server, CancellationToken enough)
    {
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            await server.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = $"t{i}" } }, RunningServer.Call());
            await server.Customers.EraseCustomerAsync(new() { CustomerId = $"nobody{i}" }, RunningServer.Call());
        }
    }

    private static IEnumerable<Event> EventsOf(string producer, int sequence) =>
        Enumerable.Range(0, BatchEvents).Select(i => Sample.Activity($"{producer}-{sequence}-{i}"));
}
