"""The events of a stream from add to the day the server lets go of them."""

from __future__ import annotations

import threading
import time
from typing import Callable, List, Optional, Sequence, Tuple, TypeVar

from retentiongrpc import v1
from retentiongrpc.error import RetentionException
from retentiongrpc.options import FOREVER, EventStreamOptions
from retentiongrpc.pending import EVENT_FRAMING_BYTES, FRAMING_BYTES, PendingBatch, PendingFlush
from retentiongrpc.send_queue import HALF_CLOSE, WAIT, SendQueue, SendStep

T = TypeVar("T")


class BatchBuffer:
    """A batch that gathers, and the queue of sealed ones. Every member may be called by any thread."""

    def __init__(self, options: EventStreamOptions) -> None:
        self._options = options
        self._changed = threading.Condition(threading.Lock())
        self._queue = SendQueue(options.first_sequence)
        self._open = PendingBatch()
        self._batch_events = options.batch_events
        self._is_due = False
        self._due_at = FOREVER
        self._paused_until = FOREVER
        self._is_closed = False
        self._failure: Optional[BaseException] = None
        self.is_failure_told = False
        """Whether the stream failed and a caller was told so."""

    @property
    def is_finished(self) -> bool:
        """Whether no event comes any more and nothing is left to be acknowledged."""
        return self.read(lambda queue: self._is_closed and self._open.count == 0 and queue.is_empty)

    @property
    def unacknowledged(self) -> List[v1.Event]:
        """The events that no ack covers, in order."""
        return self.read(lambda queue: [event for batch in (*queue.unacknowledged, self._open) for event in batch.events])

    @property
    def room(self) -> int:
        """How many events the open batch has room for, 1 or more."""
        return self.read(lambda _: max(1, self._batch_events - self._open.count))

    def read(self, question: Callable[[SendQueue], T]) -> T:
        """Asks the queue."""
        with self._changed:
            return question(self._queue)

    def change(self, change: Callable[[SendQueue], T]) -> T:
        """Changes the queue, and lets those go on who wait for it."""
        with self._changed:
            result = change(self._queue)
            self._try_seal()
            self._changed.notify_all()
            return result

    def add(self, event: bytes, is_awaited: bool, deadline: float) -> Tuple[PendingBatch, int]:
        """Adds an event, and waits for room until a time of time.monotonic. Returns the batch that it is in, and its index there."""
        size = len(event) + EVENT_FRAMING_BYTES
        if size + FRAMING_BYTES > self._options.batch_bytes:
            raise ValueError(f"The event has {size} bytes; a batch has at most {self._options.batch_bytes}.")
        with self._changed:
            self._raise_if_over()
            while self._is_full(size):
                self._is_due = True
                if not self._try_seal():
                    self._wait(deadline)
            self._open.add(event)
            self._open.is_awaited |= is_awaited
            place = self._open, self._open.count - 1
            if self._open.count == 1:
                self._begin_lingering()
            if self._open.count >= self._batch_events:
                self._is_due = True
                self._try_seal()
            return place

    def add_all(self, events: Sequence[bytes], deadline: float) -> None:
        """Adds events as add does: at once, where they fit into the batch that gathers."""
        size = sum(map(len, events)) + EVENT_FRAMING_BYTES * len(events)
        with self._changed:
            self._raise_if_over()
            batch = self._open
            room = self._batch_events - batch.count
            fits = len(events) <= room and batch.cut_bytes + size <= self._options.batch_bytes
            if fits and events:
                if batch.count == 0:
                    self._begin_lingering()
                batch.add_all(events)
                if len(events) == room:
                    self._is_due = True
                    self._try_seal()
        if not fits:
            for event in events:
                self.add(event, is_awaited=False, deadline=deadline)

    def make_due(self) -> None:
        """Sends the open batch as soon as there is room, full or not."""
        with self._changed:
            self._make_due()

    def begin_flush(self) -> PendingFlush:
        """Puts a barrier behind every event added so far."""
        with self._changed:
            self._raise_if_over()
            flush = self._queue.begin_flush(self._open.count > 0)
            self._make_due()
            self._changed.notify_all()
            return flush

    def wait(self, condition: Callable[[], bool], deadline: float) -> None:
        """Waits until a condition holds, which is asked for under the buffer's lock whenever something has changed."""
        with self._changed:
            while not condition():
                self._raise_if_over()
                self._wait(deadline)

    def resume(self, opened: v1.Opened) -> Tuple[bool, Optional[v1.DataLoss]]:
        """Takes up a new connection, as SendQueue.resume does."""
        def take_up(queue: SendQueue) -> Tuple[bool, Optional[v1.DataLoss]]:
            # Batches that are numbered by their content are cut by it alone, whatever the server of the day allows.
            if self._options.first_sequence is None and opened.limits.batch_event_count > 0:
                self._batch_events = min(self._options.batch_events, opened.limits.batch_event_count)
            return queue.resume(opened)

        return self.change(take_up)

    def next_step(self, is_over: Callable[[], bool]) -> SendStep:
        """Waits for what is to be done next on this connection, which has nothing left to do when is_over says so."""
        with self._changed:
            while not is_over():
                now = time.monotonic()
                if now >= self._due_at:
                    self._make_due()
                if now >= self._paused_until or not self._queue.is_paused:
                    self._paused_until = FOREVER
                    self._queue.is_paused = False
                step = self._queue.next(self._is_closed and self._open.count == 0)
                if step is not WAIT:
                    return step
                wake_at = min(self._due_at, self._paused_until)
                self._changed.wait(None if wake_at == FOREVER else max(0.0, wake_at - now))
            return HALF_CLOSE

    def pause(self, delay: float) -> None:
        """Sends no batch for so many seconds."""
        def begin(queue: SendQueue) -> None:
            queue.is_paused = True
            self._paused_until = time.monotonic() + delay

        self.change(begin)

    def fail(self, failure: BaseException) -> None:
        """Ends the stream for good; the first reason stands."""
        with self._changed:
            self._failure = self._failure or failure
            self._changed.notify_all()

    def close(self) -> None:
        """No event comes any more."""
        def end(_: SendQueue) -> None:
            # What an interrupted call has added is sent, too.
            self._is_due = self._open.count > 0
            self._is_closed = True

        self.change(end)

    def wake(self) -> None:
        """Lets those look again who wait."""
        with self._changed:
            self._changed.notify_all()

    def _is_full(self, size: int) -> bool:
        batch = self._open
        return batch.count >= self._batch_events or (batch.count > 0 and batch.cut_bytes + size > self._options.batch_bytes)

    def _begin_lingering(self) -> None:
        if 0 < self._options.linger < FOREVER:
            self._due_at = time.monotonic() + self._options.linger
            # The writer knows by this how long it may sleep.
            self._changed.notify_all()

    def _make_due(self) -> None:
        self._due_at = FOREVER
        self._is_due = self._open.count > 0
        self._try_seal()

    def _try_seal(self) -> bool:
        batch, queue, limit = self._open, self._queue, self._options.buffer_bytes
        if not self._is_due or batch.count == 0:
            return True
        if not queue.has_begun or queue.unacked >= self._options.max_in_flight:
            return False
        # What is acknowledged and not stable yet is kept for a resend, but never at the price of a stall.
        if queue.kept_bytes + batch.cut_bytes > limit and queue.unacked > 0:
            return False
        queue.make_room(batch.cut_bytes, limit)
        queue.seal(batch)
        self._open = PendingBatch()
        self._is_due = False
        self._due_at = FOREVER
        self._changed.notify_all()
        return True

    def _wait(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("The server has not taken in time what was sent before.")
        self._changed.wait(None if left == FOREVER else left)
        self._raise_if_over()

    def _raise_if_over(self) -> None:
        if self._failure is not None:
            self.is_failure_told = True
            if isinstance(self._failure, RetentionException):
                # One object raised by several threads would mix their tracebacks.
                raise RetentionException(self._failure.error, self._failure.sequence) from self._failure.__cause__
            raise RuntimeError("The event stream failed.") from self._failure
        if self._is_closed:
            raise RuntimeError("The event stream is closed.")
