using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>One connection of a stream, from Open to its end: one loop sends what the buffer has, one takes the server's answers.</summary>
internal sealed class StreamConnection(
    RetentionClient client, EventStreamOptions options, BatchBuffer buffer, Retries retries, StreamPosition position, Action opened)
{
    // Tries to send a batch that the server says is not the next one, without an ack between them.
    private const int GapLimit = 5;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(1);
    private static readonly string Sdk = $"csharp/{typeof(EventStream).Assembly.GetName().Version?.ToString(3)}";

    private readonly BatchReport _report = new(options, new RejectionRecall(client, options.ProducerId));
    private readonly long _claimed = buffer.Read(queue => queue.Claim);
    private Action<TimeSpan> _leaveAfter = _ => { };
    private bool _isDraining;

    /// <summary>Runs it to its end.</summary>
    /// <returns>How it ended; null if the stream is closed and everything was acknowledged.</returns>
    /// <exception cref="RetentionException">The stream has failed for good.</exception>
    /// <exception cref="Exception">So has a callback.</exception>
    public async Task<StreamEnd?> RunAsync(CancellationToken stop)
    {
        using var drain = new CancellationTokenSource(Timeout.InfiniteTimeSpan, client.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, drain.Token);
        _leaveAfter = drain.CancelAfter;
        buffer.Change(queue => queue.Suspend());
        using var call = client.Invoker.AsyncDuplexStreamingCall(
            OutgoingMessage.StreamEvents, null, new CallOptions(cancellationToken: over.Token));
        var reading = ReadAsync(call.ResponseStream, over.Token);
        var writing = WriteAsync(call.RequestStream, over.Token);
        try
        {
            if (await Task.WhenAny(reading, writing).ConfigureAwait(false) == writing
                && await writing.ConfigureAwait(false) is { } fault)
            {
                return await WaitForStatusAsync(reading, fault).ConfigureAwait(false);
            }
            return await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // The server said that it goes, and never ended the call.
            return StreamEnd.Planned;
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A broken call fails writing and reading alike, and the reader has the status that says why. A call that goes on although it cannot
    // be written to must not be waited for.
    private async Task<StreamEnd?> WaitForStatusAsync(Task<StreamEnd?> reading, Exception fault)
    {
        try
        {
            return await reading.WaitAsync(StatusPatience, client.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (reading.IsCompleted)
                return await reading.ConfigureAwait(false);
            return fault is RpcException failure
                ? StreamEnd.From(failure)
                : throw new InvalidOperationException("A batch could not be written.", fault);
        }
    }

    // Null: half-closed. Else why a message could not be written, or what it needs could not be asked for.
    private async Task<Exception?> WriteAsync(IClientStreamWriter<OutgoingMessage> requests, CancellationToken cancellationToken)
    {
        var open = new Open
        {
            ProducerId = options.ProducerId,
            AckedThrough = _claimed,
            ReadToken = position.ReadToken ?? "",
            Sdk = Sdk,
            ClientTime = Timestamp.FromDateTimeOffset(client.Time.GetUtcNow()),
        };
        try
        {
            await requests.WriteAsync(new(new StreamEventsRequest { Open = open }), cancellationToken).ConfigureAwait(false);
            while (buffer.NextStep() is var step && step != default)
            {
                if (step.Message is not null)
                    await requests.WriteAsync(step.Message, cancellationToken).ConfigureAwait(false);
                else if (step.Known is not null)
                    await SettleAsync(step.Known, cancellationToken).ConfigureAwait(false);
                else
                    await step.Wait!.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            await requests.CompleteAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or IOException)
        {
            return exception;
        }
    }

    // No batch was sent on this connection yet, so no ack is told meanwhile.
    private async Task SettleAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        var known = buffer.Read(queue => queue.KnownThrough);
        await _report.TellAsync(batch, null, known, cancellationToken).ConfigureAwait(false);
        retries.Progress();
        buffer.Change(queue =>
        {
            queue.Acknowledge(batch.Sequence);
            queue.Release(known);
        });
    }

    private async Task<StreamEnd?> ReadAsync(IAsyncStreamReader<StreamEventsResponse> responses, CancellationToken cancellationToken)
    {
        var openedAt = 0L;
        try
        {
            StreamEnd? end = null;
            while (end is null && await responses.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                end = await TakeAsync(responses.Current, cancellationToken).ConfigureAwait(false);
                openedAt = openedAt == 0 ? client.Time.GetTimestamp() : openedAt;
            }
            return end ?? EndBy(StreamEnd.From("The server ended the stream."));
        }
        catch (RpcException failure)
        {
            return EndBy(StreamEnd.From(failure));
        }
        finally
        {
            // A connection that held is progress, also where there was nothing to send.
            if (openedAt != 0 && client.Time.GetElapsedTime(openedAt) >= Retries.LongestBackoff)
                retries.Progress();
        }
    }

    // Where all is done, or the server said before that it goes, how the call ends does not matter.
    private StreamEnd? EndBy(StreamEnd end)
    {
        if (buffer.IsFinished)
            return null;
        return _isDraining && retries.IsWorthIt(end.Broken!) ? StreamEnd.Planned : end;
    }

    private async ValueTask<StreamEnd?> TakeAsync(StreamEventsResponse response, CancellationToken cancellationToken)
    {
        switch (response.MessageCase)
        {
            case StreamEventsResponse.MessageOneofCase.Opened:
                TakeUp(response.Opened);
                break;
            case StreamEventsResponse.MessageOneofCase.Ack:
                await AcknowledgeAsync(response.Ack, cancellationToken).ConfigureAwait(false);
                break;
            case StreamEventsResponse.MessageOneofCase.Flushed:
                retries.Progress();
                buffer.Change(queue => queue.Flushed(response.Flushed.FlushId));
                break;
            case StreamEventsResponse.MessageOneofCase.Nack:
                return Refuse(response.Nack);
            case StreamEventsResponse.MessageOneofCase.GoAway:
                _isDraining = true;
                _leaveAfter((response.GoAway.DrainTime?.ToTimeSpan() ?? LongestDrain) + StatusPatience);
                buffer.Change(queue => queue.Drain());
                break;
        }
        return null;
    }

    private void TakeUp(Opened answer)
    {
        var isOtherLog = position.LogId is not null && position.LogId != answer.LogId && !answer.AncestorLogIds.Contains(position.LogId);
        if (isOtherLog && _claimed > 0 && answer.LastSequence >= _claimed)
            throw Lost("The server writes another log than the one that acknowledged this stream's batches, and knows its producer_id.", 1);
        (position.Durability, position.LogId) = (answer.Durability, answer.LogId);
        if (!buffer.Resume(answer, out var gone))
        {
            var error = new RetentionError
            {
                StatusCode = StatusCode.Aborted,
                Reason = ErrorReason.ProducerSuperseded,
                ReasonName = "PRODUCER_SUPERSEDED",
                Message = $"Another sender has used the producer_id {options.ProducerId}: give each one of its own.",
            };
            throw new RetentionException(error, sequence: null);
        }
        if (gone is not null)
            Lose(gone);
        if (answer.ReadToken.Length > 0)
            position.ReadToken = answer.ReadToken;
        buffer.Change(queue => queue.Connect());
        opened();
    }

    private async Task AcknowledgeAsync(Ack ack, CancellationToken cancellationToken)
    {
        var covered = buffer.Read(queue => queue.CoveredBy(ack));
        var through = covered.Count == 0 ? 0 : covered[^1].Batch.Sequence;
        foreach (var (batch, result) in covered)
            await _report.TellAsync(batch, result, through, cancellationToken).ConfigureAwait(false);
        if (ack.ReadToken.Length > 0)
            position.ReadToken = ack.ReadToken;
        position.Durability = ack.Durability;
        if (covered.Count > 0)
            retries.Progress();
        buffer.Change(queue =>
        {
            queue.Acknowledge(through);
            queue.Release(ack.StableThrough);
            queue.Grant(ack.Credits);
        });
    }

    private StreamEnd? Refuse(Nack nack)
    {
        var error = RetentionError.From(nack.Failure ?? new Failure { Code = (int)StatusCode.Unknown, Message = "No reason was given." });
        var isHere = buffer.Change(queue => queue.Refuse(nack.Sequence));
        var isGap = error.Reason == ErrorReason.SequenceGap;
        if (error.RetryDelay is null && !isGap)
            throw new RetentionException(error, nack.Sequence);
        if (!isHere)
            return new StreamEnd(error);
        retries.Fail(error);
        if (retries.IsOver || (isGap && retries.Gaps >= GapLimit))
            throw new RetentionException(error, nack.Sequence);
        if (isGap && retries.Gaps == 1)
        {
            buffer.Change(queue => queue.IsPaused = false);
            return null;
        }
        buffer.Pause(retries.Delay(error.RetryDelay));
        options.Retrying?.Invoke(error);
        return null;
    }

    private void Lose(DataLoss gone)
    {
        if (options.DataLost is null)
            throw Lost($"The server has lost the acknowledged batches {gone.FirstSequence} to {gone.LastSequence}.", gone.FirstSequence);
        options.DataLost(gone);
    }

    private static RetentionException Lost(string message, long first) =>
        new(new RetentionError { StatusCode = StatusCode.DataLoss, Message = message }, first);
}
