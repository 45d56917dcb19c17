using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>A sealed batch that the client keeps until the server says that it may be forgotten.</summary>
internal sealed class PendingBatch(long sequence, IEnumerable<Event> events)
{
    public long Sequence { get; } = sequence;

    public StreamEventsRequest Request { get; } = new() { Batch = new Batch { Sequence = sequence, Events = { events } } };

    public int SendCount { get; set; }
}
