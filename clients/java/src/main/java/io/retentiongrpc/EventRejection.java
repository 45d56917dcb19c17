package io.retentiongrpc;

import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.RejectionReason;

/**
 * An event that was not accepted.
 *
 * @param event the event, as it was added
 * @param index its place from 0: in the batch, or among the events of the call of {@link EventStream#send}
 * @param reason why; {@code UNRECOGNIZED} for one that a newer server gives
 * @param field the field at fault, e.g. "survey_response.score"
 * @param message what is wrong and what to do, in English
 */
public record EventRejection(Event event, int index, RejectionReason reason, String field, String message) {
}
