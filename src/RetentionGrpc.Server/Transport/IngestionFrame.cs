using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>What a message of ingestion holds.</summary>
internal enum IngestionFrameKind
{
    /// <summary>Nothing that this server knows.</summary>
    None,

    /// <summary>An Open.</summary>
    Open,

    /// <summary>A Batch, or an IngestEventsRequest.</summary>
    Batch,

    /// <summary>A Flush.</summary>
    Flush,
}

/// <summary>A StreamEventsRequest or IngestEventsRequest, its events left as they came. Fields of other kinds are unset.</summary>
internal sealed class IngestionFrame
{
    /// <summary>Events that a frame remembers; of more it knows only the number, which is over every limit.</summary>
    public const int EventLimit = 10_000;

    /// <summary>What it holds.</summary>
    public IngestionFrameKind Kind { get; init; }

    /// <summary>Whether the bytes around the events are malformed; then nothing else here counts.</summary>
    public bool IsMalformed { get; init; }

    /// <summary>Of an Open and of an IngestEventsRequest.</summary>
    public string ProducerId { get; init; } = "";

    /// <summary>Of an Open.</summary>
    public long AckedThrough { get; init; }

    /// <summary>Of an Open.</summary>
    public string Sdk { get; init; } = "";

    /// <summary>Of an Open.</summary>
    public string ReadToken { get; init; } = "";

    /// <summary>Of a Batch and of an IngestEventsRequest.</summary>
    public long Sequence { get; init; }

    /// <summary>How many events the message has.</summary>
    public int EventCount { get; init; }

    /// <summary>The events, at most <see cref="EventLimit"/> of them.</summary>
    public EventBatch Events { get; init; } = EventBatch.Empty;

    /// <summary>Of a Flush.</summary>
    public long FlushId { get; init; }

    /// <summary>A message that is malformed outside of its events.</summary>
    public static IngestionFrame Malformed { get; } = new() { IsMalformed = true };
}
