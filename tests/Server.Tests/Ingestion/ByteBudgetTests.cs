using System.IO.Pipelines;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class ByteBudgetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Who_would_go_over_waits_in_the_order_of_arrival()
    {
        var budget = new ByteBudget(100, 100, Timeout.InfiniteTimeSpan, TimeProvider.System);
        await budget.ClaimAsync("t", 60, CancellationToken.None);
        var large = budget.ClaimAsync("t", 80, CancellationToken.None).AsTask();
        var small = budget.ClaimAsync("t", 10, CancellationToken.None).AsTask();
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);

        budget.Release("t", 60);
        await Task.WhenAll(large, small).WaitAsync(Patience);
        var next = budget.ClaimAsync("t", 11, CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        budget.Release("t", 10);
        await next.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_gives_up_holds_nobody_up_and_claims_nothing()
    {
        var budget = new ByteBudget(100, 100, Timeout.InfiniteTimeSpan, TimeProvider.System);
        await budget.ClaimAsync("t", 100, CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var givenUp = budget.ClaimAsync("t", 100, cancellation.Token).AsTask();
        var behind = budget.ClaimAsync("t", 100, CancellationToken.None).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.WaitAsync(Patience));

        budget.Release("t", 100);
        await behind.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_claim_over_the_limit_waits_to_be_alone()
    {
        var budget = new ByteBudget(100, 100, Timeout.InfiniteTimeSpan, TimeProvider.System);
        await budget.ClaimAsync("t", 1, CancellationToken.None);
        var huge = budget.ClaimAsync("t", 1_000, CancellationToken.None).AsTask();
        Assert.False(huge.IsCompleted);
        budget.Release("t", 1);
        await huge.WaitAsync(Patience);
        budget.Release("t", 1_000);
        await budget.ClaimAsync("t", 100, CancellationToken.None).AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_holds_least_goes_first_and_nobody_holds_all()
    {
        var budget = new ByteBudget(100, 75, Timeout.InfiniteTimeSpan, TimeProvider.System);
        Task<bool> ClaimAsync(string tenant, long bytes) => budget.ClaimAsync(tenant, bytes, CancellationToken.None).AsTask();
        Assert.True(await ClaimAsync("greedy", 75));
        Task<bool>[] greedy = [.. Enumerable.Range(0, 20).Select(_ => ClaimAsync("greedy", 25))];
        Assert.True(await ClaimAsync("small", 20).WaitAsync(Patience));
        var small = ClaimAsync("small", 10);
        Assert.False(small.IsCompleted);
        Assert.All(greedy, claim => Assert.False(claim.IsCompleted));

        budget.Release("greedy", 25);
        Assert.True(await small.WaitAsync(Patience));
        Assert.All(greedy, claim => Assert.False(claim.IsCompleted));
        Assert.Equal(0.2, budget.FreeShare, precision: 9);
        budget.Release("small", 30);
        Assert.True(await greedy[0].WaitAsync(Patience));
        Assert.False(greedy[1].IsCompleted);
    }

    [Fact]
    public async Task What_was_claimed_for_a_tenant_that_was_not_there_yet_is_given_back_by_the_tenant()
    {
        var budget = new ByteBudget(1_000_000, 750_000, TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var services = new IngestionServices(null!, null!, budget, new(), LogDurability.Memory, TimeProvider.System);
        byte[] message = [0, 0, 1, 0x86, 0xA0, .. new byte[100_000]];
        for (var call = 0; call < 3; call++)
        {
            var body = new MeteredBody(PipeReader.Create(new(message)), services.Rules, TimeProvider.System, budget, "");
            await body.ReadAsync();
            Assert.True(await services.ClaimAsync(body, "new", 50, CancellationToken.None));
            budget.Release("new", 50);
        }
        Assert.Equal(1, budget.FreeShare);
        // Neither who has no tenant yet nor the tenant holds anything, or less than nothing.
        foreach (var tenant in new[] { "", "new" })
        {
            Assert.True(await budget.ClaimAsync(tenant, 500_000, CancellationToken.None));
            Assert.True(await budget.ClaimAsync(tenant, 250_000, CancellationToken.None));
            Assert.False(await budget.ClaimAsync(tenant, 1, CancellationToken.None));
            budget.Release(tenant, 750_000);
        }
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_so_and_holds_nobody_up()
    {
        var budget = new ByteBudget(100, 100, TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.True(await budget.ClaimAsync("a", 60, CancellationToken.None));
        var large = budget.ClaimAsync("b", 80, CancellationToken.None).AsTask();
        var small = budget.ClaimAsync("c", 40, CancellationToken.None).AsTask();
        Assert.False(await large.WaitAsync(Patience));
        await small.WaitAsync(Patience);
        budget.Release("a", 60);
        Assert.True(await budget.ClaimAsync("b", 50, CancellationToken.None));
    }
}
