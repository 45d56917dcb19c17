"""The sealed batches of a stream."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Tuple

from retentiongrpc import v1
from retentiongrpc.pending import PendingBatch, PendingFlush
from retentiongrpc.send_window import SendWindow


class SendStep(NamedTuple):
    """What a connection is to do next."""

    message: Optional[bytes] = None
    """To send."""
    known: Optional[PendingBatch] = None
    """A batch that the log has already, whose outcome is to be told without sending it."""


# Nothing to do now: ask again when something has changed. Nothing is left to send on this connection.
WAIT = SendStep()
HALF_CLOSE = SendStep(message=b"")


class SendQueue:
    """The sealed batches in order of sequence, until the server lets go of them, and what of them is to be sent on the connection of now.

    Not safe for use by several threads: the buffer's lock guards it. No clock, no calls: what it does follows from what it is told.
    """

    def __init__(self, first_sequence: Optional[int]) -> None:
        self._first_sequence = first_sequence
        self._kept: List[PendingBatch] = []
        self._flushes: List[PendingFlush] = []
        self._window = SendWindow()
        self._next_sequence = self._newest_sealed = self._highest_sent = self._sent_through = self._flush_id = 0
        self._loss_told = (0, 0)
        self._is_connected = self._is_draining = False
        self.acked_through = 0
        """Every batch of this stream up to this one was acknowledged, or told lost; what lies before its first is none of its own."""
        self.known_through = 0
        """What the log had when this connection was opened: it is not sent."""
        self.kept_bytes = 0
        """Bytes of the batches that are kept."""
        self.is_paused = False
        """While set, no batch is sent: the server wants time."""

    @property
    def claim(self) -> int:
        """What the next connection claims to be acknowledged; nothing before the first batch that the caller named."""
        return 0 if self._first_sequence is not None and self._first_sequence > self.acked_through else self.acked_through

    @property
    def unacked(self) -> int:
        """Batches without an ack."""
        return self._next_sequence - 1 - self.acked_through if self._next_sequence else 0

    @property
    def has_begun(self) -> bool:
        """Whether there was a connection, so that batches can have sequences."""
        return self._next_sequence > 0

    @property
    def is_empty(self) -> bool:
        """Whether every batch is acknowledged and every barrier answered."""
        return self.unacked == 0 and not self._flushes

    @property
    def unacknowledged(self) -> List[PendingBatch]:
        """The batches without an ack."""
        return [one for one in self._kept if one.sequence > self.acked_through]

    def seal(self, batch: PendingBatch) -> None:
        """Seals a batch with the next sequence."""
        batch.seal(self._next_sequence)
        self._newest_sealed = self._next_sequence
        self._next_sequence += 1
        self._kept.append(batch)
        self.kept_bytes += batch.cut_bytes

    def make_room(self, size: int, limit: int) -> None:
        """Forgets the oldest batches that were acknowledged, before the server says so, until a number of bytes is free."""
        while self.kept_bytes + size > limit and self._kept and self._kept[0].sequence <= self.acked_through:
            self._forget(self._kept[0].sequence)

    def begin_flush(self, is_gathering: bool) -> PendingFlush:
        """Puts a barrier behind every batch so far, and the one that is gathering."""
        self._flush_id += 1
        flush = PendingFlush(self._flush_id, self._next_sequence if is_gathering else self._newest_sealed)
        self._flushes.append(flush)
        return flush

    def end_flush(self, flush: PendingFlush) -> None:
        """Nobody waits for a barrier any more."""
        self._flushes.remove(flush)

    def flushed(self, flush_id: int) -> None:
        """The server has answered a barrier. What it says from before a batch was refused does not count."""
        for flush in self._flushes:
            if flush.id == flush_id and flush.through <= self.acked_through:
                flush.is_done = True

    def suspend(self) -> None:
        """The connection is gone; nothing is sent until the next is open."""
        self._is_connected = self._is_draining = self.is_paused = False
        self._window.clear()

    def resume(self, opened: v1.Opened) -> Tuple[bool, Optional[v1.DataLoss]]:
        """Takes up a new connection: what the log does not have is to be sent again, once connect says so.

        Returns False if somebody else has sent under this producer id: what is left here would be taken for what is there. And what was
        acknowledged, is neither in the log nor here, and was not told before; or None.
        """
        if not self._next_sequence:
            self._begin_at(opened.last_sequence + 1 if self._first_sequence is None else self._first_sequence)
        elif self._first_sequence is None and self.unacked == 0:
            self._begin_at(max(self._next_sequence, opened.last_sequence + 1))
        elif self._first_sequence is None and opened.last_sequence > self._highest_sent:
            return False, None
        self.known_through = opened.stable_through
        gone = self._lose(opened.data_loss) if opened.HasField("data_loss") else None
        self._start_after(self.acked_through)
        self._window.grant(opened.credits if opened.HasField("credits") else None)
        return True, gone

    def connect(self) -> None:
        """What the server said of the connection is told: from now on batches are sent."""
        self._is_connected = True

    def next(self, is_closed: bool) -> SendStep:
        """What to do next on this connection, where is_closed says whether no batch comes any more."""
        if self._is_draining and self._window.is_empty:
            return HALF_CLOSE
        if not self._is_connected or self._is_draining or self.is_paused:
            return WAIT
        for flush in self._flushes:
            if not flush.is_sent and flush.through <= self._sent_through:
                flush.is_sent = True
                return SendStep(v1.StreamEventsRequest(flush=v1.Flush(flush_id=flush.id)).SerializeToString())
        for batch in self._kept:
            if batch.sequence > self._sent_through:
                return self._send(batch)
        return HALF_CLOSE if is_closed and self.is_empty else WAIT

    def covered_by(self, ack: v1.Ack) -> List[Tuple[PendingBatch, Optional[v1.BatchResult]]]:
        """The batches that an ack is the first to cover, each with its result if it has one, in order."""
        if not ack.results:
            return []
        results = {result.sequence: result for result in ack.results}
        last = min(ack.results[-1].sequence, self._sent_through)
        return [(batch, results.get(batch.sequence)) for batch in self.unacknowledged if batch.sequence <= last]

    def acknowledge(self, through: int, stable_through: int, credits_: Optional[v1.Credits] = None) -> None:
        """Notes that batches are in the log, forgets those that the log keeps for good, and takes the newest credits."""
        for batch in self.unacknowledged:
            if self.known_through < batch.sequence <= through:
                self._window.remove(len(batch.message))
        self.acked_through = max(self.acked_through, through)
        self._forget(min(self.acked_through, stable_through))
        self._window.grant(credits_)

    def refuse(self, sequence: int) -> bool:
        """A batch was not taken, nor any after it: they are to be sent again when the pause ends that begins with this.

        Returns whether that batch is here.
        """
        if not self.acked_through < sequence <= self._sent_through or all(one.sequence != sequence for one in self._kept):
            return False
        for batch in self._kept:
            if sequence <= batch.sequence <= self._sent_through:
                self._window.remove(len(batch.message))
        self._start_after(sequence - 1)
        self.is_paused = True
        return True

    def drain(self) -> None:
        """Sends no new batches, and ends the connection when those on their way are acknowledged."""
        self._is_draining = True

    # Batches that were acknowledged are gone from the log: those that are here are to be sent again.
    def _lose(self, loss: v1.DataLoss) -> Optional[v1.DataLoss]:
        first = loss.first_sequence
        if any(one.sequence == self.known_through + 1 for one in self._kept):
            first = min(self.known_through + 1, first)
        start = min(next((one.sequence for one in self._kept if one.sequence >= first), loss.last_sequence + 1), loss.last_sequence + 1)
        self.acked_through = min(self.acked_through, start - 1)
        told_first, told_last = self._loss_told
        if start <= loss.first_sequence or (told_first <= loss.first_sequence and start - 1 <= told_last):
            return None
        self._loss_told = (loss.first_sequence, start - 1)
        return v1.DataLoss(first_sequence=loss.first_sequence, last_sequence=start - 1)

    def _send(self, batch: PendingBatch) -> SendStep:
        if batch.sequence <= self.known_through:
            self._sent_through = batch.sequence
            return SendStep(known=batch)
        size = len(batch.message)
        if not self._window.allows(size):
            return WAIT
        self._window.add(size)
        batch.send_count += 1
        self._sent_through = batch.sequence
        self._highest_sent = max(self._highest_sent, batch.sequence)
        return SendStep(batch.message)

    # Nothing below waits for an ack, so a later sequence takes nothing away.
    def _begin_at(self, sequence: int) -> None:
        self._next_sequence = sequence
        self.acked_through = sequence - 1
        self._highest_sent = max(self._highest_sent, sequence - 1)

    def _start_after(self, sequence: int) -> None:
        self._sent_through = sequence
        for flush in self._flushes:
            if flush.through > sequence or not self._is_connected:
                flush.is_sent = False

    def _forget(self, through: int) -> None:
        count = 0
        while count < len(self._kept) and self._kept[count].sequence <= through:
            self.kept_bytes -= self._kept[count].cut_bytes
            count += 1
        del self._kept[:count]
