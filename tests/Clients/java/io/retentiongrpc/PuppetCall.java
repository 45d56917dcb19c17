package io.retentiongrpc;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.retentiongrpc.v1.Ack;
import io.retentiongrpc.v1.BatchResult;
import io.retentiongrpc.v1.Credits;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Failure;
import io.retentiongrpc.v1.Flushed;
import io.retentiongrpc.v1.GoAway;
import io.retentiongrpc.v1.Nack;
import io.retentiongrpc.v1.Open;
import io.retentiongrpc.v1.Opened;
import io.retentiongrpc.v1.StreamEventsRequest;
import io.retentiongrpc.v1.StreamEventsResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call of StreamEvents, seen from the server. */
final class PuppetCall implements StreamObserver<StreamEventsRequest> {
    private final StreamObserver<StreamEventsResponse> responses;
    // Empty: the client half-closed, or the call ended.
    private final BlockingQueue<Optional<StreamEventsRequest>> requests = new LinkedBlockingQueue<>();
    private volatile boolean isOver;

    PuppetCall(StreamObserver<StreamEventsResponse> responses) {
        this.responses = responses;
    }

    @Override
    public void onNext(StreamEventsRequest request) {
        requests.add(Optional.of(request));
    }

    @Override
    public void onError(Throwable cancelled) {
        isOver = true;
        requests.add(Optional.empty());
    }

    @Override
    public void onCompleted() {
        requests.add(Optional.empty());
    }

    /** The next message; empty at the end. */
    Optional<StreamEventsRequest> next() throws InterruptedException {
        Optional<StreamEventsRequest> next = requests.poll(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
        Checks.that(next != null, "No message came.");
        return next;
    }

    /** Whether something is there to be received. */
    boolean hasNext() {
        return !requests.isEmpty();
    }

    StreamEventsRequest receive() throws InterruptedException {
        return next().orElseThrow(() -> new AssertionError("The call ended."));
    }

    Open receiveOpen() throws InterruptedException {
        StreamEventsRequest request = receive();
        Checks.equal(StreamEventsRequest.MessageCase.OPEN, request.getMessageCase());
        return request.getOpen();
    }

    /** The next messages, which are batches of these sequences. */
    void receiveBatches(long... sequences) throws InterruptedException {
        for (long sequence : sequences) {
            StreamEventsRequest request = receive();
            boolean isIt = request.hasBatch() && request.getBatch().getSequence() == sequence;
            Checks.that(isIt, "Not batch " + sequence + " came, but " + request);
        }
    }

    /** The next message, which is a Flush; its id. */
    long receiveFlush() throws InterruptedException {
        StreamEventsRequest request = receive();
        Checks.equal(StreamEventsRequest.MessageCase.FLUSH, request.getMessageCase());
        return request.getFlush().getFlushId();
    }

    /** Waits until the client half-closes or gives up the call. */
    void receiveEnd() throws InterruptedException {
        Optional<StreamEventsRequest> next = next();
        Checks.that(next.isEmpty(), "A message came: " + next);
    }

    /** Asserts that the client has nothing to send now: after a while in which it could have, nothing came. */
    void receiveNothing() throws InterruptedException {
        Optional<StreamEventsRequest> next = requests.poll(50, TimeUnit.MILLISECONDS);
        Checks.that(next == null, next + " came.");
    }

    void send(Opened opened) {
        send(StreamEventsResponse.newBuilder().setOpened(opened).build());
    }

    /** Acknowledges batches, their events accepted, and calls them stable. */
    void ack(long first, long last) {
        ack(first, last, last, "", null);
    }

    void ack(long first, long last, long stable, String token, Credits credits) {
        Ack.Builder ack = Ack.newBuilder().setAckedThrough(last).setStableThrough(stable).setReadToken(token);
        if (credits != null) {
            ack.setCredits(credits);
        }
        for (long sequence = first; sequence <= last; sequence++) {
            ack.addResults(BatchResult.newBuilder().setSequence(sequence).setAcceptedCount(1));
        }
        send(ack.build());
    }

    void send(Ack ack) {
        send(StreamEventsResponse.newBuilder().setAck(ack).build());
    }

    /** Refuses a batch. @param delayMs when to try again; negative: never */
    void nack(long sequence, ErrorReason reason, Status.Code code, long delayMs) {
        Failure.Builder failure = Failure.newBuilder().setCode(code.value()).setReason(reason).setMessage("as scripted");
        if (delayMs >= 0) {
            failure.setRetryDelay(Duration.newBuilder().setSeconds(delayMs / 1_000).setNanos((int) (delayMs % 1_000) * 1_000_000));
        }
        send(StreamEventsResponse.newBuilder().setNack(Nack.newBuilder().setSequence(sequence).setFailure(failure)).build());
    }

    void goAway(long seconds) {
        GoAway goAway = GoAway.newBuilder().setDrainTime(Duration.newBuilder().setSeconds(seconds)).build();
        send(StreamEventsResponse.newBuilder().setGoAway(goAway).build());
    }

    void flushed(long id) {
        send(StreamEventsResponse.newBuilder().setFlushed(Flushed.newBuilder().setFlushId(id)).build());
    }

    void send(StreamEventsResponse response) {
        synchronized (responses) {
            if (!isOver) {
                responses.onNext(response);
            }
        }
    }

    /** Ends the call as a broken connection does. */
    void cut() {
        end(Status.UNAVAILABLE.withDescription("as scripted").asRuntimeException());
    }

    void end(StatusRuntimeException failure) {
        synchronized (responses) {
            isOver = true;
            responses.onError(failure);
        }
    }

    void complete() {
        synchronized (responses) {
            isOver = true;
            responses.onCompleted();
        }
    }

    /** A status as the server sends it. @param field the field at fault, or null */
    static StatusRuntimeException failure(Status.Code code, String reason, String field, Map<String, String> metadata) {
        ByteString info = texts(reason, "retention.v1");
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            info = info.concat(message(3, texts(entry.getKey(), entry.getValue())));
        }
        ByteString details = detail("google.rpc.ErrorInfo", info);
        if (field != null) {
            details = details.concat(detail("google.rpc.BadRequest", message(1, texts(field, "Set it."))));
        }
        return withDetails(code, details.toByteArray());
    }

    static StatusRuntimeException failure(Status.Code code, String reason) {
        return failure(code, reason, null, Map.of());
    }

    static StatusRuntimeException withDetails(Status.Code code, byte[] details) {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER), details);
        return code.toStatus().withDescription("as scripted").asRuntimeException(trailers);
    }

    /** UNAVAILABLE, to be tried again after a time. */
    static StatusRuntimeException later(int millis) {
        Duration delay = Duration.newBuilder().setNanos(millis * 1_000_000).build();
        return withDetails(Status.Code.UNAVAILABLE, detail("google.rpc.RetryInfo", message(1, delay.toByteString())).toByteArray());
    }

    private static ByteString detail(String type, ByteString value) {
        return message(3, Any.newBuilder().setTypeUrl("type.googleapis.com/" + type).setValue(value).build().toByteString());
    }

    private static ByteString texts(String first, String second) {
        return message(1, ByteString.copyFromUtf8(first)).concat(message(2, ByteString.copyFromUtf8(second)));
    }

    private static ByteString message(int number, ByteString value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(bytes);
            output.writeBytes(number, value);
            output.flush();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
