"""Rejections that no ack has told."""

from __future__ import annotations

from collections import defaultdict
from typing import Callable, DefaultDict, List

import grpc

from retentiongrpc import v1

_PAGE_SIZE = 1_000
_PAGE_DEADLINE = 10.0

ListRejectedEvents = Callable[..., v1.ListRejectedEventsResponse]


class RejectionRecall:
    """Fetches the rejections of batches whose ack was lost, or names only the first of them, from the server's dead letter."""

    def __init__(self, list_rejected_events: ListRejectedEvents, producer_id: str) -> None:
        self._list = list_rejected_events
        self._producer_id = producer_id
        self._known: DefaultDict[int, List[v1.Rejection]] = defaultdict(list)
        self._known_through = 0

    def of(self, sequence: int, log_through: int) -> List[v1.Rejection]:
        """The rejections of a batch, as far as the dead letter has them. A server that has none to give says nothing.

        log_through is what the log is known to have by now, this batch included: one fetch does for all of it. Raises grpc.RpcError
        where it cannot be asked just now.
        """
        if sequence > self._known_through:
            self._known = self._fetch()
            self._known_through = log_through
        return self._known.get(sequence, [])

    def _fetch(self) -> DefaultDict[int, List[v1.Rejection]]:
        known: DefaultDict[int, List[v1.Rejection]] = defaultdict(list)
        request = v1.ListRejectedEventsRequest(page_size=_PAGE_SIZE, producer_id=self._producer_id)
        try:
            while True:
                page = self._list(request, timeout=_PAGE_DEADLINE)
                for one in page.rejected_events:
                    known[one.sequence].append(one.rejection)
                request.page_token = page.next_page_token
                if not request.page_token:
                    return known
        except grpc.RpcError as refused:
            # The events are in the log all the same.
            if refused.code() in (grpc.StatusCode.UNIMPLEMENTED, grpc.StatusCode.PERMISSION_DENIED):
                return defaultdict(list)
            raise
