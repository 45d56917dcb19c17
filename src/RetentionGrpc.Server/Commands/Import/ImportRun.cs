using System.Collections.Concurrent;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Sends the rows of one file.</summary>
internal sealed class ImportRun(RetentionClient client, RejectedRows rejected, CommandProgress progress, WaitNotice wait)
{
    // An ack names the first 100 rejected events of a batch: with batches no larger, every rejected row is told.
    private const int BatchRows = 100;
    private const int BatchBytes = 512 * 1024;
    private const int BatchesInFlight = 32;

    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<(long Line, string Text)> _sent = [];
    private ImportTotals _acknowledged;
    private long _unread;
    private long _ackLost;
    private long _future;
    private long _line;
    private long _knownThrough;

    /// <summary>Whether the server has let rows come, so that some may be there.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What became of the rows so far.</summary>
    public ImportTotals Totals => _acknowledged + new ImportTotals(0, 0, _unread);

    /// <summary>
    /// Sends rows as the batches of a producer, from its first. The batches follow from the rows alone, so those that the log has are
    /// passed over without being sent, and what an import before left in doubt counts once.
    /// </summary>
    /// <param name="producerId">The producer.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="position">How far the file is read, in bytes.</param>
    /// <param name="cancellationToken">Ends the import; what was sent stays.</param>
    /// <exception cref="RetentionException">The server refused, or was not reached for a minute.</exception>
    public async Task SendAsync(
        string producerId, IAsyncEnumerable<ImportRow> rows, Func<long> position, CancellationToken cancellationToken)
    {
        var options = new EventStreamOptions
        {
            ProducerId = producerId,
            FirstSequence = 1,
            BatchEvents = BatchRows,
            BatchBytes = BatchBytes,
            // By time the batches would differ from one import to the next.
            Linger = Timeout.InfiniteTimeSpan,
            MaxInFlight = BatchesInFlight,
            RetryFor = RetryFor,
            BatchAcknowledged = Acknowledged,
            Retrying = wait.Failed,
        };
        var count = 0L;
        _knownThrough = (await client.GetProducerAsync(producerId, cancellationToken))?.StableThrough ?? 0;
        await using (var stream = await client.OpenEventStreamAsync(options, cancellationToken))
        {
            HasBegun = true;
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                progress.At(++count, position());
                wait.RowRead();
                if (Fault(row) is { } fault)
                {
                    _unread++;
                    rejected.Add(row.Line, row.Text, fault);
                    continue;
                }
                _sent.Enqueue((row.Line, row.Text));
                await stream.AddAsync(row.Event!, cancellationToken);
            }
            await stream.CloseAsync(cancellationToken);
        }
        progress.Finish(count);
        if (_ackLost > 0)
            progress.Say($"{_ackLost} of the duplicates are rows of this import whose ack was lost with a connection.");
        if (_future > 0)
        {
            progress.Say(
                $"{_future} rows are ahead of the server's clock. The same import again does not take them: when their time has come, call "
                + "IngestionService/ReingestEvents with the reason REJECTION_REASON_FUTURE; the server keeps them for 7 days.");
        }
    }

    private static RowFault? Fault(ImportRow row) => row.Fault ?? (row.Event!.CalculateSize() > BatchBytes / 2
        ? new RowFault(RejectionReason.TooLarge, "", "An event has at most 16 KiB.")
        : null);

    // Batches are acknowledged in the order of their rows.
    private void Acknowledged(BatchOutcome outcome)
    {
        wait.Answered();
        var faults = outcome.Rejections.ToDictionary(x => (long)x.Index);
        var count = outcome.AcceptedCount + outcome.DuplicateCount + outcome.RejectedCount;
        for (var index = 0L; index < count && _sent.TryDequeue(out var row); index++)
        {
            _line = row.Line;
            if (!faults.TryGetValue(index, out var fault))
                continue;
            rejected.Add(row.Line, row.Text, new RowFault(fault.Reason, fault.Field, fault.Message));
            if (fault.Reason == RejectionReason.Future)
                _future++;
        }
        if (outcome.Sequence == _knownThrough)
            progress.Say($"resumed at row {_line + 1}: those before it are in the log");
        _acknowledged += new ImportTotals(outcome.AcceptedCount, outcome.DuplicateCount, outcome.RejectedCount);
        if (outcome.IsAckLost)
            _ackLost += outcome.DuplicateCount;
    }
}
