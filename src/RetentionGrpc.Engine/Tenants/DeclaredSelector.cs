using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>A selector whose active customers are indexed.</summary>
/// <param name="Name">Names it within the tenant; 1 to 128 bytes of UTF-8.</param>
/// <param name="Selector">The selector, in its canonical form.</param>
public sealed record DeclaredSelector(string Name, ActivitySelector Selector);
