namespace RetentionGrpc.Engine.Tenants;

/// <summary>Whether what was declared is indexed in a partition. Answers are exact in every state; only their cost differs.</summary>
public enum IndexState : byte
{
    /// <summary>There is none, and none is being built: looking at the timelines is fast enough.</summary>
    NotNeeded = 1,

    /// <summary>It is being built.</summary>
    Building = 2,

    /// <summary>It answers.</summary>
    Ready = 3,
}

/// <summary>The states of a tenant's declared indexes in one partition, each in the order of the settings.</summary>
/// <param name="Selectors">Of <see cref="TenantSettings.Selectors"/>.</param>
/// <param name="InactivityRules">Of <see cref="TenantSettings.InactivityRules"/>.</param>
/// <param name="Segments">Of <see cref="TenantSettings.Segments"/>.</param>
public sealed record IndexStates(
    IReadOnlyList<IndexState> Selectors, IReadOnlyList<IndexState> InactivityRules, IReadOnlyList<IndexState> Segments)
{
    /// <summary>Nothing that the tenant declares is indexed.</summary>
    public static IndexStates NoneOf(TenantSettings settings) =>
        new(None(settings.Selectors.Count), None(settings.InactivityRules.Count), None(settings.Segments.Count));

    private static IndexState[] None(int count)
    {
        var states = new IndexState[count];
        Array.Fill(states, IndexState.NotNeeded);
        return states;
    }
}
