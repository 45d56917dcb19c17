"""A server that does to each stream what a check says, message by message."""

import queue
import threading
from concurrent import futures

import expect
import grpc
from google.protobuf.any_pb2 import Any
from retention.v1 import ingestion_service_pb2_grpc

from retentiongrpc import EventStreamOptions, RetentionClient, v1

DETAILS = "grpc-status-details-bin"


class PuppetCall:
    """One stream as the server sees it. What it is asked to receive must come in time."""

    def __init__(self, context):
        self.context = context
        self.requests = queue.Queue()
        self.answers = queue.Queue()

    def receive(self, kind):
        """The next message, which must be of this kind."""
        message = self.requests.get(timeout=expect.DEADLINE)
        expect.equal(kind, message and message.WhichOneof("message"), "message that came")
        return getattr(message, kind)

    def receive_batches(self, *sequences):
        batches = [self.receive("batch") for _ in sequences]
        expect.equal(list(sequences), [one.sequence for one in batches], "batches that came")
        return batches

    def receive_end(self):
        expect.equal(None, self.requests.get(timeout=expect.DEADLINE), "end of the messages")

    def receive_nothing(self, seconds=0.3):
        try:
            message = self.requests.get(timeout=seconds)
        except queue.Empty:
            return
        raise AssertionError(f"expected nothing, got {message}")

    def open(self, **opened):
        """Takes the Open and answers it."""
        opening = self.receive("open")
        self.answers.put(v1.StreamEventsResponse(opened=v1.Opened(**{"durability": v1.DURABILITY_SYNCED, "log_id": "log", **opened})))
        return opening

    def ack(self, first, last, stable=None, credits=None, token=None, rejections=()):
        results = [v1.BatchResult(sequence=one, accepted_count=1) for one in range(first, last + 1)]
        for result in results if rejections else ():
            result.rejections.extend(rejections)
            result.rejected_count = len(rejections)
        self.answers.put(v1.StreamEventsResponse(ack=v1.Ack(
            acked_through=last, stable_through=last if stable is None else stable, results=results, credits=credits,
            durability=v1.DURABILITY_SYNCED, read_token=token or f"token-{last}")))

    def nack(self, sequence, reason, delay=None):
        nack = v1.Nack(sequence=sequence, failure=v1.Failure(code=14, reason=reason, message="as scripted"))
        if delay is not None:
            nack.failure.retry_delay.FromMilliseconds(round(delay * 1000))
        self.answers.put(v1.StreamEventsResponse(nack=nack))

    def go_away(self, seconds):
        message = v1.StreamEventsResponse(go_away=v1.GoAway())
        message.go_away.drain_time.FromSeconds(seconds)
        self.answers.put(message)

    def flushed(self):
        """Takes a Flush and answers it."""
        self.answer_flush(self.receive("flush").flush_id)

    def answer_flush(self, flush_id):
        self.answers.put(v1.StreamEventsResponse(flushed=v1.Flushed(flush_id=flush_id)))

    def end(self, code=grpc.StatusCode.OK, details=b""):
        self.answers.put((code, details))


class PuppetServer(ingestion_service_pb2_grpc.IngestionServiceServicer):
    """Use it in a with statement."""

    def __init__(self):
        self.calls = queue.Queue()
        self.list_rejected = lambda request, context: v1.ListRejectedEventsResponse()
        self.ingest = lambda request, context: v1.IngestEventsResponse()
        self._closing = []
        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), options=[("grpc.so_reuseport", 0)])
        ingestion_service_pb2_grpc.add_IngestionServiceServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self):
        self._server.start()
        return self

    def __exit__(self, *_):
        for stream, client in self._closing:
            # Some checks leave events on their way, and failed streams.
            stream._abort()
            client.close()
        self._server.stop(grace=None).wait(expect.DEADLINE)

    def start(self, jitter=lambda: 0.1, **options):
        """Begins to open a stream; with one thread for a stream and one for the script, the open is answered meanwhile."""
        client = RetentionClient(self.address, tenant="puppet", jitter=jitter)
        options = {"producer_id": "p", "batch_events": 1, "linger": 0, **options}
        opening = futures.ThreadPoolExecutor(1).submit(client.open_event_stream, EventStreamOptions(**options), expect.DEADLINE)
        return client, opening

    def open(self, opened=None, **options):
        """Opens a stream of batches of one event: the stream, and its call."""
        client, opening = self.start(**options)
        call = self.accept()
        call.open(**(opened or {}))
        stream = opening.result(expect.DEADLINE)
        self._closing.append((stream, client))
        return stream, call

    def accept(self):
        """The next call."""
        return self.calls.get(timeout=expect.DEADLINE)

    def StreamEvents(self, request_iterator, context):
        call = PuppetCall(context)
        # A queue that is read without end would hold the thread of a call that is over.
        context.add_callback(lambda: call.answers.put(None))

        def read():
            try:
                for request in request_iterator:
                    call.requests.put(request)
                call.requests.put(None)
            except grpc.RpcError:
                call.requests.put(None)
            except Exception as over:  # What the library raises when a call was cancelled has no type of its own.
                call.requests.put(None if context.is_active() is False else over)

        threading.Thread(target=read, daemon=True).start()
        self.calls.put(call)
        while True:
            answer = call.answers.get()
            if answer is None:
                return
            if isinstance(answer, tuple):
                code, details = answer
                if code != grpc.StatusCode.OK:
                    context.set_trailing_metadata(((DETAILS, details),) if details else ())
                    context.abort(code, "as scripted")
                return
            yield answer

    def ListRejectedEvents(self, request, context):
        return self.list_rejected(request, context)

    def IngestEvents(self, request, context):
        return self.ingest(request, context)

    def GetProducer(self, request, context):
        context.set_trailing_metadata(((DETAILS, status("PRODUCER_NOT_FOUND")),))
        context.abort(grpc.StatusCode.NOT_FOUND, "as scripted")


def status(reason, field="", domain="retention.v1", delay=None, metadata=None):
    """The bytes of a google.rpc.Status, written by field number."""
    entries = b"".join(_field(3, _field(1, key.encode()) + _field(2, value.encode())) for key, value in (metadata or {}).items())
    details = [Any(type_url="type.googleapis.com/google.rpc.ErrorInfo",
                   value=_field(1, reason.encode()) + _field(2, domain.encode()) + entries)]
    if field:
        violation = _field(1, field.encode()) + _field(2, b"Set it.")
        details.append(Any(type_url="type.googleapis.com/google.rpc.BadRequest", value=_field(1, violation)))
    if delay is not None:
        details.append(Any(type_url="type.googleapis.com/google.rpc.RetryInfo", value=_field(1, bytes([8, delay]))))
    return bytes([8, 13]) + _field(2, b"as scripted") + b"".join(_field(3, one.SerializeToString()) for one in details)


def _field(number, value):
    expect.true(len(value) < 0x4000, "a field too long for a test")
    size = bytes([len(value)]) if len(value) < 0x80 else bytes([len(value) & 0x7F | 0x80, len(value) >> 7])
    return bytes([number << 3 | 2]) + size + value


def events(count, first=0):
    """Events numbered from first on."""
    return [event(number) for number in range(first, first + count)]


def event(number, size=0):
    made = v1.Event(event_id=f"e-{number}", customer_id="c", activity=v1.Activity(name="open"))
    made.occurred_time.FromSeconds(1_750_000_000 + number)
    if size:
        made.properties["filler"] = "x" * (size - made.ByteSize() - 20)
    return made


def eventually(condition, what):
    """Waits until it holds."""
    waited = threading.Event()
    for _ in range(expect.DEADLINE * 100):
        if condition():
            return
        waited.wait(0.01)
    raise AssertionError(f"never: {what}")


def raises(kind, call):
    """The exception of this kind that the call must raise."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, but the call succeeded")


def later(call, *arguments, **named):
    """Runs it in a thread of its own, and gives its future."""
    return futures.ThreadPoolExecutor(1).submit(call, *arguments, **named)
