package io.retentiongrpc;

import com.google.protobuf.Timestamp;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.retentiongrpc.v1.Ack;
import io.retentiongrpc.v1.DataLoss;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.GoAway;
import io.retentiongrpc.v1.Nack;
import io.retentiongrpc.v1.Open;
import io.retentiongrpc.v1.Opened;
import io.retentiongrpc.v1.StreamEventsRequest;
import io.retentiongrpc.v1.StreamEventsResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * One connection of a stream, from Open to its end. All is done by the stream's thread, which takes the server's answers as they come and
 * sends what the buffer has in between. What is on its way is bounded by credits and the buffer, so the transport is not asked for room.
 */
final class StreamConnection {
    // Tries to send a batch that the server says is not the next one, without an ack between them.
    private static final int GAP_LIMIT = 5;
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(20);
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(1);
    // What comes is only handed on: another thread between would be one more to wake.
    private static final Executor ON_TRANSPORT = Runnable::run;
    // Messages that the transport is asked for together: each asking wakes its thread.
    private static final int ASKED_FOR = 16;
    private static final String SDK = "java/" + Version.NUMBER;

    private final RetentionClient client;
    private final EventStreamOptions options;
    private final BatchBuffer buffer;
    private final Retries retries;
    private final StreamPosition position;
    private final Runnable opened;
    private final BatchReport report;
    private final long claimed;
    private final Queue<StreamEventsResponse> inbox = new ConcurrentLinkedQueue<>();
    private volatile StatusRuntimeException closing;
    private long takenCount;
    private boolean isDraining;
    private boolean isHalfClosed;
    // Times of System.nanoTime; null: none.
    private Long drainEnd;
    private Long openedAt;

    StreamConnection(
        RetentionClient client, EventStreamOptions options, BatchBuffer buffer, Retries retries, StreamPosition position, Runnable opened) {
        this.client = client;
        this.options = options;
        this.buffer = buffer;
        this.retries = retries;
        this.position = position;
        this.opened = opened;
        this.report = new BatchReport(options, new RejectionRecall(client, options.producerId));
        this.claimed = buffer.read(SendQueue::claim);
    }

    /**
     * Runs it to its end.
     *
     * @return how it ended; null if the stream is closed and everything was acknowledged
     * @throws RetentionException the stream has failed for good
     * @throws InterruptedException the stream is to stop
     */
    StreamEnd run() throws InterruptedException {
        buffer.suspend();
        ClientCall<OutgoingMessage, StreamEventsResponse> call =
            client.channel().newCall(OutgoingMessage.STREAM_EVENTS, CallOptions.DEFAULT.withExecutor(ON_TRANSPORT));
        try {
            call.start(new Answers(), new Metadata());
            call.request(2 * ASKED_FOR);
            call.sendMessage(open());
            return exchange(call);
        } catch (StatusRuntimeException failure) {
            return endBy(StreamEnd.of(failure));
        } finally {
            call.cancel("The connection is given up.", null);
            // A connection that held is progress, also where there was nothing to send.
            if (openedAt != null && System.nanoTime() - openedAt >= Retries.LONGEST_BACKOFF.toNanos()) {
                retries.progress();
            }
        }
    }

    private OutgoingMessage open() {
        Instant now = Instant.now();
        Open message = Open.newBuilder()
            .setProducerId(options.producerId)
            .setAckedThrough(claimed)
            .setReadToken(position.readToken())
            .setSdk(SDK)
            .setClientTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
            .build();
        return OutgoingMessage.of(StreamEventsRequest.newBuilder().setOpen(message).build());
    }

    private StreamEnd exchange(ClientCall<OutgoingMessage, StreamEventsResponse> call) throws InterruptedException {
        while (true) {
            // In this order: what comes while it looks changes the version, and a message comes before the end of the call.
            long seen = buffer.version();
            StatusRuntimeException end = closing;
            StreamEventsResponse response = inbox.poll();
            if (response != null) {
                StreamEnd taken = take(response);
                if (taken != null) {
                    return taken;
                }
                openedAt = openedAt == null ? Long.valueOf(System.nanoTime()) : openedAt;
                if (++takenCount % ASKED_FOR == 0) {
                    call.request(ASKED_FOR);
                }
            } else if (end != null) {
                return endBy(end.getStatus().isOk() ? StreamEnd.early() : StreamEnd.of(end));
            } else if (drainEnd != null && drainEnd - System.nanoTime() <= 0) {
                // The server said that it goes, and never ended the call.
                return StreamEnd.PLANNED;
            } else {
                sendNext(call, seen);
            }
        }
    }

    private void sendNext(ClientCall<OutgoingMessage, StreamEventsResponse> call, long seen) throws InterruptedException {
        SendStep step = isHalfClosed ? SendStep.WAIT : buffer.nextStep();
        if (step.message() != null) {
            call.sendMessage(step.message());
        } else if (step.known() != null) {
            settle(step.known());
        } else if (step.isOver()) {
            call.halfClose();
            isHalfClosed = true;
        } else {
            buffer.awaitChange(seen, drainEnd);
        }
    }

    // No batch was sent on this connection yet, so no ack is told meanwhile.
    private void settle(PendingBatch batch) {
        long known = buffer.read(SendQueue::knownThrough);
        report.tell(batch, null, known);
        retries.progress();
        buffer.update(queue -> {
            queue.acknowledge(batch.sequence());
            queue.release(known);
        });
        batch.complete();
    }

    // Where all is done, or the server said before that it goes, how the call ends does not matter.
    private StreamEnd endBy(StreamEnd end) {
        if (buffer.isFinished()) {
            return null;
        }
        return isDraining && retries.isWorthIt(end.broken()) ? StreamEnd.PLANNED : end;
    }

    private StreamEnd take(StreamEventsResponse response) {
        switch (response.getMessageCase()) {
            case OPENED -> takeUp(response.getOpened());
            case ACK -> acknowledge(response.getAck());
            case FLUSHED -> flushed(response.getFlushed().getFlushId());
            case NACK -> {
                return refuse(response.getNack());
            }
            case GO_AWAY -> drain(response.getGoAway());
            default -> {
                // Of a newer server, which may say more than this client knows.
            }
        }
        return null;
    }

    private void takeUp(Opened answer) {
        String known = position.logId();
        boolean isOtherLog = !known.isEmpty() && !known.equals(answer.getLogId()) && !answer.getAncestorLogIdsList().contains(known);
        if (isOtherLog && claimed > 0 && answer.getLastSequence() >= claimed) {
            throw lost("The server writes another log than the one that acknowledged this stream's batches, and knows its producer_id.", 1);
        }
        position.setDurability(answer.getDurability());
        position.setLogId(answer.getLogId());
        SendQueue.Resumption resumption = buffer.resume(answer);
        if (!resumption.isOurs()) {
            throw new RetentionException(RetentionError.of(
                Status.Code.ABORTED,
                ErrorReason.ERROR_REASON_PRODUCER_SUPERSEDED,
                "Another sender has used the producer_id " + options.producerId + ": give each one of its own."), null);
        }
        if (resumption.gone() != null) {
            lose(resumption.gone());
        }
        position.setReadToken(answer.getReadToken());
        buffer.update(SendQueue::connect);
        opened.run();
    }

    private void acknowledge(Ack ack) {
        List<SendQueue.Covered> covered = buffer.read(queue -> queue.coveredBy(ack));
        long through = covered.isEmpty() ? 0 : covered.get(covered.size() - 1).batch().sequence();
        for (SendQueue.Covered one : covered) {
            report.tell(one.batch(), one.result(), through);
        }
        position.setReadToken(ack.getReadToken());
        position.setDurability(ack.getDurability());
        if (!covered.isEmpty()) {
            retries.progress();
        }
        buffer.update(queue -> {
            queue.acknowledge(through);
            queue.release(ack.getStableThrough());
            if (ack.hasCredits()) {
                queue.grant(ack.getCredits());
            }
        });
        // Whoever goes on by it finds position and read token as they are by now.
        covered.forEach(one -> one.batch().complete());
    }

    private void flushed(long flushId) {
        retries.progress();
        PendingFlush flush = buffer.change(queue -> queue.flushed(flushId));
        if (flush != null) {
            // By another thread: what a caller does next may wait for this one.
            flush.done().completeAsync(() -> null);
        }
    }

    private StreamEnd refuse(Nack nack) {
        RetentionError error = nack.hasFailure()
            ? RetentionError.of(nack.getFailure())
            : RetentionError.of(Status.Code.UNKNOWN, "No reason was given.");
        boolean isHere = buffer.change(queue -> queue.refuse(nack.getSequence()));
        boolean isGap = error.reason() == ErrorReason.ERROR_REASON_SEQUENCE_GAP;
        if (error.retryDelay().isEmpty() && !isGap) {
            throw new RetentionException(error, nack.getSequence(), null);
        }
        if (!isHere) {
            return StreamEnd.of(error);
        }
        retries.fail(error);
        if (retries.isOver() || (isGap && retries.gaps() >= GAP_LIMIT)) {
            throw new RetentionException(error, nack.getSequence(), null);
        }
        if (isGap && retries.gaps() == 1) {
            return null;
        }
        buffer.pause(retries.delayNanos(error.retryDelay()));
        BatchReport.call(options.retrying, error);
        return null;
    }

    private void drain(GoAway goAway) {
        isDraining = true;
        Duration time = goAway.hasDrainTime() ? RichStatus.duration(goAway.getDrainTime()) : LONGEST_DRAIN;
        drainEnd = System.nanoTime() + time.plus(STATUS_PATIENCE).toNanos();
        buffer.update(SendQueue::drain);
    }

    private void lose(DataLoss gone) {
        if (options.dataLost == null) {
            throw lost(
                "The server has lost the acknowledged batches " + gone.getFirstSequence() + " to " + gone.getLastSequence() + ".",
                gone.getFirstSequence());
        }
        BatchReport.call(options.dataLost, gone);
    }

    private static RetentionException lost(String message, long first) {
        return new RetentionException(RetentionError.of(Status.Code.DATA_LOSS, message), first, null);
    }

    /** Hands what comes to the stream's thread. */
    private final class Answers extends ClientCall.Listener<StreamEventsResponse> {
        @Override
        public void onMessage(StreamEventsResponse message) {
            inbox.add(message);
            buffer.wake();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            closing = status.asRuntimeException(trailers);
            buffer.wake();
        }
    }
}
