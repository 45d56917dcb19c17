"""What is on its way on a connection."""

from __future__ import annotations

from typing import Optional

from retentiongrpc import v1

_UNLIMITED = 2**63 - 1


class SendWindow:
    """What is on its way on a connection, and how much the server allows there. Not safe for use by several threads."""

    def __init__(self) -> None:
        self._batches = self._bytes = 0
        self._batch_limit = self._byte_limit = _UNLIMITED

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on its way."""
        return self._batches == 0

    def grant(self, credits_: Optional[v1.Credits]) -> None:
        """Takes the newest credits; unset, the ones before hold."""
        if credits_ is not None:
            self._batch_limit, self._byte_limit = credits_.batch_count, credits_.byte_count

    def allows(self, size: int) -> bool:
        """Whether a message may be sent now. When nothing is on its way, it always may."""
        return self.is_empty or (self._batches < self._batch_limit and self._bytes + size <= self._byte_limit)

    def add(self, size: int) -> None:
        """A message is sent."""
        self._batches += 1
        self._bytes += size

    def remove(self, size: int) -> None:
        """A message was acknowledged or refused."""
        self._batches -= 1
        self._bytes -= size

    def clear(self) -> None:
        """There is a new connection: nothing is on its way, and its credits are not known."""
        self.__init__()  # type: ignore[misc]
