namespace RetentionGrpc.Server.Application;

/// <summary>A producer's open stream, until it ends or a newer one takes over.</summary>
public sealed class ProducerSession : IDisposable
{
    private readonly CancellationTokenSource _superseded = new();

    internal ProducerSession(Producer producer, long lastSequence, long completeThrough)
    {
        (Producer, LastSequence, CompleteThrough) = (producer, lastSequence, completeThrough);
        WhenSuperseded = _superseded.Token;
    }

    /// <summary>Why a stream that is no longer the newest gets nothing more done.</summary>
    public static Refusal Superseded { get; } = new(
        RefusalReason.ProducerSuperseded,
        "A newer stream of the same producer took over. If that was not intended, give each process a producer_id of its own.");

    /// <summary>Whose stream it is.</summary>
    public Producer Producer { get; }

    /// <summary>The highest sequence that was ever seen: new events come after it.</summary>
    public long LastSequence { get; }

    /// <summary>Batches up to this one are wholly in the log; those above it may be sent again.</summary>
    public long CompleteThrough { get; }

    /// <summary>Says that a newer stream took over.</summary>
    public CancellationToken WhenSuperseded { get; }

    /// <summary>The stream has ended. (Its token source holds nothing to free, and may be cancelled at this very moment.)</summary>
    public void Dispose() => Producer.Close(this);

    // Whoever waits is told elsewhere: the caller holds the producer's lock.
    internal void Supersede() => _ = _superseded.CancelAsync();
}
