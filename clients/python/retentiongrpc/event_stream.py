"""A stream of events that loses nothing."""

from __future__ import annotations

import contextlib
import threading
import time
from itertools import islice
from types import TracebackType
from typing import Callable, Dict, Iterable, List, Optional, Tuple, Type

import grpc

from retentiongrpc import v1
from retentiongrpc.batch_buffer import BatchBuffer
from retentiongrpc.batch_report import BatchReport
from retentiongrpc.error import RetentionError, RetentionException
from retentiongrpc.options import FOREVER, EventStreamOptions
from retentiongrpc.outcome import EventRejection
from retentiongrpc.pending import PendingBatch
from retentiongrpc.rejection_recall import ListRejectedEvents, RejectionRecall
from retentiongrpc.retries import Retries
from retentiongrpc.stream_connection import StreamConnection, StreamEnd, StreamEvents, StreamPosition

_STREAM_EVENTS = "/retention.v1.IngestionService/StreamEvents"
_LAST_FLUSH_S = 5.0


class EventStream:
    """Streams events to the server in batches, each kept until the server has it in its log and sent again when a connection breaks
    before that: every event counts once. Made by RetentionClient.open_event_stream.

    Safe for use by many threads; events of one caller are sent in the order of its calls. Close it, or use it in a with statement, to
    send what is left. An event's bytes are taken when it is added: a later change is not sent. Its threads do not keep the process
    alive.

    Timeouts are in seconds, None is for ever; TimeoutError ends a call that took longer. Every call raises RetentionException if the
    stream failed for good, and RuntimeError if it is closed, or failed by a callback.
    """

    def __init__(
        self, channel: grpc.Channel, options: EventStreamOptions, list_rejected_events: ListRejectedEvents,
        jitter: Callable[[], float],
    ) -> None:
        # Batches are bytes already.
        self._stream_events: StreamEvents = channel.stream_stream(_STREAM_EVENTS, None, v1.StreamEventsResponse.FromString)
        self._list_rejected_events = list_rejected_events
        self._options = options
        self._buffer = BatchBuffer(options)
        self._retries = Retries(jitter, options.retry_for)
        self._position = StreamPosition()
        self._stop = threading.Event()
        self._is_open = False
        self._connection: Optional[StreamConnection] = None
        self._running = threading.Thread(target=self._run, name=f"retention-stream-{options.producer_id}", daemon=True)

    @property
    def producer_id(self) -> str:
        """Who sends."""
        return self._options.producer_id

    @property
    def acked_through(self) -> int:
        """Every batch of this stream up to this sequence is in the server's log. It falls back where the server lost data, until that is
        sent again."""
        return self._buffer.read(lambda queue: queue.acked_through)

    @property
    def last_read_token(self) -> str:
        """The newest: pass it as QueryOptions.read_token to read what was acknowledged. Empty before the first connection."""
        return self._position.read_token

    @property
    def durability(self) -> int:
        """What an ack promises: a value of v1.Durability."""
        return self._position.durability

    @property
    def unacknowledged(self) -> List[v1.Event]:
        """The events that no ack covers, in order: what is left to do something else with where the stream has failed. They may be in
        the log all the same."""
        return self._buffer.unacknowledged

    def add(self, event: v1.Event, timeout: Optional[float] = None) -> None:
        """Adds an event. Waits while max_in_flight batches are without an ack, or buffer_bytes are kept.

        Raises ValueError if the event is larger than a batch may be. After a TimeoutError it is not added.
        """
        self._buffer.add(event.SerializeToString(), False, _deadline(timeout))
        if self._options.linger == 0:
            self._buffer.make_due()

    def add_all(self, events: Iterable[v1.Event], timeout: Optional[float] = None) -> None:
        """Adds events, as add does one. A list or tuple is the fastest way."""
        deadline = _deadline(timeout)
        try:
            if isinstance(events, (list, tuple)):
                self._add_slices(events, deadline)
            else:
                for event in events:
                    self._buffer.add(event.SerializeToString(), False, deadline)
        finally:
            if self._options.linger == 0:
                self._buffer.make_due()

    def send(self, events: Iterable[v1.Event], timeout: Optional[float] = None) -> List[EventRejection]:
        """Sends events and waits until the server has acknowledged them. They share batches with those of other callers.

        Returns those that were not accepted; none: all of them count. Raises ValueError if an event is larger than a batch may be;
        those before it are sent. After a TimeoutError, what was added by then is sent all the same.
        """
        deadline = _deadline(timeout)
        places: Dict[PendingBatch, Dict[int, Tuple[int, v1.Event]]] = {}
        try:
            for number, event in enumerate(events):
                batch, index = self._buffer.add(event.SerializeToString(), True, deadline)
                places.setdefault(batch, {})[index] = number, event
        finally:
            self._buffer.make_due()
        rejections: List[EventRejection] = []
        for batch, own in places.items():
            self._buffer.wait(lambda: batch.outcome is not None, deadline)
            for one in batch.outcome.rejections if batch.outcome else ():
                if one.index in own:
                    number, event = own[one.index]
                    rejections.append(EventRejection(event, number, one.reason, one.field, one.message))
        return rejections

    def flush(self, timeout: Optional[float] = None) -> None:
        """Sends what was added and waits until the server confirms that all of it is in its log."""
        deadline = _deadline(timeout)
        flush = self._buffer.begin_flush()
        try:
            self._buffer.wait(lambda: flush.is_done, deadline)
        finally:
            self._buffer.change(lambda queue: queue.end_flush(flush))

    def close(self, timeout: Optional[float] = None) -> None:
        """Flushes and ends the stream. After a TimeoutError it is ended all the same: events without an ack may be lost."""
        if self._stop.is_set():
            return
        deadline = _deadline(timeout)
        try:
            self.flush(timeout)
            self._buffer.close()
            self._running.join(None if deadline == FOREVER else max(0.0, deadline - time.monotonic()))
        finally:
            self._abort()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        if self._buffer.is_failure_told:
            self._abort()
        elif kind is None:
            self.close()
        else:
            # Ctrl-C, or a fault of the caller's: what is there is flushed, but a server that is not must not keep it from being told.
            with contextlib.suppress(TimeoutError):
                self.close(_LAST_FLUSH_S)

    def _open(self, timeout: Optional[float]) -> None:
        self._running.start()
        try:
            self._buffer.wait(lambda: self._is_open, _deadline(timeout))
        except BaseException:
            self._abort()
            raise

    def _add_slices(self, events: Iterable[v1.Event], deadline: float) -> None:
        rest = iter(events)
        while True:
            encoded = [event.SerializeToString() for event in islice(rest, self._buffer.room)]
            if not encoded:
                return
            self._buffer.add_all(encoded, deadline)

    def _abort(self) -> None:
        if self._stop.is_set():
            return
        self._stop.set()
        self._buffer.close()
        connection = self._connection
        if connection is not None:
            connection.stop()
        if self._running is not threading.current_thread():
            self._running.join()

    # Keeps a connection until the stream is closed or fails for good.
    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                end = self._connect()
                if end is None or self._stop.is_set():
                    return
                self._retries.fail()
                self._check(end)
                self._stop.wait(self._retries.delay(end.broken.retry_delay if end.broken else None))
        except BaseException as failure:
            self._buffer.fail(failure)

    def _connect(self) -> Optional[StreamEnd]:
        report = BatchReport(self._options, RejectionRecall(self._list_rejected_events, self._options.producer_id))
        connection = StreamConnection(
            self._stream_events, self._options, self._buffer, self._retries, self._position, report, self._opened)
        self._connection = connection
        if self._stop.is_set():
            connection.stop()
        return connection.run()

    def _opened(self) -> None:
        self._is_open = True
        self._buffer.wake()

    def _check(self, end: StreamEnd) -> None:
        if end.broken is not None:
            if not self._retries.is_worth_it(end.broken) or self._retries.is_over:
                raise RetentionException(end.broken) from end.cause
            if self._options.retrying is not None:
                self._options.retrying(end.broken)
        elif self._retries.count > 1 and self._retries.is_over:
            raise RetentionException(RetentionError(grpc.StatusCode.UNAVAILABLE, "The server goes away again and again."))


def _deadline(timeout: Optional[float]) -> float:
    return FOREVER if timeout is None else time.monotonic() + timeout
