"""What the Python client does when things go wrong, against a scripted server."""

import threading

import expect
import grpc
from puppet_server import PuppetServer, event, events, eventually, later, raises, status

from retentiongrpc import FOREVER, EventStreamOptions, RetentionClient, RetentionError, RetentionException, v1

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE


def check_broken():
    """client: what a broken connection left without ack is sent again, byte for byte, and what it acknowledged is not"""
    told, tries = [], []
    with PuppetServer() as server:
        stream, call = server.open(batch_acknowledged=told.append, retrying=tries.append)
        stream.add_all(events(3))
        first = call.receive_batches(1, 2, 3)
        call.ack(1, 1)
        eventually(lambda: stream.acked_through == 1, "the ack is taken")
        call.end(UNAVAILABLE)
        call = server.accept()
        opening = call.open(last_sequence=2, stable_through=1)
        expect.equal(("p", 1, "token-1"), (opening.producer_id, opening.acked_through, opening.read_token))
        expect.true(opening.sdk.startswith("python/"), opening.sdk)
        expect.equal(first[1:], call.receive_batches(2, 3), "batches again")
        call.ack(2, 3)
        eventually(lambda: len(told) == 3, "all is told")
        expect.equal([False, True, True], [one.is_ack_lost for one in told])
        expect.equal([UNAVAILABLE], [one.status_code for one in tries])


def check_stable():
    """client: rejections whose ack was lost are fetched, and what is stable is not sent again"""
    asked = []

    def list_rejected(request, _):
        asked.append((request.producer_id, request.page_token))
        lost = v1.Rejection(index=0, reason=v1.REJECTION_REASON_FUTURE, field="occurred_time")
        if not request.page_token:
            return v1.ListRejectedEventsResponse(next_page_token="more")
        return v1.ListRejectedEventsResponse(rejected_events=[v1.RejectedEvent(sequence=1, rejection=lost)])

    with PuppetServer() as server:
        server.list_rejected = list_rejected
        stream, call = server.open(batch_events=2, linger=FOREVER)
        sending = later(stream.send, events(4), timeout=expect.DEADLINE)
        call.receive_batches(1, 2)
        call.end(UNAVAILABLE)
        call = server.accept()
        call.open(last_sequence=1, stable_through=1)
        call.receive_batches(2)
        call.ack(2, 2)
        (one,) = sending.result(expect.DEADLINE)
        expect.equal(("e-0", 0, "FUTURE"), (one.event.event_id, one.index, one.reason_name))
        expect.equal([("p", ""), ("p", "more")], asked, "one fetch of two pages")


def check_many_rejections():
    """client: rejections beyond those that an ack names are fetched; a dead letter that cannot be asked breaks the connection only"""
    answers = [grpc.StatusCode.UNAVAILABLE, None]

    def list_rejected(_, context):
        code = answers.pop(0)
        if code:
            context.abort(code, "as scripted")
        rejections = [v1.Rejection(index=index, reason=v1.REJECTION_REASON_FUTURE) for index in (0, 1)]
        return v1.ListRejectedEventsResponse(rejected_events=[v1.RejectedEvent(sequence=1, rejection=one) for one in rejections])

    def ack(call):
        result = v1.BatchResult(sequence=1, rejected_count=2, rejections=[v1.Rejection(index=1, field="own")])
        call.answers.put(v1.StreamEventsResponse(ack=v1.Ack(acked_through=1, stable_through=1, results=[result])))

    told = []
    with PuppetServer() as server:
        server.list_rejected = list_rejected
        stream, call = server.open(batch_events=2, batch_acknowledged=told.append)
        stream.add_all(events(2))
        call.receive_batches(1)
        ack(call)
        call = server.accept()
        call.open()
        call.receive_batches(1)
        ack(call)
        eventually(lambda: told, "the outcome is told")
        expect.equal([(0, ""), (1, "own")], [(one.index, one.field) for one in told[0].rejections])


def check_nack():
    """client: a batch that was not taken and those after it are sent again after the delay"""
    tries = []
    with PuppetServer() as server:
        stream, call = server.open(retrying=tries.append)
        stream.add_all(events(3))
        call.receive_batches(1, 2, 3)
        call.ack(1, 1)
        call.nack(2, v1.ERROR_REASON_STORE_FULL, delay=0.5)
        call.receive_nothing(0.4)
        call.receive_batches(2, 3)
        expect.equal(["STORE_FULL"], [one.reason_name for one in tries])
        expect.equal(0.5, tries[0].retry_delay)


def check_drawing():
    """client: nothing is sent while the delay is being drawn"""
    drawing, drawn = threading.Event(), threading.Event()

    def jitter():
        drawing.set()
        drawn.wait(expect.DEADLINE)
        return 0.0

    with PuppetServer() as server:
        stream, call = server.open(jitter=jitter)
        stream.add(event(1))
        call.receive_batches(1)
        call.nack(1, v1.ERROR_REASON_OVERLOADED, delay=0.01)
        expect.true(drawing.wait(expect.DEADLINE), "no delay is drawn")
        stream.add(event(2))
        call.receive_nothing()
        drawn.set()
        call.receive_batches(1, 2)


def check_credits_end():
    """client: credits, and what used them up, end with their connection"""
    with PuppetServer() as server:
        stream, call = server.open(opened={"credits": v1.Credits(batch_count=1, byte_count=1 << 20)})
        stream.add_all(events(3))
        call.receive_batches(1)
        call.receive_nothing()
        call.end(UNAVAILABLE)
        call = server.accept()
        call.open(credits=v1.Credits(batch_count=2, byte_count=1 << 20))
        call.receive_batches(1, 2)
        call.receive_nothing()
        call.end(UNAVAILABLE)
        call = server.accept()
        call.open()
        call.receive_batches(1, 2, 3)


def check_gap():
    """client: a gap is filled at once; one that stays is told in the end, and an ack begins the count again"""
    tries = []
    with PuppetServer() as server:
        stream, call = server.open(retrying=tries.append)
        stream.add_all(events(3))
        call.receive_batches(1, 2, 3)
        for sequence in (1, 2):
            for _ in range(4):
                call.nack(sequence, v1.ERROR_REASON_SEQUENCE_GAP)
                call.receive_batches(*range(sequence, 4))
            expect.equal(3 * sequence, len(tries), "tries that were told, the first of each gap apart")
            call.ack(sequence, sequence)
        for _ in range(4):
            call.nack(3, v1.ERROR_REASON_SEQUENCE_GAP)
            call.receive_batches(3)
        call.nack(3, v1.ERROR_REASON_SEQUENCE_GAP)
        error = raises(RetentionException, lambda: stream.flush(timeout=expect.DEADLINE))
        expect.equal((3, v1.ERROR_REASON_SEQUENCE_GAP), (error.sequence, error.error.reason))


def check_gap_not_kept():
    """client: a gap of a batch that is not kept is tried once more, and then told"""
    with PuppetServer() as server:
        stream, call = server.open()
        stream.add_all(events(2))
        call.receive_batches(1, 2)
        call.ack(1, 1)
        eventually(lambda: stream.acked_through == 1, "the ack is taken")
        call.nack(1, v1.ERROR_REASON_SEQUENCE_GAP)
        call = server.accept()
        call.open()
        call.receive_batches(2)
        call.nack(1, v1.ERROR_REASON_SEQUENCE_GAP)
        error = raises(RetentionException, lambda: stream.flush(timeout=expect.DEADLINE))
        expect.equal(v1.ERROR_REASON_SEQUENCE_GAP, error.error.reason)


def check_hopeless():
    """client: what would be refused again fails the stream for every caller, and leaves its events"""
    with PuppetServer() as server:
        stream, call = server.open(batch_events=2, linger=FOREVER)
        sending = later(stream.send, events(2), timeout=expect.DEADLINE)
        call.receive_batches(1)
        stream.add(event(2))
        call.nack(1, v1.ERROR_REASON_BATCH_TOO_LARGE)
        for attempt in (lambda: sending.result(expect.DEADLINE), lambda: stream.add(event(3)), stream.flush):
            error = raises(RetentionException, attempt)
            expect.equal((1, "BATCH_TOO_LARGE"), (error.sequence, error.error.reason_name))
        expect.equal(["e-0", "e-1", "e-2"], [one.event_id for one in stream.unacknowledged])
        stream.__exit__(None, None, None)


def check_refused():
    """client: each reason that ends a stream does so: repeating is worth it, or not"""
    hopeless = {"PRODUCER_SUPERSEDED": "ABORTED", "BAD_FRAMING": "INVALID_ARGUMENT", "MESSAGE_TOO_LARGE": "RESOURCE_EXHAUSTED",
                "TENANT_NOT_FOUND": "NOT_FOUND", "DATA_CORRUPT": "DATA_LOSS", "INTERNAL_ERROR": "INTERNAL"}
    passing = {"SHUTTING_DOWN": "UNAVAILABLE", "OPEN_TIMEOUT": "DEADLINE_EXCEEDED", "SLOW_READER": "DEADLINE_EXCEEDED",
               "MESSAGE_TIMEOUT": "DEADLINE_EXCEEDED", "OVERLOADED": "UNAVAILABLE"}
    with PuppetServer() as server:
        for reason, code in hopeless.items():
            client, opening = server.start()
            server.accept().end(grpc.StatusCode[code], status(reason))
            error = raises(RetentionException, lambda: opening.result(expect.DEADLINE))
            expect.equal((reason, code), (error.error.reason_name, error.error.status_code.name))
            client.close()
        for reason, code in passing.items():
            tries = []
            client, opening = server.start(retrying=tries.append)
            server.accept().end(grpc.StatusCode[code], status(reason))
            server.accept().open()
            server._closing.append((opening.result(expect.DEADLINE), client))
            expect.equal([reason], [one.reason_name for one in tries])


def check_go_away():
    """client: a server that goes is waited for, and the rest goes to the next one"""
    tries = []
    with PuppetServer() as server:
        opened = {"credits": v1.Credits(batch_count=2, byte_count=1 << 20)}
        stream, call = server.open(retrying=tries.append, retry_for=0, opened=opened)
        stream.add_all(events(4))
        call.receive_batches(1, 2)
        call.go_away(60)
        call.ack(1, 1)
        call.receive_nothing()
        call.ack(2, 2)
        call.receive_end()
        call.end(UNAVAILABLE, status("SHUTTING_DOWN"))
        call = server.accept()
        expect.equal(2, call.open(last_sequence=2, stable_through=2).acked_through)
        call.receive_batches(3, 4)
        expect.equal([], tries, "it is no error")


def check_never_gone():
    """client: a server that says it goes and does not is left when its time is over"""
    with PuppetServer() as server:
        stream, call = server.open()
        stream.add(event(1))
        call.receive_batches(1)
        call.go_away(1)
        next_call = server.accept()
        next_call.open()
        next_call.receive_batches(1)


def check_flush():
    """client: a flush is asked again on the next connection; an answer from before a nack does not count"""
    with PuppetServer() as server:
        stream, call = server.open()
        stream.add(event(1))
        flushing = later(stream.flush, timeout=expect.DEADLINE)
        call.receive_batches(1)
        call.receive("flush")
        call.end(UNAVAILABLE)
        call = server.accept()
        call.open()
        call.receive_batches(1)
        flush = call.receive("flush")
        call.nack(1, v1.ERROR_REASON_STORE_UNAVAILABLE, delay=0.1)
        call.answer_flush(flush.flush_id)
        call.receive_batches(1)
        expect.equal(False, flushing.done(), "the flush is done")
        call.ack(1, 1)
        call.flushed()
        flushing.result(expect.DEADLINE)


def check_loss():
    """client: lost batches that are kept are sent again, and the others are told once; so is each outcome"""
    lost, told = [], []
    with PuppetServer() as server:
        stream, call = server.open(data_lost=lost.append, batch_acknowledged=told.append)
        stream.add_all(events(4))
        call.receive_batches(1, 2, 3, 4)
        call.ack(1, 4, stable=2)
        eventually(lambda: stream.acked_through == 4, "the ack is taken")
        for _ in range(2):
            call.end(UNAVAILABLE)
            call = server.accept()
            call.open(last_sequence=0, stable_through=0, data_loss=v1.DataLoss(first_sequence=1, last_sequence=4))
            call.receive_batches(3, 4)
        expect.equal([(1, 2)], [(one.first_sequence, one.last_sequence) for one in lost])
        call.ack(3, 4)
        eventually(lambda: stream.acked_through == 4, "the second ack is taken")
        expect.equal([1, 2, 3, 4], [one.sequence for one in told])


def check_loss_untold():
    """client: a loss that nobody listens to fails the stream; so does another log that knows the producer"""
    with PuppetServer() as server:
        stream, call = server.open()
        stream.add(event(1))
        call.receive_batches(1)
        call.ack(1, 1)
        eventually(lambda: stream.acked_through == 1, "the ack is taken")
        call.end(UNAVAILABLE)
        server.accept().open(data_loss=v1.DataLoss(first_sequence=1, last_sequence=1))
        error = raises(RetentionException, lambda: stream.flush(timeout=expect.DEADLINE))
        expect.equal((1, grpc.StatusCode.DATA_LOSS), (error.sequence, error.error.status_code))
    for ancestors, fails in (([], True), (["log"], False)):
        with PuppetServer() as server:
            stream, call = server.open()
            stream.add(event(1))
            call.receive_batches(1)
            call.ack(1, 1)
            eventually(lambda: stream.acked_through == 1, "the ack is taken")
            call.end(UNAVAILABLE)
            call = server.accept()
            call.open(log_id="other", ancestor_log_ids=ancestors, last_sequence=5, stable_through=5, read_token="restored")
            if fails:
                raises(RetentionException, lambda: stream.flush(timeout=expect.DEADLINE))
            else:
                eventually(lambda: stream.last_read_token == "restored", "the new connection is taken up")
                stream.add(event(2))
                call.receive_batches(6)


def check_used():
    """client: sequences that another sender used are not used again"""
    with PuppetServer() as server:
        stream, call = server.open()
        stream.add(event(1))
        call.receive_batches(1)
        call.end(UNAVAILABLE)
        server.accept().open(last_sequence=9, stable_through=9)
        error = raises(RetentionException, lambda: stream.flush(timeout=expect.DEADLINE))
        expect.equal(v1.ERROR_REASON_PRODUCER_SUPERSEDED, error.error.reason)


def check_absent():
    """client: without time to retry an absent server is told, of a stream and of a call"""
    with RetentionClient("127.0.0.1:1", jitter=lambda: 0) as client:
        error = raises(RetentionException, lambda: client.open_event_stream(EventStreamOptions("p", retry_for=0), expect.DEADLINE))
        expect.equal(UNAVAILABLE, error.error.status_code)
        raises(RetentionException, lambda: client.open_event_stream(EventStreamOptions("p", retry_for=0.3), expect.DEADLINE))
        raises(TimeoutError, lambda: client.open_event_stream(EventStreamOptions("p"), timeout=0.2))
        error = raises(RetentionException, lambda: client.get_producer("p", retry_for=0))
        expect.equal(UNAVAILABLE, error.error.status_code)


def check_unary():
    """client: a batch that can be told is sent again while that may help, any other once; a producer may be unknown"""
    tries = []

    def ingest(request, context):
        tries.append(request)
        if len(tries) < 3:
            context.set_trailing_metadata((("grpc-status-details-bin", status("STORE_UNAVAILABLE", delay=0)),))
            context.abort(UNAVAILABLE, "as scripted")
        return v1.IngestEventsResponse(read_token="t")

    with PuppetServer() as server, RetentionClient(server.address, jitter=lambda: 0) as client:
        server.ingest = ingest
        unnamed = v1.IngestEventsRequest(events=[v1.Event(customer_id="c")])
        error = raises(RetentionException, lambda: client.ingest_events(unnamed))
        expect.equal(("STORE_UNAVAILABLE", 1), (error.error.reason_name, len(tries)))
        expect.equal("t", client.ingest_events(v1.IngestEventsRequest(events=events(1))).read_token)
        expect.equal(3, len(tries))
        expect.equal(None, client.get_producer("nobody"))


def check_error():
    """client: a failed call is read whole, a newer reason keeps its name, and what nobody can read leaves code and message"""
    def read(details):
        with PuppetServer() as server, RetentionClient(server.address) as client:
            def ingest(_, context):
                context.set_trailing_metadata((("grpc-status-details-bin", details),))
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "as scripted")

            server.ingest = ingest
            code = grpc.StatusCode.INVALID_ARGUMENT
            return RetentionError.from_exception(expect.fails(code, lambda: client.ingestion.IngestEvents(v1.IngestEventsRequest())))

    error = read(status("INVALID_FIELD", field="window", delay=3, metadata={"limit": "7", "b": "ä"}))
    expect.equal((grpc.StatusCode.INVALID_ARGUMENT, v1.ERROR_REASON_INVALID_FIELD, "INVALID_FIELD", "as scripted"),
                 (error.status_code, error.reason, error.reason_name, error.message))
    expect.equal(({"limit": "7", "b": "ä"}, [v1.FieldViolation(field="window", description="Set it.")], 3.0),
                 (error.metadata, error.field_violations, error.retry_delay))
    expect.equal("as scripted [INVALID_FIELD] window: Set it.", str(error))
    newer = read(status("NEWER"))
    expect.equal((v1.ERROR_REASON_UNSPECIFIED, "NEWER"), (newer.reason, newer.reason_name))
    expect.equal("", read(status("INVALID_FIELD", domain="elsewhere")).reason_name)
    for cut in (b"\xff\xff", b"\x1a\x7fx", b"\x0b"):
        other = read(cut)
        expect.equal(("", "as scripted"), (other.reason_name, other.message))


CHECKS = [check_broken, check_stable, check_many_rejections, check_nack, check_drawing, check_credits_end, check_gap, check_gap_not_kept,
          check_hopeless, check_refused, check_go_away, check_never_gone, check_flush, check_loss, check_loss_untold, check_used,
          check_absent, check_unary, check_error]
