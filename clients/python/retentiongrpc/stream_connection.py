"""One connection of a stream, from Open to its end."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterator, List, Optional

import grpc

from retentiongrpc import rich_status, v1
from retentiongrpc.batch_buffer import BatchBuffer
from retentiongrpc.batch_report import BatchReport
from retentiongrpc.error import RetentionError, RetentionException
from retentiongrpc.options import EventStreamOptions
from retentiongrpc.pending import PendingBatch
from retentiongrpc.retries import LONGEST_BACKOFF, Retries
from retentiongrpc.send_queue import HALF_CLOSE
from retentiongrpc.version import SDK

# Tries to send a batch that the server says is not the next one, without an ack between them.
_GAP_LIMIT = 5
_LONGEST_DRAIN = 20.0
_DRAIN_PATIENCE = 1.0

StreamEvents = Callable[..., Any]


@dataclass(frozen=True)
class StreamEnd:
    """How a connection of a stream ended."""

    broken: Optional[RetentionError]
    """What broke it; None for a planned end."""
    cause: Optional[grpc.RpcError] = None
    """The exception that said so, if one did."""

    @staticmethod
    def by(failure: grpc.RpcError) -> StreamEnd:
        """The call ended by a status."""
        return StreamEnd(RetentionError.from_exception(failure), failure)


PLANNED = StreamEnd(broken=None)


class StreamPosition:
    """What a stream knows of the log it writes to, from one connection to the next."""

    read_token = ""
    durability = v1.DURABILITY_UNSPECIFIED
    log_id = ""


class StreamConnection:
    """One connection: the call's own thread sends what the buffer has, the thread that runs it takes the server's answers."""

    def __init__(
        self, stream_events: StreamEvents, options: EventStreamOptions, buffer: BatchBuffer, retries: Retries,
        position: StreamPosition, report: BatchReport, opened: Callable[[], None],
    ) -> None:
        self._stream_events = stream_events
        self._options = options
        self._buffer = buffer
        self._retries = retries
        self._position = position
        self._report = report
        self._opened = opened
        self._claimed = buffer.read(lambda queue: queue.claim)
        self._call: Any = None
        self._settling = threading.Lock()
        self._unsettled: List[Exception] = []
        self._is_over = self._is_draining = self._is_stopped = self._is_left = False
        self._reached = threading.Event()
        self._drained = threading.Event()

    def run(self) -> Optional[StreamEnd]:
        """Runs it to its end, and returns how it ended: None if the stream is closed and everything was acknowledged, or was stopped.

        Raises RetentionException if the stream has failed for good, and whatever a callback raises.
        """
        self._buffer.change(lambda queue: queue.suspend())
        # A channel that is being connected goes on with it only while a call waits for that; without waiting, a call fails at once.
        is_again = self._retries.count > 0
        call = self._call = self._stream_events(self._requests(), wait_for_ready=is_again)
        if is_again:
            self._leave_after(self._retries.patience, self._reached)
        if self._is_stopped:
            call.cancel()
        try:
            return self._take_all(call)
        finally:
            self._is_over = True
            self._reached.set()
            self._drained.set()
            call.cancel()
            self._buffer.wake()
            with self._settling:
                pass

    def stop(self) -> None:
        """Ends it at once."""
        self._is_stopped = True
        if self._call is not None:
            self._call.cancel()

    def _requests(self) -> Iterator[bytes]:
        opening = v1.Open(
            producer_id=self._options.producer_id, acked_through=self._claimed, read_token=self._position.read_token, sdk=SDK)
        opening.client_time.GetCurrentTime()
        yield v1.StreamEventsRequest(open=opening).SerializeToString()
        while True:
            step = self._buffer.next_step(lambda: self._is_over)
            if step is HALF_CLOSE:
                return
            if step.message is not None:
                yield step.message
            elif step.known is not None and not self._settle(step.known):
                return

    # No batch was sent on this connection yet, so no ack is told meanwhile.
    def _settle(self, batch: PendingBatch) -> bool:
        with self._settling:
            if self._is_over:
                return False
            known = self._buffer.read(lambda queue: queue.known_through)
            try:
                self._report.tell(batch, None, known)
            except Exception as failure:
                # The reader ends the connection, and says why.
                self._unsettled.append(failure)
                self._call.cancel()
                return False
            self._retries.progress()
            self._buffer.change(lambda queue: queue.acknowledge(batch.sequence, known))
            return True

    def _take_all(self, call: Any) -> Optional[StreamEnd]:
        opened_at = 0.0
        try:
            for response in call:
                end = self._take(response)
                opened_at = opened_at or time.monotonic()
                if end is not None:
                    return end
            return self._end_by(StreamEnd(RetentionError(grpc.StatusCode.UNAVAILABLE, "The server ended the stream.")))
        except grpc.RpcError as failure:
            if self._is_stopped:
                return None
            if self._unsettled:
                if isinstance(self._unsettled[0], grpc.RpcError):
                    return StreamEnd.by(self._unsettled[0])
                raise self._unsettled[0]
            if self._is_left and not self._reached.is_set():
                return StreamEnd(RetentionError(grpc.StatusCode.UNAVAILABLE, "The server was not reached in time."))
            return self._end_by(StreamEnd.by(failure))
        finally:
            # A connection that held is progress, also where there was nothing to send.
            if opened_at and time.monotonic() - opened_at >= LONGEST_BACKOFF:
                self._retries.progress()

    # Where all is done, or the server said before that it goes, how the call ends does not matter.
    def _end_by(self, end: StreamEnd) -> Optional[StreamEnd]:
        if self._buffer.is_finished:
            return None
        return PLANNED if self._is_draining and end.broken and self._retries.is_worth_it(end.broken) else end

    def _take(self, response: v1.StreamEventsResponse) -> Optional[StreamEnd]:
        kind = response.WhichOneof("message")
        if kind == "ack":
            self._acknowledge(response.ack)
        elif kind == "opened":
            self._take_up(response.opened)
        elif kind == "flushed":
            self._retries.progress()
            self._buffer.change(lambda queue: queue.flushed(response.flushed.flush_id))
        elif kind == "nack":
            return self._refuse(response.nack)
        elif kind == "go_away":
            self._leave(response.go_away)
        return None

    def _take_up(self, answer: v1.Opened) -> None:
        self._reached.set()
        position = self._position
        is_other_log = position.log_id not in ("", answer.log_id, *answer.ancestor_log_ids)
        if is_other_log and 0 < self._claimed <= answer.last_sequence:
            raise _lost("The server writes another log than the one that acknowledged this stream's batches, and knows its producer_id.", 1)
        position.durability, position.log_id = answer.durability, answer.log_id
        is_ours, gone = self._buffer.resume(answer)
        if not is_ours:
            raise RetentionException(RetentionError(
                status_code=grpc.StatusCode.ABORTED,
                reason=v1.ERROR_REASON_PRODUCER_SUPERSEDED,
                reason_name="PRODUCER_SUPERSEDED",
                message=f"Another sender has used the producer_id {self._options.producer_id}: give each one of its own.",
            ))
        if gone is not None:
            self._lose(gone)
        position.read_token = answer.read_token or position.read_token
        self._buffer.change(lambda queue: queue.connect())
        self._opened()

    def _acknowledge(self, ack: v1.Ack) -> None:
        covered = self._buffer.read(lambda queue: queue.covered_by(ack))
        through = covered[-1][0].sequence if covered else 0
        for batch, result in covered:
            self._report.tell(batch, result, through)
        self._position.read_token = ack.read_token or self._position.read_token
        self._position.durability = ack.durability
        if covered:
            self._retries.progress()
        credits_ = ack.credits if ack.HasField("credits") else None
        self._buffer.change(lambda queue: queue.acknowledge(through, ack.stable_through, credits_))

    def _refuse(self, nack: v1.Nack) -> Optional[StreamEnd]:
        failure = nack.failure if nack.HasField("failure") else v1.Failure(code=2, message="No reason was given.")
        error = RetentionError.from_failure(failure)
        is_here = self._buffer.change(lambda queue: queue.refuse(nack.sequence))
        is_gap = error.reason == v1.ERROR_REASON_SEQUENCE_GAP
        if error.retry_delay is None and not is_gap:
            raise RetentionException(error, nack.sequence)
        if not is_here:
            return StreamEnd(error)
        self._retries.fail()
        if self._retries.is_over or (is_gap and self._retries.count >= _GAP_LIMIT):
            raise RetentionException(error, nack.sequence)
        if is_gap and self._retries.count == 1:
            self._buffer.change(lambda queue: setattr(queue, "is_paused", False))
            return None
        self._buffer.pause(self._retries.delay(error.retry_delay))
        if self._options.retrying is not None:
            self._options.retrying(error)
        return None

    def _leave(self, go_away: v1.GoAway) -> None:
        self._is_draining = True
        patience = rich_status.to_seconds(go_away.drain_time) if go_away.HasField("drain_time") else _LONGEST_DRAIN
        self._buffer.change(lambda queue: queue.drain())
        # The server said that it goes; it must not take for ever to end the call.
        self._leave_after(patience + _DRAIN_PATIENCE, self._drained)

    def _leave_after(self, seconds: float, unless: threading.Event) -> None:
        def leave() -> None:
            if not unless.wait(seconds):
                self._is_left = True
                self._call.cancel()

        threading.Thread(target=leave, name="retention-patience", daemon=True).start()

    def _lose(self, gone: v1.DataLoss) -> None:
        if self._options.data_lost is None:
            raise _lost(
                f"The server has lost the acknowledged batches {gone.first_sequence} to {gone.last_sequence}.", gone.first_sequence)
        self._options.data_lost(gone)


def _lost(message: str, first: int) -> RetentionException:
    return RetentionException(RetentionError(grpc.StatusCode.DATA_LOSS, message), first)
