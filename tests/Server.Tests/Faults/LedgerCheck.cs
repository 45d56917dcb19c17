using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>Holds what a server counts against the ledger.</summary>
internal static class LedgerCheck
{
    private const int Page = 10_000;

    /// <summary>
    /// Every event acknowledged by now counts, and nothing counts twice: no customer has two events. Senders may go on meanwhile.
    /// </summary>
    public static async Task EveryAckCountsOnceAsync(ServerProcess server, AckLedger ledger, string about)
    {
        foreach (var account in ledger.Accounts)
        {
            var acked = account.Acked;
            Assert.Equal((acked, account.Producer, about), (await CountAsync(server, account, acked), account.Producer, about));
        }
        var held = await server.Tenants.DescribeTenantAsync(new(), RunningServer.Call());
        Assert.Equal((held.EventCount, about), (held.CustomerCount, about));
        Assert.InRange(held.EventCount, 0, ledger.Accounts.Sum(account => account.Given));
    }

    /// <summary>All events are acknowledged, and they and no others count: the customers are listed one by one.</summary>
    public static async Task AllCountOnceAsync(ServerProcess server, AckLedger ledger)
    {
        Assert.All(ledger.Accounts, account => Assert.Equal(account.Given, account.Acked));
        await EveryAckCountsOnceAsync(server, ledger, "in the end");
        Assert.Equal(ledger.Acked, (await server.Tenants.DescribeTenantAsync(new(), RunningServer.Call())).EventCount);
        var expected = ledger.Accounts.SelectMany(account => account.Customers).ToHashSet();
        var request = new ListMetricMembersRequest
        {
            Activity = new()
            {
                Request = new()
                {
                    Window = WindowOf(ledger.Accounts[0].Start, ledger.Accounts[^1].Start.AddDays(20)),
                    Bucket = BucketUnit.Year,
                },
            },
            PageSize = Page,
        };
        var listed = 0L;
        do
        {
            var page = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call());
            listed += page.Members.Count;
            foreach (var member in page.Members)
                Assert.True(expected.Remove(member.CustomerId), $"{member.CustomerId} is twice there, or never was sent");
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal((ledger.Acked, 0), (listed, expected.Count));
    }

    /// <summary>The customers of an account's first events.</summary>
    private static async Task<long> CountAsync(ServerProcess server, SenderAccount account, long acked)
    {
        var window = new ActivityWindow { Window = WindowOf(account.Start, account.Start.AddSeconds(acked)) };
        var question = new ComputeRetentionRequest { Base = window, Comparisons = { window } };
        return (await server.Metrics.ComputeRetentionAsync(question, RunningServer.Call())).BaseCount;
    }

    private static Window WindowOf(DateTime start, DateTime end) =>
        new() { Interval = new() { StartTime = Timestamp.FromDateTime(start), EndTime = Timestamp.FromDateTime(end) } };
}
