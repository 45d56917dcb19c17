namespace RetentionGrpc.Engine.Events;

/// <summary>Why one event is not accepted. The numbers are those of the wire's <c>RejectionReason</c> and are kept in the log.</summary>
public enum RejectionReason : byte
{
    /// <summary>It is accepted.</summary>
    None = 0,

    /// <summary>No customer, or one on an event that has none.</summary>
    MissingCustomer = 1,

    /// <summary>An id is missing or too long.</summary>
    BadId = 2,

    /// <summary>The time is missing or out of its range.</summary>
    BadTime = 3,

    /// <summary>The time is too far ahead of the server's clock.</summary>
    Future = 4,

    /// <summary>The time is before the tenant's earliest event time.</summary>
    TooOld = 5,

    /// <summary>The event or a property is too large, or there are too many of them.</summary>
    TooLarge = 6,

    /// <summary>No kind, or an unknown one.</summary>
    UnknownKind = 7,

    /// <summary>A field of the kind is missing or out of its range.</summary>
    BadValue = 8,

    /// <summary>The bytes are no event.</summary>
    BadEncoding = 9,

    /// <summary>The money's currency is not the tenant's.</summary>
    CurrencyMismatch = 10,

    /// <summary>It would bring the tenant too many names, attributes or values.</summary>
    LimitReached = 11,
}
