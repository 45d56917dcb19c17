using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Demo;

/// <summary>The replies of the server that a demo shows.</summary>
internal sealed record DemoAnswers
{
    /// <summary>ACTIVITY: without an event for so many days a customer is lost.</summary>
    public const int InactivityDays = 30;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>What the tenant holds.</summary>
    public required DescribeTenantResponse Tenant { get; init; }

    /// <summary>Churn by contracts, month by month.</summary>
    public required ComputeChurnResponse SubscriptionChurn { get; init; }

    /// <summary>Churn by activity, month by month.</summary>
    public required ComputeChurnResponse ActivityChurn { get; init; }

    /// <summary>Cohorts by the month of the first activity.</summary>
    public required ComputeCohortRetentionResponse Cohorts { get; init; }

    /// <summary>Active customers month by month.</summary>
    public required ComputeActivityResponse MonthlyActivity { get; init; }

    /// <summary>Active customers of the last 30 days, day by day.</summary>
    public required ComputeActivityResponse DailyActivity { get; init; }

    /// <summary>The lifecycle month by month.</summary>
    public required ComputeLifecycleResponse Lifecycle { get; init; }

    /// <summary>Asks.</summary>
    /// <param name="client">The server.</param>
    /// <param name="options">The shop.</param>
    /// <param name="readToken">What the answers must hold.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DemoAnswers> AskAsync(
        RetentionClient client, DemoOptions options, string? readToken, CancellationToken cancellationToken)
    {
        var query = new QueryOptions { AsOfTime = Timestamp.FromDateTime(options.AsOf), ReadToken = readToken ?? "" };
        var months = new Window { Trailing = new TrailingWindow { Count = options.Months, Bucket = BucketUnit.Month } };
        var lastDays = new Window { Trailing = new TrailingWindow { Count = InactivityDays, Bucket = BucketUnit.Day } };
        var subscription = new ComputeChurnRequest
        {
            Options = query,
            Window = months,
            Basis = CustomerBasis.Subscription,
            SeriesBucket = BucketUnit.Month,
        };
        var activity = subscription.Clone();
        activity.Basis = CustomerBasis.Activity;
        activity.Inactivity = Duration.FromTimeSpan(TimeSpan.FromDays(InactivityDays));
        var cohorts = new ComputeCohortRetentionRequest { Options = query, Window = months, Bucket = BucketUnit.Month };
        var monthly = new ComputeActivityRequest { Options = query, Window = months, Bucket = BucketUnit.Month };
        var daily = new ComputeActivityRequest { Options = query, Window = lastDays, Bucket = BucketUnit.Day };
        var lifecycle = new ComputeLifecycleRequest { Options = query, Window = months, Bucket = BucketUnit.Month };
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + 7 * Deadline;
        var metrics = client.Metrics;
        return new DemoAnswers
        {
            Tenant = await client.Tenants.DescribeTenantAsync(new(), null, deadline, cancellationToken),
            SubscriptionChurn = await metrics.ComputeChurnAsync(subscription, null, deadline, cancellationToken),
            ActivityChurn = await metrics.ComputeChurnAsync(activity, null, deadline, cancellationToken),
            Cohorts = await metrics.ComputeCohortRetentionAsync(cohorts, null, deadline, cancellationToken),
            MonthlyActivity = await metrics.ComputeActivityAsync(monthly, null, deadline, cancellationToken),
            DailyActivity = await metrics.ComputeActivityAsync(daily, null, deadline, cancellationToken),
            Lifecycle = await metrics.ComputeLifecycleAsync(lifecycle, null, deadline, cancellationToken),
        };
    }
}
