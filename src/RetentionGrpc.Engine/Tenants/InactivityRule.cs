using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>An inactivity whose customers at any two days are indexed.</summary>
/// <param name="Selector">Which events keep a customer, in its canonical form: <see cref="ActivitySelector.Purchases"/> for the basis
/// PURCHASE.</param>
/// <param name="InactivityMs">How far back such an event may lie, in milliseconds; 1 to <see cref="ChurnPopulation.LongestInactivityMs"/>.
/// </param>
public sealed record InactivityRule(ActivitySelector Selector, long InactivityMs);
