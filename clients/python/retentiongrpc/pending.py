"""What a stream has taken and not yet let go of."""

from __future__ import annotations

from itertools import chain
from typing import Callable, List, Optional, Sequence

from retentiongrpc import v1
from retentiongrpc.outcome import BatchOutcome

# What the message around the events may take, and what a tag and a length before an event may take, as batches are cut by them.
FRAMING_BYTES = 64
EVENT_FRAMING_BYTES = 5

_BATCH_TAG = b"\x12"  # StreamEventsRequest.batch
_SEQUENCE_TAG = b"\x08"  # Batch.sequence
_EVENT_TAG = b"\x12"  # Batch.events


def varint(value: int) -> bytes:
    """A number as it stands on the wire."""
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    data.append(value)
    return bytes(data)


def event_head(size: int) -> bytes:
    """What stands before the bytes of an event in a batch."""
    return _EVENT_HEADS[size] if size < len(_EVENT_HEADS) else _EVENT_TAG + varint(size)


# Nearly every event is small: its head is looked up.
_EVENT_HEADS = [_EVENT_TAG + varint(size) for size in range(1024)]


class PendingBatch:
    """A batch: it gathers events, is sealed with a sequence, and is kept until the server says that it may be forgotten.

    Events are their bytes from the first on: what is sent again is what was sent first, whatever the caller does to its objects.
    """

    __slots__ = ("parts", "count", "cut_bytes", "sequence", "message", "send_count", "is_awaited", "outcome")

    def __init__(self) -> None:
        self.parts: List[bytes] = []
        self.count = 0
        self.cut_bytes = FRAMING_BYTES
        """Bytes by which it is cut, no fewer than the message has. How they are counted must never change."""
        self.sequence = 0
        """0 while it gathers."""
        self.message = b""
        """A StreamEventsRequest, once it is sealed."""
        self.send_count = 0
        self.is_awaited = False
        """Whether a caller waits for its outcome."""
        self.outcome: Optional[BatchOutcome] = None
        """What became of it, once that was told."""

    @property
    def events(self) -> List[v1.Event]:
        """The events, read from the bytes."""
        if self.sequence:
            return list(v1.StreamEventsRequest.FromString(self.message).batch.events)
        return list(v1.Batch.FromString(b"".join(self.parts)).events)

    def add(self, event: bytes) -> None:
        """Adds an event."""
        size = len(event)
        self.parts.append(event_head(size))
        self.parts.append(event)
        self.count += 1
        self.cut_bytes += size + EVENT_FRAMING_BYTES

    def add_all(self, events: Sequence[bytes]) -> None:
        """Adds events: the same as add for each, without a call for each."""
        sizes = list(map(len, events))
        head_of: Callable[[int], bytes] = event_head
        if max(sizes) < len(_EVENT_HEADS):
            head_of = _EVENT_HEADS.__getitem__
        self.parts.extend(chain.from_iterable(zip(map(head_of, sizes), events)))
        self.count += len(events)
        self.cut_bytes += sum(sizes) + EVENT_FRAMING_BYTES * len(events)

    def seal(self, sequence: int) -> None:
        """Gives it its sequence. Nothing is added any more."""
        self.sequence = sequence
        events = b"".join(self.parts)
        self.parts = []
        head = _SEQUENCE_TAG + varint(sequence)
        self.message = b"".join((_BATCH_TAG, varint(len(head) + len(events)), head, events))


class PendingFlush:
    """A barrier that a caller waits for."""

    __slots__ = ("id", "through", "is_sent", "is_done")

    def __init__(self, flush_id: int, through: int) -> None:
        self.id = flush_id
        """Comes back in the server's Flushed."""
        self.through = through
        """The newest batch that lies before it; 0: none."""
        self.is_sent = False
        """Whether it is on its way on the connection of now."""
        self.is_done = False
        """Whether the server answered, with all batches before it acknowledged."""
