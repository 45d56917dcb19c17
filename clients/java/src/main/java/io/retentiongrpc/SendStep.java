package io.retentiongrpc;

/**
 * What a connection is to do next.
 *
 * @param message to send, or null
 * @param known a batch that the log has already, whose outcome is to be told without sending it, or null
 * @param isOver whether to half-close, for nothing is left to send on this connection
 */
record SendStep(OutgoingMessage message, PendingBatch known, boolean isOver) {
    /** Wait until something has changed. */
    static final SendStep WAIT = new SendStep(null, null, false);

    static final SendStep HALF_CLOSE = new SendStep(null, null, true);

    static SendStep send(OutgoingMessage message) {
        return new SendStep(message, null, false);
    }

    static SendStep settle(PendingBatch known) {
        return new SendStep(null, known, false);
    }
}
