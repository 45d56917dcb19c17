namespace RetentionGrpc.Engine.Events;

/// <summary>The limits of one event and of a tenant's vocabulary.</summary>
public static class EventLimits
{
    /// <summary>Bytes of one event on the wire.</summary>
    public const int EventBytes = 16 * 1024;

    /// <summary>Bytes of an id, a name or a key, in UTF-8.</summary>
    public const int IdBytes = 128;

    /// <summary>Bytes of a property's or attribute's value, in UTF-8.</summary>
    public const int ValueBytes = 256;

    /// <summary>Properties of one event, and attributes of one profile event.</summary>
    public const int Properties = 32;

    /// <summary>The largest amount in minor units and the largest number of points.</summary>
    public const long Amount = 1_000_000_000_000_000;

    /// <summary>The longest session, in milliseconds: 366 days.</summary>
    public const long SessionMs = 366L * 24 * 3600 * 1000;

    /// <summary>The longest billing period, in months.</summary>
    public const int BillingMonths = 120;

    /// <summary>How far ahead of the server's clock an event may be, in milliseconds: 5 minutes.</summary>
    public const long AheadMs = 5 * 60 * 1000;

    /// <summary>Activity names of a tenant.</summary>
    public const int ActivityNames = 256;

    /// <summary>Attributes of a tenant.</summary>
    public const int Attributes = 32;

    /// <summary>Values of one attribute.</summary>
    public const int AttributeValues = 10_000;

    /// <summary>Declared event properties of a tenant.</summary>
    public const int DeclaredProperties = 32;

    /// <summary>The first instant an event may have: 0001-01-01T00:00:00Z.</summary>
    public const long FirstMs = -62_135_596_800_000;

    /// <summary>The last instant an event may have: 9999-12-31T23:59:59.999Z.</summary>
    public const long LastMs = 253_402_300_799_999;
}
