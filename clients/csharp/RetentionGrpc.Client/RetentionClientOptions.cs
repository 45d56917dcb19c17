using System.Security.Cryptography;

namespace RetentionGrpc.Client;

/// <summary>How a <see cref="RetentionClient"/> connects.</summary>
public sealed record RetentionClientOptions
{
    /// <summary>Whose events and answers: the header <c>retention-tenant</c>. Unset: the tenant "default".</summary>
    public string? Tenant { get; init; }

    /// <summary>The clock of timers and backoff. Unset: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Chance in waits before another try: numbers of at least 0 and below 1. Unset: the system's.</summary>
    public Func<double> Jitter { get; init; } = () => RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000.0;
}
