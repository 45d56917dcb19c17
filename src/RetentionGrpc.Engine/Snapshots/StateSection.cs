namespace RetentionGrpc.Engine.Snapshots;

/// <summary>What a part of a partition's state is about, in words for people.</summary>
/// <param name="TenantId">Whose it is; empty for what belongs to no tenant.</param>
/// <param name="Name">What it holds, e.g. "timelines".</param>
public sealed record StateSection(string TenantId, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => TenantId.Length == 0 ? Name : $"the {Name} of tenant '{TenantId}'";
}
