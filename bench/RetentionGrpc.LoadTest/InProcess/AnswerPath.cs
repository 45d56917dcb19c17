using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>How the engine found an answer, as far as it tells.</summary>
internal static class AnswerPath
{
    /// <summary>Whose data it is.</summary>
    public const string Tenant = TenantSettings.DefaultId;

    /// <summary>The path's name, or null if an answer of this engine has none.</summary>
    public static string? Of<T>(Partition partition, Query<T> query)
    {
        // An engine that only scans has no such member; one with indexes may, and the harness is older than it.
        var property = typeof(PartialAnswer<T>).GetProperty("Path") ?? typeof(PartialAnswer<T>).GetProperty("Explanation");
        return property?.GetValue(partition.Answer(Tenant, query))?.ToString();
    }
}
