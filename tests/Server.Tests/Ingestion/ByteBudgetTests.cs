using RetentionGrpc.Server.Application;
using Xunit;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class ByteBudgetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Who_would_go_over_waits_in_the_order_of_arrival()
    {
        var budget = new ByteBudget(100);
        await budget.ClaimAsync(60, CancellationToken.None);
        var large = budget.ClaimAsync(80, CancellationToken.None).AsTask();
        var small = budget.ClaimAsync(10, CancellationToken.None).AsTask();
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);

        budget.Release(60);
        await Task.WhenAll(large, small).WaitAsync(Patience);
        var next = budget.ClaimAsync(11, CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        budget.Release(10);
        await next.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_gives_up_holds_nobody_up_and_claims_nothing()
    {
        var budget = new ByteBudget(100);
        await budget.ClaimAsync(100, CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var givenUp = budget.ClaimAsync(100, cancellation.Token).AsTask();
        var behind = budget.ClaimAsync(100, CancellationToken.None).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.WaitAsync(Patience));

        budget.Release(100);
        await behind.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_claim_over_the_limit_waits_to_be_alone()
    {
        var budget = new ByteBudget(100);
        await budget.ClaimAsync(1, CancellationToken.None);
        var huge = budget.ClaimAsync(1_000, CancellationToken.None).AsTask();
        Assert.False(huge.IsCompleted);
        budget.Release(1);
        await huge.WaitAsync(Patience);
        budget.Release(1_000);
        await budget.ClaimAsync(100, CancellationToken.None).AsTask().WaitAsync(Patience);
    }
}
