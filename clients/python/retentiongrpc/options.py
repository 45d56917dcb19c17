"""How an event stream batches, sends and reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Optional

from retentiongrpc import v1

if TYPE_CHECKING:
    from retentiongrpc.outcome import BatchOutcome
    from retentiongrpc.error import RetentionError

FOREVER = float("inf")


@dataclass(frozen=True)
class EventStreamOptions:
    """How an EventStream batches, sends and reports. Times are in seconds. Values out of their range raise ValueError.

    Callbacks are called one at a time, by the stream's own threads. They must not block or raise, nor call the stream.
    """

    producer_id: str
    """Names the sequence of batches, 1 to 128 bytes: one for each independent sender, kept where the sender is restarted. A second
    stream of the same producer takes over from the first."""

    first_sequence: Optional[int] = None
    """The sequence of the first batch, 1 or more. Unset: the one after the last that the server knows of this producer. Set it to 1 to
    send the same content again, with a linger of FOREVER: batches that the server has are not sent, or are duplicates."""

    batch_events: int = 500
    """Events in a batch, 1 to 1,000; less where the server's limit is lower."""

    batch_bytes: int = 512 * 1024
    """Bytes in a batch, 1,024 to 1,000,000. An event that is larger is refused by add."""

    linger: float = 0.05
    """How long the first event of a batch waits for others. 0 sends each call's events at once; FOREVER sends full batches only, until
    a flush."""

    max_in_flight: int = 8
    """Batches that may be on their way without an ack, 1 to 1,000; add waits beyond."""

    retry_for: float = FOREVER
    """How long to go on trying without any progress before the stream fails."""

    buffer_bytes: int = 16 * 1024 * 1024
    """Bytes of batches that are kept, acknowledged or not, batch_bytes or more; add waits beyond. Where a server takes long to call
    acknowledged batches stable, the oldest of these give way."""

    batch_acknowledged: Optional[Callable[[BatchOutcome], None]] = None
    """Called for every batch once it is acknowledged, in order."""

    retrying: Optional[Callable[[RetentionError], None]] = None
    """Called before each wait for another try, with what broke the connection or why a batch was not taken yet."""

    data_lost: Optional[Callable[[v1.DataLoss], None]] = None
    """Called when the server has lost batches that it once acknowledged, e.g. because an older copy of its data was put back, and that
    are not kept here any more: their sequences. The stream goes on. Unset, it fails with a RetentionException that names them."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.producer_id.encode()) <= 128:
            raise ValueError("producer_id must have 1 to 128 bytes.")
        if self.first_sequence is not None:
            _require("first_sequence", self.first_sequence, 1, 2**63 - 1)
        _require("batch_events", self.batch_events, 1, 1_000)
        _require("batch_bytes", self.batch_bytes, 1_024, 1_000_000)
        _require("max_in_flight", self.max_in_flight, 1, 1_000)
        _require("buffer_bytes", self.buffer_bytes, self.batch_bytes, 2**63 - 1)
        _require("linger", self.linger, 0, FOREVER)
        _require("retry_for", self.retry_for, 0, FOREVER)


def _require(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}; it must be {low} to {high}.")
