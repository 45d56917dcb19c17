"""What is worth trying again, and when."""

from __future__ import annotations

import time
from typing import Callable, Optional

import grpc

from retentiongrpc import v1
from retentiongrpc.error import RetentionError

# The longest wait that is not asked for by the server, and the first one, in seconds.
LONGEST_BACKOFF = 10.0
_FIRST_BACKOFF = 0.1
_LEAST_PATIENCE = 1.0

_SAME_AGAIN = frozenset({
    v1.ERROR_REASON_STORE_UNAVAILABLE, v1.ERROR_REASON_SHUTTING_DOWN, v1.ERROR_REASON_OPEN_TIMEOUT,
    v1.ERROR_REASON_MESSAGE_TIMEOUT, v1.ERROR_REASON_SLOW_READER, v1.ERROR_REASON_OVERLOADED,
})
_PASSING_CODES = frozenset({
    grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
})


class Retries:
    """Exponential backoff with full jitter, after the time that the server asks for."""

    def __init__(self, jitter: Callable[[], float], retry_for: float):
        self._jitter = jitter
        self._retry_for = retry_for
        self._failing_since = 0.0
        self.count = 0
        """Failures since the last progress."""

    @property
    def is_over(self) -> bool:
        """Whether it has gone on for too long without progress."""
        return time.monotonic() - self._failing_since >= self._retry_for

    @property
    def patience(self) -> float:
        """Seconds that one try may take to reach the server, once another has failed."""
        left = self._failing_since + self._retry_for - time.monotonic()
        return min(LONGEST_BACKOFF, max(_LEAST_PATIENCE, left))

    def progress(self) -> None:
        """Something went well."""
        self.count = 0

    def fail(self) -> None:
        """Something failed."""
        if self.count == 0:
            self._failing_since = time.monotonic()
        self.count += 1

    def is_worth_it(self, error: RetentionError) -> bool:
        """Whether the same again may do better."""
        if error.reason == v1.ERROR_REASON_SEQUENCE_GAP:
            # The server does not know what this client has no more: one try from where it says, for the loss to be told.
            return self.count == 1
        if error.reason in _SAME_AGAIN or error.retry_delay is not None:
            return True
        return not error.reason_name and error.status_code in _PASSING_CODES

    def delay(self, asked: Optional[float]) -> float:
        """Seconds to wait: longer with each failure, and by chance, so that not all clients of a server come at once."""
        whole = min(LONGEST_BACKOFF, _FIRST_BACKOFF * 2.0 ** min(max(self.count - 1, 0), 10))
        return (asked or 0.0) + whole * self._jitter()
