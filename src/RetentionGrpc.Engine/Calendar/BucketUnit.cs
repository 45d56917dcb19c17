namespace RetentionGrpc.Engine.Calendar;

/// <summary>The unit of a calendar bucket. The numbers equal those of the wire.</summary>
public enum BucketUnit : byte
{
    /// <summary>A clock hour of the tenant's zone.</summary>
    Hour = 1,

    /// <summary>A date of the tenant's zone: 23 or 25 hours where clocks change.</summary>
    Day = 2,

    /// <summary>Seven dates from the tenant's week start.</summary>
    Week = 3,

    /// <summary>A real month, 28 to 31 dates.</summary>
    Month = 4,

    /// <summary>Three months from January, April, July or October.</summary>
    Quarter = 5,

    /// <summary>Twelve months from January.</summary>
    Year = 6,
}
