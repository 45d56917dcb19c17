package io.retentiongrpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A call that is made again while that may help. */
final class UnaryCall {
    private final RetentionClient client;
    private final Retries retries;

    UnaryCall(RetentionClient client, Retries retries) {
        this.client = client;
        this.retries = retries;
    }

    /**
     * Makes it, each time with the client's deadline.
     *
     * @throws RetentionException it was refused, did not come through in time, or the thread was interrupted
     */
    <T> T make(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (StatusRuntimeException failure) {
                RetentionError error = RetentionError.from(failure);
                retries.fail(error);
                if (!retries.isWorthIt(error) || retries.isOver() || Thread.currentThread().isInterrupted()) {
                    throw new RetentionException(error, failure);
                }
                sleep(retries.delayNanos(error.retryDelay()));
                client.reconnect();
            }
        }
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RetentionException(RetentionError.of(Status.Code.CANCELLED, "Interrupted between two tries."), interrupted);
        }
    }
}
