"""How the Python client batches, waits and reports, against a scripted server."""

import expect
from puppet_server import PuppetServer, event, events, eventually, later, raises

from retentiongrpc import FOREVER, EventStreamOptions, v1


def check_count():
    """client: batches close at their number of events"""
    with PuppetServer() as server:
        stream, call = server.open(batch_events=3, linger=FOREVER)
        stream.add_all(events(6))
        first, second = call.receive_batches(1, 2)
        stream.add(event(6))
        call.receive_nothing()
        expect.equal([f"e-{i}" for i in range(6)], [one.event_id for one in (*first.events, *second.events)])
        flushing = later(stream.flush, timeout=expect.DEADLINE)
        call.receive_batches(3)
        call.ack(1, 3)
        call.flushed()
        flushing.result(expect.DEADLINE)
        expect.equal((3, "token-3", v1.DURABILITY_SYNCED), (stream.acked_through, stream.last_read_token, stream.durability))


def check_generator():
    """client: one by one, from a generator or a list, events are cut alike"""
    for way in (lambda stream, all: [stream.add(one) for one in all], lambda stream, all: stream.add_all(iter(all)),
                lambda stream, all: stream.add_all(all)):
        with PuppetServer() as server:
            stream, call = server.open(batch_events=4, batch_bytes=1_024, linger=FOREVER)
            way(stream, [event(i, size=size) for i, size in enumerate((0, 0, 0, 0, 0, 600, 600, 0, 900, 0))])
            later(stream.flush, timeout=expect.DEADLINE)
            sizes = [len(one.events) for one in call.receive_batches(1, 2, 3, 4)]
            expect.equal([4, 2, 2, 2], sizes, "events of the batches")


def check_bytes():
    """client: an event larger than a batch is refused alone, and what is near to it is not"""
    with PuppetServer() as server:
        stream, call = server.open(batch_bytes=1_024)
        raises(ValueError, lambda: stream.add(event(1, size=1_100)))
        largest = event(2, size=900)
        stream.add(largest)
        (batch,) = call.receive_batches(1)
        expect.equal(largest, batch.events[0], "event")


def check_linger():
    """client: a batch that is not full is sent when its first event has lingered"""
    with PuppetServer() as server:
        stream, call = server.open(batch_events=10, linger=0.2)
        stream.add_all(events(2))
        (batch,) = call.receive_batches(1)
        expect.equal(2, len(batch.events))
        stream.add(event(2))
        call.receive_batches(2)


def check_taken():
    """client: what is sent is the event as it was added"""
    with PuppetServer() as server:
        stream, call = server.open(linger=FOREVER, batch_events=2)
        one = event(1)
        stream.add(one)
        one.event_id = "changed"
        stream.add(one)
        (batch,) = call.receive_batches(1)
        expect.equal(["e-1", "changed"], [x.event_id for x in batch.events])


def check_in_flight():
    """client: adding waits while too many batches are without an ack"""
    with PuppetServer() as server:
        stream, call = server.open(max_in_flight=2)
        stream.add_all(events(2))
        stream.add(event(2))
        raises(TimeoutError, lambda: stream.add(event(3), timeout=0.2))
        call.receive_batches(1, 2)
        call.receive_nothing()
        adding = later(stream.add, event(4), timeout=expect.DEADLINE)
        call.ack(1, 2)
        adding.result(expect.DEADLINE)
        third, fourth = call.receive_batches(3, 4)
        expect.equal(("e-2", "e-4"), (third.events[0].event_id, fourth.events[0].event_id))


def check_buffer():
    """client: what is not stable is kept, but gives way before adding would stall"""
    with PuppetServer() as server:
        stream, call = server.open(batch_bytes=1_024, buffer_bytes=2_048)
        stream.add_all([event(0, size=800), event(1, size=800)])
        call.receive_batches(1, 2)
        stream.add(event(2, size=800))
        raises(TimeoutError, lambda: stream.add(event(3), timeout=0.2))
        call.ack(1, 2, stable=0)
        call.receive_batches(3)


def check_credits():
    """client: no more is on its way than the newest credits allow, in batches and in bytes"""
    with PuppetServer() as server:
        stream, call = server.open(opened={"credits": v1.Credits(batch_count=2, byte_count=1 << 20)})
        stream.add_all(events(6))
        call.receive_batches(1, 2)
        call.receive_nothing()
        call.ack(1, 1, credits=v1.Credits(batch_count=3, byte_count=1 << 20))
        call.receive_batches(3, 4)
        call.receive_nothing()
        call.ack(2, 4, credits=v1.Credits(batch_count=3, byte_count=1))
        call.receive_batches(5)
        call.receive_nothing()
        call.ack(5, 5)
        call.receive_batches(6)


def check_next():
    """client: a new stream goes on after what the server has; a sequence of its own is kept"""
    with PuppetServer() as server:
        stream, call = server.open(opened={"last_sequence": 7, "stable_through": 7})
        stream.add(event(1))
        call.receive_batches(8)
    told = []
    with PuppetServer() as server:
        stream, call = server.open(opened={"last_sequence": 2, "stable_through": 2}, first_sequence=1, batch_acknowledged=told.append)
        stream.add_all(events(3))
        call.receive_batches(3)
        eventually(lambda: len(told) == 2, "what the log has is told")
        expect.equal([(1, 0, 1, False), (2, 0, 1, False)],
                     [(one.sequence, one.accepted_count, one.duplicate_count, one.is_ack_lost) for one in told])


def check_rejections():
    """client: rejections carry the events at fault, to the caller who sent them"""
    told = []
    bad = v1.Rejection(index=1, reason=v1.REJECTION_REASON_BAD_VALUE, field="f", message="m")
    with PuppetServer() as server:
        stream, call = server.open(batch_events=3, linger=FOREVER, batch_acknowledged=told.append)
        stream.add(event(0))
        sending = later(stream.send, events(2, first=1), timeout=expect.DEADLINE)
        call.receive_batches(1)
        call.ack(1, 1, rejections=[bad])
        (one,) = sending.result(expect.DEADLINE)
        expect.equal(("e-1", 0, "BAD_VALUE", "f", "m"), (one.event.event_id, one.index, one.reason_name, one.field, one.message))
        expect.equal(("e-1", 1), (told[0].rejections[0].event.event_id, told[0].rejections[0].index))


def check_metadata():
    """client: the tenant goes with every call, unary ones have a deadline, and calls may bring their own"""
    with PuppetServer() as server:
        stream, call = server.open()
        expect.equal("puppet", dict(call.context.invocation_metadata())["retention-tenant"])
        seen = []

        def ingest(_, context):
            seen.append((dict(context.invocation_metadata()), context.time_remaining()))
            return v1.IngestEventsResponse()

        server.ingest = ingest
        client = server._closing[0][1]
        client.ingest_events(v1.IngestEventsRequest())
        client.ingestion.IngestEvents(v1.IngestEventsRequest(), timeout=3, metadata=(("trace", "t"),))
        (first, patience), (second, own_patience) = seen
        expect.equal(("puppet", None), (first["retention-tenant"], first.get("trace")))
        expect.equal(("puppet", "t"), (second["retention-tenant"], second["trace"]))
        expect.true(3.5 < patience < 10.5 and own_patience < 3.5, f"deadlines {patience} and {own_patience}")


def check_close():
    """client: closing sends what is left and half-closes; adding after it fails"""
    with PuppetServer() as server:
        stream, call = server.open(batch_events=10, linger=FOREVER)
        stream.add(event(1))
        closing = later(stream.close, timeout=expect.DEADLINE)
        call.receive_batches(1)
        call.ack(1, 1)
        call.flushed()
        call.receive_end()
        call.end()
        closing.result(expect.DEADLINE)
        raises(RuntimeError, lambda: stream.add(event(2)))
        stream.close()


def check_close_given_up():
    """client: closing can be given up"""
    with PuppetServer() as server:
        stream, call = server.open()
        stream.add(event(1))
        call.receive_batches(1)
        raises(TimeoutError, lambda: stream.close(timeout=0.2))
        call.receive("flush")
        call.receive_end()
        expect.equal(["e-1"], [one.event_id for one in stream.unacknowledged])


def check_callback():
    """client: a callback that raises fails the stream"""
    def broken(_):
        raise KeyError("a callback")

    with PuppetServer() as server:
        stream, call = server.open(batch_acknowledged=broken)
        stream.add(event(1))
        call.receive_batches(1)
        call.ack(1, 1)
        error = raises(RuntimeError, lambda: stream.flush(timeout=expect.DEADLINE))
        expect.true(isinstance(error.__cause__, KeyError), f"cause {error.__cause__!r}")


def check_options():
    """client: options out of their range are refused by name"""
    for name, value in {"producer_id": "", "first_sequence": 0, "batch_events": 1_001, "batch_bytes": 1, "linger": -1,
                        "max_in_flight": 0, "buffer_bytes": 1, "retry_for": -1}.items():
        error = raises(ValueError, lambda: EventStreamOptions(**{"producer_id": "p", name: value}))
        expect.true(name in str(error), f"{name} is not named: {error}")


CHECKS = [check_count, check_generator, check_bytes, check_linger, check_taken, check_in_flight, check_buffer, check_credits, check_next,
          check_rejections, check_metadata, check_close, check_close_given_up, check_callback, check_options]
