package io.retentiongrpc;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.retentiongrpc.v1.FieldViolation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads google.rpc.Status and its usual details by their field numbers: three small messages are no reason for one more package that has
 * to fit to everything else of a user's class path.
 */
final class RichStatus {
    private RichStatus() {
    }

    /** A google.rpc.ErrorInfo. */
    record ErrorInfo(String reason, String domain, Map<String, String> metadata) {
    }

    private record Field(int number, ByteString value) {
    }

    static List<Any> details(byte[] status) throws InvalidProtocolBufferException {
        List<Any> details = new ArrayList<>();
        for (ByteString detail : messages(ByteString.copyFrom(status), 3)) {
            details.add(Any.parseFrom(detail));
        }
        return details;
    }

    static ErrorInfo errorInfo(ByteString message) throws InvalidProtocolBufferException {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (ByteString entry : messages(message, 3)) {
            metadata.put(text(entry, 1), text(entry, 2));
        }
        return new ErrorInfo(text(message, 1), text(message, 2), Map.copyOf(metadata));
    }

    static List<FieldViolation> fieldViolations(ByteString badRequest) throws InvalidProtocolBufferException {
        List<FieldViolation> violations = new ArrayList<>();
        for (ByteString violation : messages(badRequest, 1)) {
            violations.add(FieldViolation.newBuilder().setField(text(violation, 1)).setDescription(text(violation, 2)).build());
        }
        return List.copyOf(violations);
    }

    static Optional<Duration> retryDelay(ByteString retryInfo) throws InvalidProtocolBufferException {
        List<ByteString> delays = messages(retryInfo, 1);
        return delays.isEmpty() ? Optional.empty() : Optional.of(duration(com.google.protobuf.Duration.parseFrom(delays.get(0))));
    }

    static Duration duration(com.google.protobuf.Duration value) {
        return Duration.ofSeconds(value.getSeconds(), value.getNanos());
    }

    private static List<ByteString> messages(ByteString message, int number) throws InvalidProtocolBufferException {
        return fields(message).stream().filter(x -> x.number() == number).map(Field::value).toList();
    }

    private static String text(ByteString message, int number) throws InvalidProtocolBufferException {
        List<ByteString> values = messages(message, number);
        return values.isEmpty() ? "" : values.get(values.size() - 1).toStringUtf8();
    }

    // The length-delimited fields of a message; numbers are skipped, for no detail that is read here has any.
    private static List<Field> fields(ByteString message) throws InvalidProtocolBufferException {
        List<Field> fields = new ArrayList<>();
        CodedInputStream input = message.newCodedInput();
        try {
            for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
                if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    fields.add(new Field(WireFormat.getTagFieldNumber(tag), input.readBytes()));
                } else {
                    input.skipField(tag);
                }
            }
        } catch (InvalidProtocolBufferException malformed) {
            throw malformed;
        } catch (IOException impossible) {
            throw new IllegalStateException("Bytes in memory could not be read.", impossible);
        }
        return fields;
    }
}
