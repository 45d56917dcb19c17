using System.Text;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Server.Application;

/// <summary>What a tenant's settings must keep to.</summary>
public static class TenantRules
{
    private const int IdLength = 64;
    private const int CurrencyLength = 3;

    /// <summary>What is wrong with the settings, or null.</summary>
    public static Refusal? Check(TenantSettings settings)
    {
        if (!IsId(settings.TenantId))
            return Refusal.InvalidField("tenant.tenant_id", "Give 1 to 64 of a-z, 0-9, - and _, beginning with a letter or digit.");
        if (!TenantCalendar.IsKnownZone(settings.TimeZone))
            return Refusal.InvalidField("tenant.time_zone", "Give an IANA zone name, e.g. \"Europe/Stockholm\".");
        if (!Enum.IsDefined(settings.WeekStart))
            return Refusal.InvalidField("tenant.week_start", "Give a day of the week.");
        if (settings.Currency.Length != CurrencyLength || !settings.Currency.All(char.IsAsciiLetterUpper))
            return Refusal.InvalidField("tenant.currency_code", "Give an ISO 4217 code, e.g. \"EUR\".");
        if (!Enum.IsDefined(settings.PausePolicy))
            return Refusal.InvalidField("tenant.pause_policy", "Give one of the policies.");
        if (!Enum.IsDefined(settings.CancellationPolicy))
            return Refusal.InvalidField("tenant.cancellation_policy", "Give one of the policies.");
        return CheckProperties(settings.EventProperties, "tenant.event_properties");
    }

    /// <summary>There is such a tenant, with other settings.</summary>
    public static Refusal Exists(string tenantId) => new Refusal(
        RefusalReason.TenantExists, $"The tenant '{tenantId}' exists with other settings: use another id.").With("tenant", tenantId);

    /// <summary>What is wrong with a tenant's declared event properties, or null.</summary>
    public static Refusal? CheckProperties(IReadOnlyList<string> properties, string field)
    {
        if (properties.Any(property => Encoding.UTF8.GetByteCount(property) is 0 or > EventLimits.IdBytes))
            return Refusal.InvalidField(field, "Each is 1 to 128 bytes.");
        if (properties.Count > EventLimits.DeclaredProperties)
        {
            return new Refusal(
                RefusalReason.PropertyLimit, $"The tenant would have more than {EventLimits.DeclaredProperties} declared event properties.")
                .With("limit", EventLimits.DeclaredProperties);
        }
        return null;
    }

    /// <summary>The settings with more event properties declared; those that are declared already stay where they are.</summary>
    public static Outcome<TenantSettings> WithProperties(TenantSettings current, IReadOnlyList<string> added)
    {
        string[] properties = [.. current.EventProperties.Union(added, StringComparer.Ordinal)];
        return CheckProperties(properties, "event_properties") is { } fault ? fault : current with { EventProperties = properties };
    }

    private static bool IsId(string id) =>
        id.Length is >= 1 and <= IdLength && id[0] is not ('-' or '_')
        && id.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
}
