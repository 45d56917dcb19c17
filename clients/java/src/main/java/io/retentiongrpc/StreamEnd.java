package io.retentiongrpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * How a connection of a stream ended.
 *
 * @param broken what broke it; null for a planned end
 * @param cause the exception that said so, or null
 */
record StreamEnd(RetentionError broken, StatusRuntimeException cause) {
    /** The server goes away, as it said. */
    static final StreamEnd PLANNED = new StreamEnd(null, null);

    /** A call ended by a status. */
    static StreamEnd of(StatusRuntimeException failure) {
        return new StreamEnd(RetentionError.from(failure), failure);
    }

    /** The connection is given up for what the server said of a batch. */
    static StreamEnd of(RetentionError error) {
        return new StreamEnd(error, null);
    }

    /** The server ended the call without saying why. */
    static StreamEnd early() {
        return of(RetentionError.of(Status.Code.UNAVAILABLE, "The server ended the stream."));
    }
}
