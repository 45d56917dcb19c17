using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>A customer who is erased counts no more at once, and a moment later no file has a byte of the id.</summary>
public sealed class ErasureTests : IDisposable
{
    private const string Anna = "anna.svensson-90210";
    private const string Bert = "bert.karlsson-90211";

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Erased_CountsAreThoseWithoutTheCustomer_AndNoFileHasTheId()
    {
        await using var server = await RunningServer.OnDiskAsync(_folder);
        await IngestAsync(server, Others);
        var without = await server.DescribeAsync();
        await IngestAsync(server, EventsOf(Anna));
        Assert.True(IsInAFile(Anna));

        var erased = (await server.Customers.EraseCustomerAsync(new() { CustomerId = Anna }, RunningServer.Call())).Erasure;

        Assert.Equal(without, await server.DescribeAsync());
        await RunningServer.FailsAsync(
            StatusCode.NotFound, "CUSTOMER_NOT_FOUND", () => ProfileAsync(server, Anna));
        var purged = await PurgedAsync(server.Customers, erased.ErasureId);
        Assert.Equal(erased.ErasedTime, purged.ErasedTime);
        Assert.True(purged.PurgedTime >= purged.ErasedTime);
        Assert.False(IsInAFile(Anna));
        Assert.False(IsInAFile("svensson"));
        Assert.True(IsInAFile("bob"));
        Assert.Equal(without.EventCount, (await server.DescribeAsync()).EventCount);
        var bob = await server.Customers.ListCustomerEventsAsync(new() { CustomerId = "bob" }, RunningServer.Call());
        Assert.Contains(bob.Events, one => one.Referral?.ReferredCustomerId == erased.ErasureId);
    }

    [Fact]
    public async Task ErasedAgain_TheReceiptIsTheSame_UntilTheCustomerIsBack()
    {
        await using var server = await RunningServer.OnDiskAsync(
            _folder, options => options with { EraseWithin = TimeSpan.FromSeconds(1) });
        await IngestAsync(server, EventsOf(Anna));
        var request = new EraseCustomerRequest { CustomerId = Anna };
        var first = (await server.Customers.EraseCustomerAsync(request, RunningServer.Call())).Erasure;
        var purged = await PurgedAsync(server.Customers, first.ErasureId);
        Assert.Equal(purged, (await server.Customers.EraseCustomerAsync(request, RunningServer.Call())).Erasure);
        await IngestAsync(server, [Sample.Activity(Anna, "later")]);
        Assert.Equal(1, (await ProfileAsync(server, Anna)).Kinds.Sum(kind => kind.EventCount));
        var second = (await server.Customers.EraseCustomerAsync(request, RunningServer.Call())).Erasure;
        Assert.Equal(first.ErasureId, second.ErasureId);
        Assert.True(second.ErasedTime > first.ErasedTime && second.PurgedTime is null);
        await PurgedAsync(server.Customers, first.ErasureId);
        Assert.False(IsInAFile(Anna));
    }

    [Fact]
    public async Task KilledBetweenErasureAndPurge_TheNextStartPurges()
    {
        string first, second;
        using (var server = await ServerProcess.StartAsync(_folder))
        {
            await server.Ingestion.IngestEventsAsync(
                new() { Events = { Others.Concat(EventsOf(Anna)).Concat(EventsOf(Bert)) } }, RunningServer.Call());
            first = (await server.Customers.EraseCustomerAsync(new() { CustomerId = Anna }, RunningServer.Call())).Erasure.ErasureId;
            await PurgedAsync(server.Customers, first);
            // What is erased next waits for half an hour.
            second = (await server.Customers.EraseCustomerAsync(new() { CustomerId = Bert }, RunningServer.Call())).Erasure.ErasureId;
            server.Kill();
        }
        Assert.False(IsInAFile(Anna));
        Assert.True(IsInAFile(Bert));

        using var again = await ServerProcess.StartAsync(_folder);
        await PurgedAsync(again.Customers, second);
        Assert.False(IsInAFile(Bert));
        Assert.NotNull((await again.Customers.GetErasureAsync(new() { ErasureId = first }, RunningServer.Call())).Erasure.PurgedTime);
        Assert.Equal(0, await again.StopAsync());
    }

    [Fact]
    public async Task RejectedEventsThatNameTheCustomer_AreForgotten()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var ahead = Timestamp.FromDateTime(DateTime.UnixEpoch.AddYears(500));
        Event[] future = [.. EventsOf(Anna).Concat(Others).Select(one => new Event(one) { EventId = "", OccurredTime = ahead })];
        var reply = await server.Ingestion.IngestEventsAsync(new() { Events = { future } }, RunningServer.Call());
        Assert.Equal(future.Length, reply.Result.RejectedCount);
        await server.Customers.EraseCustomerAsync(new() { CustomerId = Anna }, RunningServer.Call());
        var left = await server.Ingestion.ListRejectedEventsAsync(new(), RunningServer.Call());
        Assert.Equal(future.Count(one => !one.ToString().Contains(Anna, StringComparison.Ordinal)), left.TotalCount);
        Assert.DoesNotContain(left.RejectedEvents, one => one.Event.ToStringUtf8().Contains(Anna, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nonsense_IsNamed_AndReceiptsAreOneTenantsOwn()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await server.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = "b" } }, RunningServer.Call());
        foreach (var customerId in (string[])["", new('x', 129)])
        {
            var failure = await Assert.ThrowsAsync<RpcException>(
                () => server.Customers.EraseCustomerAsync(new() { CustomerId = customerId }, RunningServer.Call()).ResponseAsync);
            Assert.Equal(["customer_id"], QueryErrorTests.FieldsOf(failure));
        }
        var malformed = await Assert.ThrowsAsync<RpcException>(
            () => server.Customers.GetErasureAsync(new() { ErasureId = "mine" }, RunningServer.Call()).ResponseAsync);
        Assert.Equal(["erasure_id"], QueryErrorTests.FieldsOf(malformed));
        var receipt = (await server.Customers.EraseCustomerAsync(new() { CustomerId = "c" }, RunningServer.Call("b"))).Erasure;
        await RunningServer.FailsAsync(StatusCode.NotFound, "ERASURE_NOT_FOUND", () =>
            server.Customers.GetErasureAsync(new() { ErasureId = receipt.ErasureId }, RunningServer.Call()).ResponseAsync);
    }

    [Fact]
    public async Task DeletedTenant_IsGone_FromAllFiles_AndMayBeCreatedAnew()
    {
        await using var server = await RunningServer.OnDiskAsync(_folder);
        var tenant = new Tenant { TenantId = "shop", CurrencyCode = "SEK", EventProperties = { "colour-of-choice" } };
        await server.Tenants.CreateTenantAsync(new() { Tenant = tenant }, RunningServer.Call());
        await IngestAsync(server, EventsOf(Anna), "shop");
        using var stream = await server.OpenAsync("p", tenant: "shop");
        await stream.SendAndGetAsync(1, Sample.Activity(Bert));

        var deleted = await server.Tenants.DeleteTenantAsync(new() { TenantId = "shop" }, RunningServer.Call());

        Assert.Equal("SEK", deleted.Tenant.CurrencyCode);
        await RunningServer.FailsAsync(StatusCode.NotFound, "TENANT_NOT_FOUND", () => server.DescribeAsync("shop"));
        await RunningServer.FailsAsync(StatusCode.NotFound, "TENANT_NOT_FOUND", () =>
            server.Tenants.DeleteTenantAsync(new() { TenantId = "shop" }, RunningServer.Call()).ResponseAsync);
        await RunningServer.WaitUntilAsync(() => !IsInAFile(Anna) && !IsInAFile(Bert) && !IsInAFile("colour-of-choice"));
        Assert.DoesNotContain((await server.Tenants.ListTenantsAsync(new(), RunningServer.Call())).Tenants, one => one.TenantId == "shop");

        await server.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = "shop" } }, RunningServer.Call());
        Assert.Equal((0, 0), await CountsAsync(server));
        await IngestAsync(server, EventsOf(Anna), "shop");
        Assert.Equal((EventsOf(Anna).Length, 1), await CountsAsync(server));
    }

    [Fact]
    public async Task DefaultTenant_IsNotDeleted()
    {
        await using var server = await RunningServer.InMemoryAsync();
        foreach (var tenantId in (string[])["default", ""])
        {
            var failure = await Assert.ThrowsAsync<RpcException>(
                () => server.Tenants.DeleteTenantAsync(new() { TenantId = tenantId }, RunningServer.Call()).ResponseAsync);
            Assert.Equal(["tenant_id"], QueryErrorTests.FieldsOf(failure));
        }
        Assert.Equal(0, (await server.DescribeAsync()).EventCount);
    }

    private static async Task<(long, long)> CountsAsync(RunningServer server)
    {
        var held = await server.DescribeAsync("shop");
        return (held.EventCount, held.CustomerCount);
    }

    /// <summary>Events that bring the id wherever a text may stand.</summary>
    private static Event[] EventsOf(string customer) =>
    [
        Sample.Activity(customer, $"e-{customer[0]}", name: $"visit of {customer}"),
        new()
        {
            CustomerId = customer,
            OccurredTime = Timestamp.FromDateTime(Sample.Start),
            Purchase = new() { OrderId = $"{customer}/0001", Amount = new() { MinorUnits = 5 }, CouponCode = customer },
        },
        Sample.Profile(customer, "email", $"{customer}@example.com"),
        new()
        {
            CustomerId = customer,
            OccurredTime = Timestamp.FromDateTime(Sample.Start),
            Subscription = new() { SubscriptionId = $"s {customer}", Action = SubscriptionAction.Started, Plan = $"of {customer}" },
        },
    ];

    private static Event[] Others =>
    [
        Sample.Activity("bob"),
        new() { CustomerId = "bob", OccurredTime = Timestamp.FromDateTime(Sample.Start), Referral = new() { ReferredCustomerId = Anna } },
        new() { CustomerId = "cid", OccurredTime = Timestamp.FromDateTime(Sample.Start), Referral = new() { ReferredCustomerId = "bob" } },
    ];

    private static Task<IngestEventsResponse> IngestAsync(RunningServer server, IEnumerable<Event> events, string? tenant = null) =>
        QueryTests.IngestAsync(server, events, tenant);

    private static async Task<Customer> ProfileAsync(RunningServer server, string customer) =>
        (await server.Customers.GetCustomerAsync(new() { CustomerId = customer }, RunningServer.Call())).Customer;

    private static async Task<Erasure> PurgedAsync(CustomerService.CustomerServiceClient client, string erasureId)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (true)
        {
            var erasure = (await client.GetErasureAsync(new() { ErasureId = erasureId }, RunningServer.Call())).Erasure;
            if (erasure.PurgedTime is not null)
                return erasure;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private bool IsInAFile(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new DirectoryInfo(_folder).GetFiles("*", SearchOption.AllDirectories)
            // The lock of the folder cannot be read, and has nothing in it.
            .Where(file => file.Exists && file.Length > 0).Any(file => Read(file.FullName).AsSpan().IndexOf(bytes) >= 0);
    }

    /// <summary>A file may be written, or go away, while it is read.</summary>
    private static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }
}
