"""What became of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List

from retentiongrpc import v1


@dataclass(frozen=True)
class EventRejection:
    """An event that was not accepted."""

    event: v1.Event
    """The event, as it was added."""

    index: int
    """Its place from 0: in the batch, or among the events of the call of send."""

    reason: int
    """Why: a value of v1.RejectionReason."""

    field: str
    """The field at fault, e.g. "survey_response.score"."""

    message: str
    """What is wrong and what to do, in English."""

    @property
    def reason_name(self) -> str:
        """The reason by its name, e.g. "BAD_VALUE"."""
        known = v1.RejectionReason.DESCRIPTOR.values_by_number.get(self.reason)
        name: str = known.name if known else str(self.reason)
        return name.removeprefix("REJECTION_REASON_")


@dataclass(frozen=True)
class BatchOutcome:
    """What became of a batch. The three counts add up to its events."""

    sequence: int
    """The batch."""

    accepted_count: int
    """Events that now count."""

    duplicate_count: int
    """Events that the server had before; they count once."""

    rejected_count: int
    """Events that were not accepted."""

    rejections: List[EventRejection]
    """Which ones, in the order of the batch. An ack names the first 100; the others, and those of an ack that was lost, come from the
    server's dead letter, as far as it still has them."""

    is_ack_lost: bool
    """A connection broke between a sending of this batch and its ack: its duplicates may be its own first sending."""
