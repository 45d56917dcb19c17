package io.retentiongrpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.retentiongrpc.v1.ListRejectedEventsRequest;
import io.retentiongrpc.v1.ListRejectedEventsResponse;
import io.retentiongrpc.v1.RejectedEvent;
import io.retentiongrpc.v1.Rejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fetches the rejections of batches whose ack was lost, or names only the first of them, from the server's dead letter. */
final class RejectionRecall {
    private static final int PAGE_SIZE = 1_000;

    private final RetentionClient client;
    private final String producerId;
    private Map<Long, List<Rejection>> known = Map.of();
    private long knownThrough;

    RejectionRecall(RetentionClient client, String producerId) {
        this.client = client;
        this.producerId = producerId;
    }

    /**
     * The rejections of a batch, as far as the dead letter has them. A server that has none to give says nothing.
     *
     * @param sequence the batch
     * @param logThrough what the log is known to have by now, this batch included: one fetch does for all of it
     * @throws StatusRuntimeException it cannot be asked just now
     */
    List<Rejection> of(long sequence, long logThrough) {
        if (sequence > knownThrough) {
            known = fetch();
            knownThrough = logThrough;
        }
        return known.getOrDefault(sequence, List.of());
    }

    private Map<Long, List<Rejection>> fetch() {
        Map<Long, List<Rejection>> all = new HashMap<>();
        ListRejectedEventsRequest.Builder request = ListRejectedEventsRequest.newBuilder().setPageSize(PAGE_SIZE).setProducerId(producerId);
        try {
            do {
                ListRejectedEventsResponse page = client.ingestion().listRejectedEvents(request.build());
                for (RejectedEvent event : page.getRejectedEventsList()) {
                    all.computeIfAbsent(event.getSequence(), x -> new ArrayList<>()).add(event.getRejection());
                }
                request.setPageToken(page.getNextPageToken());
            } while (!request.getPageToken().isEmpty());
        } catch (StatusRuntimeException refused) {
            Status.Code code = refused.getStatus().getCode();
            if (code != Status.Code.UNIMPLEMENTED && code != Status.Code.PERMISSION_DENIED) {
                throw refused;
            }
            // The events are in the log all the same.
            return Map.of();
        }
        return all;
    }
}
