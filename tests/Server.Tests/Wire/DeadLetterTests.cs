using Grpc.Core;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Server.Tests.Commands;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task An_event_of_the_future_counts_once_the_clock_has_reached_it_also_after_a_restart()
    {
        using var folder = new ScratchFolder();
        var clock = new ManualTime();
        string id;
        await using (var server = await RunningServer.OnDiskAsync(folder.Root, clock: clock))
        {
            var sent = new IngestEventsRequest { ProducerId = "p", Sequence = 1, Events = { Sample.Activities(20) } };
            Assert.Equal(20, (await server.Ingestion.IngestEventsAsync(sent, RunningServer.Call())).Result.RejectedCount);
            Assert.Equal((0, 0, 20, 0), Counts(await ReingestAsync(server, new())));
            id = (await ListAsync(server, new() { PageSize = 1 })).RejectedEvents.Single().RejectedEventId;
        }

        clock.Advance(TimeSpan.FromHours(13));
        await using var again = await RunningServer.OnDiskAsync(folder.Root, clock: clock);
        var one = await ReingestAsync(again, new() { RejectedEventIds = { id, id } });
        Assert.Equal((1, 0, 0, 0), Counts(one));
        var options = new QueryOptions { ReadToken = one.ReadToken };
        Assert.NotEqual("", options.ReadToken);
        Assert.Equal((0, 0, 0, 1), Counts(await ReingestAsync(again, new() { RejectedEventIds = { id } })));
        Assert.Equal(1, (await again.DescribeAsync()).EventCount);
        Assert.Equal((19, 0, 0, 0), Counts(await ReingestAsync(again, new() { Reason = RejectionReason.Future })));
        Assert.Equal((0, 0, 0, 0), Counts(await ReingestAsync(again, new())));
        Assert.Equal(20, (await again.DescribeAsync()).EventCount);
        Assert.Equal(0, (await ListAsync(again, new())).TotalCount);
    }

    [Fact]
    public async Task An_event_that_counts_by_its_id_leaves_as_a_duplicate()
    {
        var clock = new ManualTime();
        await using var server = await RunningServer.InMemoryAsync(clock: clock);
        await SendAsync(server, "", Sample.Activity("c", eventId: "e"));
        clock.Advance(TimeSpan.FromHours(13));
        await SendAsync(server, "", Sample.Activity("c", eventId: "e"));
        Assert.Equal((0, 1, 0, 0), Counts(await ReingestAsync(server, new())));
        Assert.Equal(1, (await server.DescribeAsync()).EventCount);
        Assert.Equal(0, (await ListAsync(server, new())).TotalCount);
    }

    [Fact]
    public async Task Lists_are_newest_first_page_by_page_and_filtered()
    {
        var clock = new ManualTime();
        await using var server = await RunningServer.InMemoryAsync(clock: clock);
        for (var sequence = 1; sequence <= 12; sequence++)
        {
            await SendAsync(server, sequence % 2 == 0 ? "even" : "odd", (sequence + 1) / 2,
                Sample.Activity($"c{sequence}"), Sample.Activity("", eventId: $"e{sequence}"));
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        var all = await ListAllAsync(server, new() { PageSize = 5 });
        Assert.Equal(24, all.Count);
        Assert.Equal(24, all.Select(one => one.RejectedEventId).Distinct().Count());
        var times = all.Select(one => one.ReceiveTime.Seconds).ToList();
        Assert.Equal(times.OrderDescending(), times);

        var future = await ListAllAsync(server, new() { PageSize = 4, Reason = RejectionReason.Future, ProducerId = "odd" });
        Assert.Equal(["c11", "c9", "c7", "c5", "c3", "c1"], future.Select(one => Event.Parser.ParseFrom(one.Event).CustomerId));
        Assert.All(future, one => Assert.Equal(("odd", RejectionReason.Future), (one.ProducerId, one.Rejection.Reason)));
        Assert.Equal([6L, 5, 4, 3, 2, 1], future.Select(one => one.Sequence));
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_and_reingests_nothing()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await server.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = "other" } }, RunningServer.Call());
        await SendAsync(server, "", Sample.Activity(""));
        var id = (await ListAsync(server, new())).RejectedEvents.Single().RejectedEventId;
        var other = RunningServer.Call("other");
        Assert.Equal(0, (await server.Ingestion.ListRejectedEventsAsync(new(), other)).TotalCount);
        var request = new ReingestEventsRequest { RejectedEventIds = { id } };
        Assert.Equal((0, 0, 0, 1), Counts(await server.Ingestion.ReingestEventsAsync(request, other)));
        Assert.Equal((0, 0, 1, 0), Counts(await ReingestAsync(server, request)));
    }

    [Fact]
    public async Task Large_events_are_cut_and_pages_fit_into_a_message()
    {
        await using var server = await RunningServer.InMemoryAsync();
        for (var batch = 0; batch < 7; batch++)
        {
            var events = Enumerable.Range(0, 50).Select(number => Sample.Activity($"c{batch}-{number}", name: new string('n', 17_000)));
            await server.Ingestion.IngestEventsAsync(new() { Events = { events } }, RunningServer.Call());
        }
        var first = await ListAsync(server, new() { PageSize = 1_000 });
        Assert.InRange(first.CalculateSize(), 2_000_000, 3_200_000);
        Assert.Equal(256, first.TotalCount); // They are not read, so they all go by the producer: 4 MiB of one partition.
        Assert.Equal(256, (await ListAllAsync(server, new() { PageSize = 1_000 })).Count);
        Assert.All(first.RejectedEvents, one =>
            Assert.Equal((16 * 1024, RejectionReason.TooLarge), (one.Event.Length, one.Rejection.Reason)));
        Assert.Equal((0, 0, 256, 0), Counts(await ReingestAsync(server, new())));
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_refused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await SendAsync(server, "", Sample.Activity(""), Sample.Activity(""));
        var page = await ListAsync(server, new() { PageSize = 1 });
        var id = page.RejectedEvents.Single().RejectedEventId;
        ListRejectedEventsRequest[] lists =
        [
            new() { PageSize = -1 }, new() { PageSize = 1_001 }, new() { Reason = (RejectionReason)99 },
            new() { ProducerId = new string('p', 129) }, new() { PageToken = "x" }, new() { PageToken = page.NextPageToken + "A" },
            new() { PageToken = page.NextPageToken, Reason = RejectionReason.MissingCustomer },
        ];
        foreach (var list in lists)
            await RunningServer.FailsAsync(StatusCode.InvalidArgument, "INVALID_FIELD", () => ListAsync(server, list));
        ReingestEventsRequest[] reingests =
        [
            new() { RejectedEventIds = { "" } }, new() { RejectedEventIds = { id[..^2] } }, new() { RejectedEventIds = { "B" + id[1..] } },
            new() { RejectedEventIds = { id }, Reason = RejectionReason.Future }, new() { Reason = (RejectionReason)99 },
            new() { RejectedEventIds = { Enumerable.Repeat(id, 1_001) } },
        ];
        foreach (var reingest in reingests)
            await RunningServer.FailsAsync(StatusCode.InvalidArgument, "INVALID_FIELD", () => ReingestAsync(server, reingest));
        Assert.Single((await ListAsync(server, new() { PageToken = page.NextPageToken, PageSize = 5 })).RejectedEvents);
    }

    [Theory]
    [InlineData(nameof(AppendFault.Lost))]
    [InlineData(nameof(AppendFault.Landed))]
    public async Task While_the_log_cannot_be_written_nothing_is_said(string fault)
    {
        var (clock, store) = (new ManualTime(), new FaultyStore());
        await using var server = await RunningServer.InMemoryAsync(clock: clock, store: store);
        server.ExpectedError = FaultyStore.DriverText;
        await SendAsync(server, "", [.. Sample.Activities(10)]);
        clock.Advance(TimeSpan.FromHours(13));
        store.Fault = Enum.Parse<AppendFault>(fault);
        store.IsHeadUnreadable = true;
        await RunningServer.FailsAsync(StatusCode.Unavailable, "STORE_UNAVAILABLE", () => ReingestAsync(server, new()));
        store.IsHeadUnreadable = fault == nameof(AppendFault.Landed);
        if (!store.IsHeadUnreadable)
            await RunningServer.FailsAsync(StatusCode.Unavailable, "STORE_UNAVAILABLE", () => ReingestAsync(server, new()));
        (store.Fault, store.IsHeadUnreadable) = (AppendFault.None, false);
        await ReingestAsync(server, new());
        Assert.Equal(10, (await server.DescribeAsync()).EventCount);
        Assert.Equal(0, (await ListAsync(server, new())).TotalCount);
    }

    /// <summary>256 names are allowed; six of a batch that never reached the log take none of them away.</summary>
    [Theory]
    [InlineData(nameof(AppendFault.Full))]
    [InlineData(nameof(AppendFault.Lost))]
    public async Task Names_of_a_refused_batch_do_not_count(string fault)
    {
        var store = new FaultyStore();
        await using var server = await RunningServer.InMemoryAsync(store: store);
        server.ExpectedError = FaultyStore.DriverText;
        await SendAsync(server, "", Named(0, 250));
        store.Fault = Enum.Parse<AppendFault>(fault);
        await Assert.ThrowsAsync<RpcException>(() => SendAsync(server, "", Named(250, 256)));
        store.Fault = AppendFault.None;
        await SendAsync(server, "", Named(0, 1));
        Assert.Equal(6, (await SendAsync(server, "", Named(1_000, 1_006))).Result.AcceptedCount);
        Assert.Equal(6, (await SendAsync(server, "", Named(250, 256))).Result.RejectedCount);
    }

    private static Event[] Named(int from, int to) =>
        [.. Enumerable.Range(from, to - from).Select(number => Sample.Activity("c", name: $"n{number}"))];

    private static Task<IngestEventsResponse> SendAsync(RunningServer server, string producer, params Event[] events) =>
        SendAsync(server, producer, 0, events);

    private static async Task<IngestEventsResponse> SendAsync(
        RunningServer server, string producer, long sequence, params Event[] events) =>
        await server.Ingestion.IngestEventsAsync(
            new() { ProducerId = producer, Sequence = sequence, Events = { events } }, RunningServer.Call());

    private static async Task<ListRejectedEventsResponse> ListAsync(RunningServer server, ListRejectedEventsRequest request) =>
        await server.Ingestion.ListRejectedEventsAsync(request, RunningServer.Call());

    private static async Task<List<RejectedEvent>> ListAllAsync(RunningServer server, ListRejectedEventsRequest request)
    {
        var all = new List<RejectedEvent>();
        do
        {
            var page = await ListAsync(server, request);
            Assert.NotEmpty(page.RejectedEvents);
            all.AddRange(page.RejectedEvents);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    private static async Task<ReingestEventsResponse> ReingestAsync(RunningServer server, ReingestEventsRequest request) =>
        await server.Ingestion.ReingestEventsAsync(request, RunningServer.Call());

    private static (long Accepted, long Duplicates, long Rejected, long Absent) Counts(ReingestEventsResponse response) =>
        (response.AcceptedCount, response.DuplicateCount, response.RejectedCount, response.AbsentCount);
}
