using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// What declaring something to be indexed, and taking it back, makes of a tenant's settings, or why it may not be. What is taken back
/// leaves first, so that another of the same name can take its place; what is declared already stays where it is.
/// </summary>
public static class Declarations
{
    /// <summary>Selectors that come, and names of those that leave.</summary>
    public static Outcome<TenantSettings> ChangeSelectors(
        TenantSettings current, IReadOnlyList<DeclaredSelector> added, IReadOnlyCollection<string> removed)
    {
        List<DeclaredSelector> declared = [.. current.Selectors.Where(known => !removed.Contains(known.Name))];
        return Add(declared, added, DeclarationLimits.Selectors, "selectors", Clash) is { } refusal
            ? refusal
            : current with { Selectors = declared };
    }

    /// <summary>Inactivity rules that come, and those that leave.</summary>
    public static Outcome<TenantSettings> ChangeInactivityRules(
        TenantSettings current, IReadOnlyList<InactivityRule> added, IReadOnlyCollection<InactivityRule> removed)
    {
        List<InactivityRule> declared = [.. current.InactivityRules.Where(known => !removed.Contains(known))];
        return Add(declared, added, DeclarationLimits.InactivityRules, "inactivity_rules", (_, _, _) => null) is { } refusal
            ? refusal
            : current with { InactivityRules = declared };
    }

    /// <summary>Segments that come, and attributes of those that leave.</summary>
    public static Outcome<TenantSettings> ChangeSegments(
        TenantSettings current, IReadOnlyList<DeclaredSegment> added, IReadOnlyCollection<string> removed)
    {
        List<DeclaredSegment> declared = [.. current.Segments.Where(known => !removed.Contains(known.Attribute))];
        return Add(declared, added, DeclarationLimits.Segments, "segments", Clash) is { } refusal
            ? refusal
            : current with { Segments = declared };
    }

    private static Refusal? Add<T>(
        List<T> declared, IReadOnlyList<T> added, int limit, string field, Func<T, T, string, Refusal?> clash)
        where T : class
    {
        for (var i = 0; i < added.Count; i++)
        {
            if (declared.Contains(added[i]))
                continue;
            foreach (var known in declared)
            {
                if (clash(known, added[i], $"{field}[{i}]") is { } refusal)
                    return refusal;
            }
            if (declared.Count == limit)
                return Full(limit, field);
            declared.Add(added[i]);
        }
        return null;
    }

    private static Refusal? Clash(DeclaredSelector known, DeclaredSelector added, string field)
    {
        if (known.Name == added.Name)
            return Exists(known.Name, $"{field}.name", "The name is declared with another selection: use another, or take it back first.");
        return known.Selector.Equals(added.Selector)
            ? Exists(known.Name, $"{field}.selector", $"The selection is declared as \"{known.Name}\": use that, or take it back first.")
            : null;
    }

    private static Refusal? Clash(DeclaredSegment known, DeclaredSegment added, string field) => known.Attribute == added.Attribute
        ? Exists(known.Attribute, $"{field}.values", "The attribute is declared with other values: take it back first.")
        : null;

    private static Refusal Exists(string declared, string field, string message) =>
        new Refusal(RefusalReason.DeclarationExists, $"{message} The same call can do that.", field).With("declared", declared);

    private static Refusal Full(int limit, string field) => new Refusal(
        RefusalReason.DeclarationLimit, $"The tenant would declare more than {limit} {field.Replace('_', ' ')}: take some back.", field)
        .With("limit", limit);
}
