using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.V1;
using CancellationPolicy = RetentionGrpc.Engine.Tenants.CancellationPolicy;
using PausePolicy = RetentionGrpc.Engine.Tenants.PausePolicy;

namespace RetentionGrpc.Server.Transport;

/// <summary>A tenant's settings between the wire and the engine. Their enums share their numbers; 0 is the default.</summary>
internal static class TenantMapping
{
    /// <summary>The settings that a client asks for.</summary>
    public static TenantSettings ToSettings(Tenant tenant, Violations violations)
    {
        violations.Require(tenant.Selectors.Count == 0, "tenant.selectors", "Create the tenant, then call DeclareSelectors.");
        violations.Require(
            tenant.InactivityRules.Count == 0, "tenant.inactivity_rules", "Create the tenant, then call DeclareInactivityRules.");
        violations.Require(tenant.Segments.Count == 0, "tenant.segments", "Create the tenant, then call DeclareSegments.");
        var settings = new TenantSettings { TenantId = tenant.TenantId };
        return settings with
        {
            TimeZone = OrDefault(tenant.TimeZone, settings.TimeZone),
            WeekStart = tenant.WeekStart == 0 ? settings.WeekStart : (WeekStart)Narrow((int)tenant.WeekStart),
            Currency = OrDefault(tenant.CurrencyCode, settings.Currency),
            PausePolicy = tenant.PausePolicy == 0 ? settings.PausePolicy : (PausePolicy)Narrow((int)tenant.PausePolicy),
            CancellationPolicy = tenant.CancellationPolicy == 0
                ? settings.CancellationPolicy
                : (CancellationPolicy)Narrow((int)tenant.CancellationPolicy),
            EarliestEventMs = WireTime.ToMs(tenant.EarliestEventTime, violations, "tenant.earliest_event_time") ?? settings.EarliestEventMs,
            EventProperties = [.. tenant.EventProperties.Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>A tenant for the wire.</summary>
    public static Tenant ToWire(TenantSettings settings) => new()
    {
        TenantId = settings.TenantId,
        TimeZone = settings.TimeZone,
        WeekStart = (V1.DayOfWeek)(int)settings.WeekStart,
        CurrencyCode = settings.Currency,
        PausePolicy = (V1.PausePolicy)(int)settings.PausePolicy,
        CancellationPolicy = (V1.CancellationPolicy)(int)settings.CancellationPolicy,
        EarliestEventTime = WireTime.ToWire(settings.EarliestEventMs),
        EventProperties = { settings.EventProperties },
        CreateTime = WireTime.ToWire(settings.CreatedMs),
        Selectors = { settings.Selectors.Select(DeclarationMapping.ToWire) },
        InactivityRules = { settings.InactivityRules.Select(DeclarationMapping.ToWire) },
        Segments = { settings.Segments.Select(DeclarationMapping.ToWire) },
    };

    private static string OrDefault(string text, string whenUnset) => text.Length == 0 ? whenUnset : text;

    /// <summary>The engine's enums are bytes; what does not fit must not become another value.</summary>
    private static byte Narrow(int number) => number is >= byte.MinValue and <= byte.MaxValue ? (byte)number : byte.MaxValue;
}
