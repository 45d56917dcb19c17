using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The latest answer of a customer to a survey.</summary>
/// <param name="SurveyId">The survey, in UTF-8.</param>
/// <param name="Type">NPS 1, CSAT 2, CES 3.</param>
/// <param name="Score">The answer.</param>
/// <param name="Ms">When it was given.</param>
public sealed record LatestAnswer(byte[] SurveyId, int Type, long Score, long Ms);

/// <summary>One customer as of an instant.</summary>
public sealed record CustomerProfile
{
    /// <summary>The first event before it that counts.</summary>
    public required long FirstMs { get; init; }

    /// <summary>The last one.</summary>
    public required long LastMs { get; init; }

    /// <summary>The last one that counts as activity; null without any.</summary>
    public required long? LastActivityMs { get; init; }

    /// <summary>What the models of purchases read of it; null without a purchase before "now".</summary>
    public required PurchaseRow? Purchases { get; init; }

    /// <summary>Events before it by number of their <see cref="EventKind"/>.</summary>
    public required IReadOnlyList<long> Kinds { get; init; }

    /// <summary>Orders.</summary>
    public required long Orders { get; init; }

    /// <summary>Purchases less refunds, minor units.</summary>
    public required Int128 Revenue { get; init; }

    /// <summary>What its contracts bring a month, minor units.</summary>
    public required Int128 RecurringRevenue { get; init; }

    /// <summary>By survey bytewise, then type.</summary>
    public required IReadOnlyList<LatestAnswer> Surveys { get; init; }

    /// <summary>The newest values at any time, by key bytewise; UTF-8.</summary>
    public required IReadOnlyList<(byte[] Key, byte[] Value)> Attributes { get; init; }

    /// <summary>Whether there is a purchase.</summary>
    public bool HasPurchase => Kinds[(int)EventKind.Purchase] > 0;
}

/// <summary>One customer; null if it is not there, or has no event before "now".</summary>
/// <param name="customerId">The customer, in UTF-8.</param>
/// <param name="asOfMs">"Now".</param>
public sealed class CustomerQuery(byte[] customerId, long asOfMs) : Query<CustomerProfile?>
{
    /// <inheritdoc/>
    public override CustomerProfile? Answer(TenantState tenant) =>
        tenant.Customers.Find(customerId) is >= 0 and var customer ? CustomerReference.Profile(tenant, customer, asOfMs) : null;

    /// <inheritdoc/>
    public override CustomerProfile? Merge(CustomerProfile? left, CustomerProfile? right) => left ?? right;
}
