namespace RetentionGrpc.Engine.Calendar;

/// <summary>The day that a tenant's weeks start on, by its ISO 8601 number.</summary>
public enum WeekStart : byte
{
    /// <summary>The default.</summary>
    Monday = 1,

    /// <summary>Tuesday.</summary>
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    Wednesday = 3,

    /// <summary>Thursday.</summary>
    Thursday = 4,

    /// <summary>Friday.</summary>
    Friday = 5,

    /// <summary>Saturday.</summary>
    Saturday = 6,

    /// <summary>Sunday.</summary>
    Sunday = 7,
}
