namespace RetentionGrpc.Server.Application;

/// <summary>Batches that were acknowledged and are not in the log.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last one.</param>
public sealed record LostBatches(long First, long Last);

/// <summary>The first step of opening a stream of a producer.</summary>
/// <param name="Number">Counts the producer's openings.</param>
/// <param name="Run">The run that it began.</param>
public sealed record StreamOpening(int Number, int Run);

/// <summary>A producer's open stream, until it ends or a newer one takes over.</summary>
public sealed class ProducerSession : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private volatile Refusal _endReason = Superseded;

    internal ProducerSession(Producer producer, long lastSequence, long completeThrough, LostBatches? lost, long[] position)
    {
        (Producer, LastSequence, CompleteThrough, Lost, Position) = (producer, lastSequence, completeThrough, lost, position);
        WhenEnded = _ended.Token;
    }

    /// <summary>Why a stream that is no longer the newest gets nothing more done.</summary>
    public static Refusal Superseded { get; } = new(
        RefusalReason.ProducerSuperseded,
        "A newer stream of the same producer took over. If that was not intended, give each process a producer_id of its own.");

    /// <summary>Whose stream it is.</summary>
    public Producer Producer { get; }

    /// <summary>The highest sequence of which the log has a part: new events come after it.</summary>
    public long LastSequence { get; }

    /// <summary>Batches up to this one are wholly in the log; those above it may be sent again.</summary>
    public long CompleteThrough { get; }

    /// <summary>What the client saw acknowledged and the log does not have, or null.</summary>
    public LostBatches? Lost { get; }

    /// <summary>For each partition an entry that covers all batches up to <see cref="CompleteThrough"/>.</summary>
    public long[] Position { get; }

    /// <summary>Says that a newer stream took over, or that all data was replaced.</summary>
    public CancellationToken WhenEnded { get; }

    /// <summary>Which of the two it is, once it has ended.</summary>
    public Refusal EndReason => _endReason;

    // The rest is the producer's, under its lock.

    /// <summary>Whether no batch of it was placed yet.</summary>
    internal bool IsAtStart { get; set; } = true;

    /// <summary>After a refusal the only sequence that is taken; 0 otherwise.</summary>
    internal long Awaited { get; private set; }

    /// <summary>See <see cref="BatchAnswer.Round"/>.</summary>
    internal int Round { get; private set; }

    /// <summary>The stream has ended. (Its token source holds nothing to free, and may be cancelled at this very moment.)</summary>
    public void Dispose() => Producer.Close(this);

    /// <summary>A batch was refused: all are dropped until it comes again. Of several in a round the first is the one.</summary>
    internal void Await(long sequence) => Awaited = Awaited == 0 ? sequence : Math.Min(Awaited, sequence);

    /// <summary>Why the batch was refused could not be confirmed: another one is awaited.</summary>
    internal void AwaitInstead(long sequence) => Awaited = sequence;

    /// <summary>The batch that was awaited has come.</summary>
    internal void BeginRound()
    {
        Awaited = 0;
        Round++;
    }

    // Runs what waits for it, so nobody calls it with a lock held.
    internal void End(Refusal why)
    {
        _endReason = why;
        _ended.Cancel();
    }
}
