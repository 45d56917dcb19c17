namespace RetentionGrpc.Server.Application;

/// <summary>Why something was not done. Names and numbers are those of the wire's <c>ErrorReason</c>, where each is described.</summary>
public enum RefusalReason
{
    /// <summary>Never used.</summary>
    None = 0,

    /// <summary>A field of the request is missing, malformed or out of its range.</summary>
    InvalidField = 1,

    /// <summary>There is no such tenant.</summary>
    TenantNotFound = 2,

    /// <summary>There is such a tenant, with other settings.</summary>
    TenantExists = 3,

    /// <summary>A stream's first message was no Open, or a second Open came.</summary>
    StreamNotOpened = 4,

    /// <summary>No Open came in time.</summary>
    OpenTimeout = 5,

    /// <summary>The bytes around the events are malformed.</summary>
    BadFraming = 6,

    /// <summary>A batch's sequence is not its producer's next.</summary>
    SequenceGap = 7,

    /// <summary>A message is over the limit.</summary>
    MessageTooLarge = 8,

    /// <summary>A batch has too many events.</summary>
    BatchTooLarge = 9,

    /// <summary>A newer stream of the same producer took over.</summary>
    ProducerSuperseded = 10,

    /// <summary>The read token is of a position not reached yet.</summary>
    ReadTokenAhead = 11,

    /// <summary>The read token comes from another log.</summary>
    ReadTokenForeign = 12,

    /// <summary>The answer would have too many rows.</summary>
    TooManyRows = 13,

    /// <summary>The tenant has not declared that event property.</summary>
    UndeclaredProperty = 14,

    /// <summary>The tenant would have too many declared event properties.</summary>
    PropertyLimit = 15,

    /// <summary>The log cannot be written just now.</summary>
    StoreUnavailable = 16,

    /// <summary>The server is stopping.</summary>
    ShuttingDown = 17,

    /// <summary>The query took too long.</summary>
    QueryDeadline = 18,

    /// <summary>A fault of the server.</summary>
    InternalError = 19,

    /// <summary>A partition's log is damaged.</summary>
    DataCorrupt = 20,

    /// <summary>The log has no room.</summary>
    StoreFull = 21,

    /// <summary>The server is above its memory limit.</summary>
    MemoryFull = 22,

    /// <summary>More is under way than the server may hold.</summary>
    Overloaded = 23,

    /// <summary>A message was begun and not ended in time.</summary>
    MessageTimeout = 24,

    /// <summary>The client does not read what it is sent.</summary>
    SlowReader = 25,

    /// <summary>The log knows no such producer.</summary>
    ProducerNotFound = 26,

    /// <summary>The log lost the read token's position.</summary>
    ReadTokenLost = 27,

    /// <summary>The tenant would declare too much to be indexed.</summary>
    DeclarationLimit = 28,

    /// <summary>The tenant declares something else of that name already.</summary>
    DeclarationExists = 29,

    /// <summary>The tenant has no such customer.</summary>
    CustomerNotFound = 30,

    /// <summary>The tenant has no such receipt of an erasure.</summary>
    ErasureNotFound = 31,

    /// <summary>A verification is under way already.</summary>
    VerificationRunning = 35,
}
