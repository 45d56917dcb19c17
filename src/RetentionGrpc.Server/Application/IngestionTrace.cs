using System.Diagnostics;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// The traces of ingestion: a span for each batch, under the call's, and one for each append to the log, linked to the batches that share
/// it. Nothing is made where nobody listens. No span has an event's content or a customer's id.
/// </summary>
public static class IngestionTrace
{
    private static readonly ActivitySource Source = new(IngestionMeter.Name);

    /// <summary>Begins the span of a batch; null where nobody listens.</summary>
    public static Activity? Batch(string tenant, string producer, long sequence, int events)
    {
        var span = Source.StartActivity("retention.ingest.batch");
        span?.SetTag("retention.tenant", tenant).SetTag("retention.producer", producer).SetTag("retention.sequence", sequence)
            .SetTag("retention.events", events);
        return span;
    }

    /// <summary>Notes on the span of a batch what became of it.</summary>
    public static void Tell(this Activity batch, Outcome<BatchReceipt> outcome)
    {
        if (outcome.IsRefused)
            batch.SetStatus(ActivityStatusCode.Error, outcome.Refusal.Reason.ToString());
        else
            batch.SetTag("retention.accepted", outcome.Value.Accepted).SetTag("retention.duplicates", outcome.Value.Duplicates)
                .SetTag("retention.rejected", outcome.Value.Rejected);
    }

    /// <summary>Begins the span of an append; null where nobody listens.</summary>
    public static Activity? Append(int partition, IReadOnlyList<PendingWrite> group)
    {
        if (!Source.HasListeners())
            return null;
        var links = group.Where(write => write.Origin != default).Select(write => new ActivityLink(write.Origin));
        var span = Source.StartActivity("retention.log.append", ActivityKind.Internal, parentContext: default, links: links);
        return span?.SetTag("retention.partition", partition).SetTag("retention.batches", group.Count);
    }
}
