namespace RetentionGrpc.Engine.Tenants;

/// <summary>A tenant was deleted while something was asked of it.</summary>
/// <param name="tenantId">The tenant.</param>
public sealed class TenantGoneException(string tenantId) : Exception($"The tenant '{tenantId}' is not there any more.")
{
    /// <summary>The tenant.</summary>
    public string TenantId => tenantId;
}
