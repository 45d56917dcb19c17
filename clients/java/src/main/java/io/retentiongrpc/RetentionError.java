package io.retentiongrpc;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Failure;
import io.retentiongrpc.v1.FieldViolation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a call failed, as the server said it: the rich status of the trailer {@code grpc-status-details-bin}.
 *
 * @param statusCode the status code of the call
 * @param reason why, or {@code ERROR_REASON_UNSPECIFIED} where it did not come from the server, or from a newer one
 * @param reasonName the reason by its name, e.g. "INVALID_FIELD"; empty where none came
 * @param message what happened, in English
 * @param metadata facts about it, e.g. "expected_sequence" of a SEQUENCE_GAP
 * @param fieldViolations the fields at fault
 * @param retryDelay how long to wait before the same call is worth repeating; empty where the server names no time
 */
public record RetentionError(
    Status.Code statusCode,
    ErrorReason reason,
    String reasonName,
    String message,
    Map<String, String> metadata,
    List<FieldViolation> fieldViolations,
    Optional<Duration> retryDelay) {

    private static final Metadata.Key<byte[]> DETAILS = Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final String DOMAIN = "retention.v1";
    private static final String REASON_PREFIX = "ERROR_REASON_";

    /**
     * Reads it from the exception of a failed call, or from one that was caused by such an exception, e.g. that of a future. Any other has
     * the code UNKNOWN and its own message.
     */
    public static RetentionError from(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetentionException known) {
                return known.error();
            }
        }
        Status status = Status.fromThrowable(exception);
        String message = status.getDescription();
        if (message == null) {
            message = status.getCause() == null ? status.getCode().name() : status.getCause().toString();
        } else if (status.getCause() != null && status.getCause().getMessage() != null) {
            // "io exception" alone does not tell which address refuses.
            message += ": " + status.getCause().getMessage();
        }
        RetentionError plain = of(status.getCode(), message);
        Metadata trailers = Status.trailersFromThrowable(exception);
        byte[] details = trailers == null ? null : trailers.get(DETAILS);
        if (details == null) {
            return plain;
        }
        try {
            RetentionError error = plain;
            for (Any detail : RichStatus.details(details)) {
                error = error.with(detail);
            }
            return error;
        } catch (InvalidProtocolBufferException unreadable) {
            // A proxy's own idea of the trailer: code and message still stand.
            return plain;
        }
    }

    /** One line: message, reason, and the fields at fault. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(message);
        text.append(" [").append(reasonName.isEmpty() ? statusCode.name() : reasonName).append(']');
        for (FieldViolation violation : fieldViolations) {
            text.append(' ').append(violation.getField()).append(": ").append(violation.getDescription());
        }
        return text.toString();
    }

    static RetentionError of(Status.Code code, String message) {
        return new RetentionError(code, ErrorReason.ERROR_REASON_UNSPECIFIED, "", message, Map.of(), List.of(), Optional.empty());
    }

    /** For what this library says itself, in the server's terms. */
    static RetentionError of(Status.Code code, ErrorReason reason, String message) {
        return new RetentionError(code, reason, nameOf(reason.getValueDescriptor()), message, Map.of(), List.of(), Optional.empty());
    }

    /** Reads it from the answer to a batch that was not taken. */
    static RetentionError of(Failure failure) {
        EnumValueDescriptor reason = ErrorReason.getDescriptor().findValueByNumber(failure.getReasonValue());
        return new RetentionError(
            Status.fromCodeValue(failure.getCode()).getCode(),
            reason == null ? ErrorReason.ERROR_REASON_UNSPECIFIED : ErrorReason.valueOf(reason),
            reason == null ? String.valueOf(failure.getReasonValue()) : nameOf(reason),
            failure.getMessage(),
            Map.copyOf(failure.getMetadataMap()),
            List.copyOf(failure.getFieldViolationsList()),
            failure.hasRetryDelay() ? Optional.of(RichStatus.duration(failure.getRetryDelay())) : Optional.empty());
    }

    private RetentionError with(Any detail) throws InvalidProtocolBufferException {
        String type = detail.getTypeUrl().substring(detail.getTypeUrl().lastIndexOf('/') + 1);
        return switch (type) {
            case "google.rpc.ErrorInfo" -> with(RichStatus.errorInfo(detail.getValue()));
            case "google.rpc.BadRequest" -> new RetentionError(
                statusCode, reason, reasonName, message, metadata, RichStatus.fieldViolations(detail.getValue()), retryDelay);
            case "google.rpc.RetryInfo" -> new RetentionError(
                statusCode, reason, reasonName, message, metadata, fieldViolations, RichStatus.retryDelay(detail.getValue()));
            default -> this;
        };
    }

    private RetentionError with(RichStatus.ErrorInfo info) {
        if (!info.domain().equals(DOMAIN)) {
            return this;
        }
        EnumValueDescriptor known = ErrorReason.getDescriptor().findValueByName(REASON_PREFIX + info.reason());
        ErrorReason told = known == null ? ErrorReason.ERROR_REASON_UNSPECIFIED : ErrorReason.valueOf(known);
        return new RetentionError(statusCode, told, info.reason(), message, info.metadata(), fieldViolations, retryDelay);
    }

    private static String nameOf(EnumValueDescriptor reason) {
        return reason.getName().substring(REASON_PREFIX.length());
    }
}
