namespace RetentionGrpc.Engine.Tenants;

/// <summary>
/// How much a tenant may declare to be indexed. In each partition, over 730 days, a selector's matrix takes 1.1 MB and an inactivity
/// rule's two 2.1 MB; a segment of 16 values takes as much as all others 17 times over. The limits keep that below half a gigabyte.
/// </summary>
public static class DeclarationLimits
{
    /// <summary>Declared selectors of a tenant.</summary>
    public const int Selectors = 8;

    /// <summary>Declared inactivity rules of a tenant.</summary>
    public const int InactivityRules = 8;

    /// <summary>Declared segments of a tenant: matrices of each value, not of each combination of values.</summary>
    public const int Segments = 1;

    /// <summary>Values of a segment, OTHER apart.</summary>
    public const int SegmentValues = 16;

    /// <summary>Bytes of a declared selector's canonical form: all settings of a tenant are in each entry that changes them.</summary>
    public const int SelectorBytes = 16 * 1024;
}
