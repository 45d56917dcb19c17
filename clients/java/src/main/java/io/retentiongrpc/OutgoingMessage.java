package io.retentiongrpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.retentiongrpc.v1.IngestionServiceGrpc;
import io.retentiongrpc.v1.StreamEventsRequest;
import io.retentiongrpc.v1.StreamEventsResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;

/**
 * A StreamEventsRequest in the bytes of the wire. Events become bytes when they are added, so what is sent again is what was sent first,
 * and no event is encoded twice.
 */
record OutgoingMessage(byte[] head, byte[] body) {
    /** The rpc StreamEvents, of messages such as this. */
    static final MethodDescriptor<OutgoingMessage, StreamEventsResponse> STREAM_EVENTS = IngestionServiceGrpc.getStreamEventsMethod()
        .toBuilder(new BytesMarshaller(), IngestionServiceGrpc.getStreamEventsMethod().getResponseMarshaller())
        .build();

    private static final byte[] NOTHING = {};

    static OutgoingMessage of(StreamEventsRequest request) {
        return new OutgoingMessage(request.toByteArray(), NOTHING);
    }

    /** Bytes of the message. */
    int size() {
        return head.length + body.length;
    }

    private static final class BytesMarshaller implements MethodDescriptor.Marshaller<OutgoingMessage> {
        @Override
        public InputStream stream(OutgoingMessage message) {
            return new MessageStream(message);
        }

        @Override
        public OutgoingMessage parse(InputStream stream) {
            throw new UnsupportedOperationException("The server sends no requests.");
        }
    }

    /** The transport drains it into its own buffer: one copy. What reads it byte by byte, e.g. a compressor, may do so too. */
    private static final class MessageStream extends InputStream implements Drainable, KnownLength {
        private final OutgoingMessage message;
        private final InputStream bytes;
        private int left;

        MessageStream(OutgoingMessage message) {
            this.message = message;
            this.bytes = new SequenceInputStream(new ByteArrayInputStream(message.head), new ByteArrayInputStream(message.body));
            this.left = message.size();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            if (left != message.size()) {
                throw new IllegalStateException("A part was read before.");
            }
            target.write(message.head);
            target.write(message.body);
            left = 0;
            return message.size();
        }

        @Override
        public int available() {
            return left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            left--;
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = bytes.read(target, offset, length);
            left -= Math.max(count, 0);
            return count;
        }
    }
}
