using System.Text;
using RetentionGrpc.Engine.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Events;

public sealed class RoutingTests
{
    [Theory]
    [InlineData("default", "c-1", 0, 5, 8)]
    [InlineData("default", "c-2", 3, 0, 35)]
    [InlineData("default", "", 3, 4, 11)]
    [InlineData("shop", "c-1", 3, 2, 11)]
    [InlineData("shop", "ü€😀", 1, 2, 1)]
    [InlineData("default", "search ads", 3, 1, 39)]
    public void PartitionOf_StoredVectors_NeverChange(string tenant, string key, int of4, int of7, int of64)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        Assert.Equal((of4, of7, of64),
            (Routing.PartitionOf(tenant, bytes, 4), Routing.PartitionOf(tenant, bytes, 7), Routing.PartitionOf(tenant, bytes, 64)));
    }

    [Fact]
    public void PartitionOf_LongestTenantAndKey_IsTheStoredVector()
    {
        Assert.Equal(40, Routing.PartitionOf("a", Encoding.UTF8.GetBytes(new string('x', 128)), 64));
        var longTenant = Routing.PartitionOf(new string('t', 64), "customer-with-a-long-name-0123456789"u8, 64);
        Assert.Equal(59, longTenant);
    }

    [Fact]
    public void PartitionOf_AnyTenantAndKey_EqualsTheSlowHashOfLengthTenantAndKey()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        for (var i = 0; i < 2_000; i++)
        {
            var tenant = new string('t', random.Next(1, 65));
            var key = new byte[random.Next(129)];
            random.NextBytes(key);
            var count = random.Next(1, 65);
            byte[] hashed = [(byte)tenant.Length, 0, 0, 0, .. Encoding.UTF8.GetBytes(tenant), .. key];
            Assert.True((int)(Xxh64Tests.Slow(hashed, 0) % count) == Routing.PartitionOf(tenant, key, count), $"seed {Seed}, round {i}");
        }
    }

    [Fact]
    public void PartitionOf_AnEvent_TakesCustomerElseChannelElseProducer()
    {
        var act = new EventView { Kind = EventKind.Referral, CustomerId = "c-1"u8, Name = "c-2"u8 };
        var spend = new EventView { Kind = EventKind.Spend, Name = "search ads"u8 };
        var retracted = new EventView { Kind = EventKind.Retraction, RetractedKind = EventKind.Spend, Name = "search ads"u8 };
        var unreadable = new EventView { Kind = EventKind.Activity };
        Assert.Equal(8, Routing.PartitionOf("default", act, "c-2"u8, 64));
        Assert.Equal(39, Routing.PartitionOf("default", spend, "c-2"u8, 64));
        Assert.Equal(39, Routing.PartitionOf("default", retracted, "c-2"u8, 64));
        Assert.Equal(35, Routing.PartitionOf("default", unreadable, "c-2"u8, 64));
    }
}
