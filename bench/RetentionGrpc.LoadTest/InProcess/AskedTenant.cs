using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>The tenant whose data it is.</summary>
internal static class AskedTenant
{
    /// <summary>Its id.</summary>
    public const string Id = TenantSettings.DefaultId;

    /// <summary>What a partition reads for an answer, in words.</summary>
    public static string CostOf<T>(Partition partition, Query<T> query)
    {
        var cost = partition.Answer(Id, query).Cost;
        return $"{cost.Path}: {cost.Rows} rows, {cost.Sets} sets, {cost.Timelines} timelines";
    }
}
