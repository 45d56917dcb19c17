package io.retentiongrpc;

import io.retentiongrpc.v1.Durability;

/** What a stream knows of the log it writes to, from one connection to the next. Written by the stream's thread, read by any. */
final class StreamPosition {
    private volatile String readToken = "";
    private volatile Durability durability = Durability.DURABILITY_UNSPECIFIED;
    private String logId = "";

    /** The newest that the server gave; empty before the first connection. */
    String readToken() {
        return readToken;
    }

    /** Takes a newer one; an empty one says nothing. */
    void setReadToken(String newer) {
        if (!newer.isEmpty()) {
            readToken = newer;
        }
    }

    /** What an ack promises. */
    Durability durability() {
        return durability;
    }

    void setDurability(Durability value) {
        durability = value;
    }

    /** The log's id; empty before the first connection. */
    String logId() {
        return logId;
    }

    void setLogId(String value) {
        logId = value;
    }
}
