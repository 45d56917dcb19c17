using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>Whether customers whose contracts rest still count. The numbers are those of the wire and of the log.</summary>
public enum PausePolicy : byte
{
    /// <summary>They do not.</summary>
    NotACustomer = 1,

    /// <summary>They do, with the recurring revenue from before the pause.</summary>
    StillACustomer = 2,
}

/// <summary>When a cancellation takes effect. The numbers are those of the wire and of the log.</summary>
public enum CancellationPolicy : byte
{
    /// <summary>At once.</summary>
    AtCancel = 1,

    /// <summary>At the later of its own time and the contract's newest paid_through_time.</summary>
    AtPaidPeriodEnd = 2,
}

/// <summary>What a tenant is set up with. Zone, week start and currency never change.</summary>
public sealed record TenantSettings
{
    /// <summary>The tenant that exists from the first start.</summary>
    public const string DefaultId = "default";

    /// <summary>1 to 64 of a-z, 0-9, - and _, beginning with a letter or digit.</summary>
    public required string TenantId { get; init; }

    /// <summary>IANA name of the zone of its calendar.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The first day of its weeks.</summary>
    public WeekStart WeekStart { get; init; } = WeekStart.Monday;

    /// <summary>ISO 4217 code of its only currency.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Whether customers whose contracts rest still count.</summary>
    public PausePolicy PausePolicy { get; init; } = PausePolicy.NotACustomer;

    /// <summary>When a cancellation takes effect.</summary>
    public CancellationPolicy CancellationPolicy { get; init; } = CancellationPolicy.AtCancel;

    /// <summary>Events before it are rejected; an admission rule only.</summary>
    public long EarliestEventMs { get; init; }

    /// <summary>When the tenant was created.</summary>
    public long CreatedMs { get; init; }

    /// <summary>The declared event properties, in the order of declaration.</summary>
    public IReadOnlyList<string> EventProperties { get; init; } = [];

    /// <summary>The selectors whose active customers are indexed, names and selections each once, in the order of declaration.</summary>
    public IReadOnlyList<DeclaredSelector> Selectors { get; init; } = [];

    /// <summary>The inactivity rules whose customers are indexed, each once, in the order of declaration.</summary>
    public IReadOnlyList<InactivityRule> InactivityRules { get; init; } = [];

    /// <summary>The segments that have indexes of their own, attributes each once, in the order of declaration.</summary>
    public IReadOnlyList<DeclaredSegment> Segments { get; init; } = [];

    /// <summary>Whether the other settings ask for the same indexes.</summary>
    internal bool HasSameIndexes(TenantSettings other) => Selectors.SequenceEqual(other.Selectors)
        && InactivityRules.SequenceEqual(other.InactivityRules) && Segments.SequenceEqual(other.Segments);

    internal void WriteTo(SnapshotWriter writer)
    {
        writer.WriteText(TenantId);
        writer.WriteText(TimeZone);
        writer.WriteNumber((long)WeekStart);
        writer.WriteText(Currency);
        writer.WriteNumber((long)PausePolicy);
        writer.WriteNumber((long)CancellationPolicy);
        writer.WriteSigned(EarliestEventMs);
        writer.WriteSigned(CreatedMs);
        writer.WriteNumber(EventProperties.Count);
        foreach (var property in EventProperties)
            writer.WriteText(property);
        writer.WriteBytes(DeclarationBytes.Of(this));
    }

    internal static TenantSettings ReadFrom(SnapshotReader reader)
    {
        var settings = new TenantSettings
        {
            TenantId = reader.ReadText(EventLimits.IdBytes),
            TimeZone = reader.ReadText(EventLimits.IdBytes),
            WeekStart = (WeekStart)reader.ReadCount(byte.MaxValue),
            Currency = reader.ReadText(EventLimits.IdBytes),
            PausePolicy = (PausePolicy)reader.ReadCount(byte.MaxValue),
            CancellationPolicy = (CancellationPolicy)reader.ReadCount(byte.MaxValue),
            EarliestEventMs = reader.ReadSigned(),
            CreatedMs = reader.ReadSigned(),
        };
        if (!TenantCalendar.IsKnownZone(settings.TimeZone) || !Enum.IsDefined(settings.WeekStart))
            throw reader.Fault("a tenant whose calendar is not known");
        var properties = new string[reader.ReadCount(EventLimits.DeclaredProperties)];
        for (var i = 0; i < properties.Length; i++)
            properties[i] = reader.ReadText(EventLimits.IdBytes);
        settings = settings with { EventProperties = properties };
        return DeclarationBytes.AddTo(settings, reader.ReadBytes(DeclarationBytes.Longest))
            ?? throw reader.Fault("a tenant whose declarations cannot be");
    }

    /// <summary>Whether the other tenant is set up the same, creation time and whatever it declares apart.</summary>
    public bool HasSameSetup(TenantSettings other) => WithoutDeclarations() == other.WithoutDeclarations();

    /// <summary>Whether the other tenant declares the same, in the same order.</summary>
    public bool DeclaresTheSame(TenantSettings other) =>
        EventProperties.SequenceEqual(other.EventProperties, StringComparer.Ordinal)
        && Selectors.SequenceEqual(other.Selectors)
        && InactivityRules.SequenceEqual(other.InactivityRules)
        && Segments.SequenceEqual(other.Segments);

    private TenantSettings WithoutDeclarations() =>
        this with { CreatedMs = 0, EventProperties = [], Selectors = [], InactivityRules = [], Segments = [] };
}
