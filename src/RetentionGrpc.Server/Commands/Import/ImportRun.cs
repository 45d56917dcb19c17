using System.Collections.Concurrent;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Sends the rows of one file.</summary>
internal sealed class ImportRun(RetentionClient client, RejectedRows rejected, CommandProgress progress, TextWriter errors)
{
    // An ack names the first 100 rejected events of a batch: with batches no larger, every rejected row is told.
    private const int BatchRows = 100;
    private const int BatchBytes = 512 * 1024;
    private const int BatchesInFlight = 32;

    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<(long Line, string Text)> _sent = [];
    private ImportTotals _acknowledged;
    private long _unread;
    private long _resent;

    /// <summary>What became of the rows so far.</summary>
    public ImportTotals Totals => _acknowledged + new ImportTotals(0, 0, _unread);

    /// <summary>Sends rows as the batches of a producer, from its first: the same rows again are duplicates.</summary>
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
            Retrying = error => errors.WriteLine($"connecting again after: {error}"),
        };
        var count = 0L;
        await using (var stream = await client.OpenEventStreamAsync(options, cancellationToken))
        {
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                progress.At(++count, position());
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
        if (_resent > 0)
        {
            await errors.WriteLineAsync(
                $"{_resent} of the duplicates were sent twice because a connection broke: the first time they may have been accepted, "
                + "or rejected.");
        }
    }

    private static RowFault? Fault(ImportRow row) => row.Fault ?? (row.Event!.CalculateSize() > BatchBytes / 2
        ? new RowFault(RejectionReason.TooLarge, "", "An event has at most 16 KiB.")
        : null);

    // Batches are acknowledged in the order of their rows.
    private void Acknowledged(BatchOutcome outcome)
    {
        var faults = outcome.Rejections.ToDictionary(x => (long)x.Index);
        var count = outcome.AcceptedCount + outcome.DuplicateCount + outcome.RejectedCount;
        for (var index = 0L; index < count && _sent.TryDequeue(out var row); index++)
        {
            if (faults.TryGetValue(index, out var fault))
                rejected.Add(row.Line, row.Text, new RowFault(fault.Reason, fault.Field, fault.Message));
        }
        _acknowledged += new ImportTotals(outcome.AcceptedCount, outcome.DuplicateCount, outcome.RejectedCount);
        if (outcome.IsAckLost)
            _resent += outcome.DuplicateCount;
    }
}
