"""What the Python client does with a live server: the scenario, kills in the middle of a stream, and the README as it is written."""

import contextlib
import io
import re
import threading
from pathlib import Path

import expect
from live_server import LiveServer
from puppet_server import eventually
from scenario import Scenario

from retentiongrpc import EventStreamOptions, RetentionClient, v1

README = Path(__file__).resolve().parents[3] / "clients" / "python" / "README.md"
CUSTOMERS = 7
EVENTS = 20_000
KILLS = 3


def check_scenario(program):
    """client: the scenario's answers are the same to the last digit"""
    with LiveServer(program) as server:
        steps = Scenario(server).run()
        expect.true(steps > 40, f"only {steps} steps")


def check_kills(program):
    """client: a server that is killed and restarted in the middle of a stream loses and doubles nothing"""
    told, tries, in_flight = [], [], []
    with LiveServer(program) as server, RetentionClient(server.address) as client:
        options = EventStreamOptions("p", batch_events=20, batch_acknowledged=told.append, retrying=tries.append)
        stream = client.open_event_stream(options, timeout=expect.DEADLINE)
        # Without event ids: only the sequences of the batches keep an event from counting twice.
        adding = threading.Thread(target=lambda: [stream.add(_event(number), timeout=60) for number in range(EVENTS)])
        adding.start()
        for kill in range(1, KILLS + 1):
            eventually(lambda: len(told) >= kill * EVENTS // 20 // (KILLS + 1), "so many batches are acknowledged")
            server.restart("kill")
            in_flight.append(len(stream.unacknowledged))
        adding.join(60)
        stream.flush(timeout=60)
        token = v1.QueryOptions(read_token=stream.last_read_token)
        stream.close(timeout=expect.DEADLINE)
        expect.true(len(tries) >= KILLS and all(in_flight), f"kills did not hit the stream: {len(tries)} tries, {in_flight} under way")
        expect.equal(EVENTS, sum(one.accepted_count + one.duplicate_count for one in told), "events that were told")
        held = client.tenants.DescribeTenant(v1.DescribeTenantRequest())
        expect.equal((EVENTS, CUSTOMERS), (held.event_count, held.customer_count), "what the tenant holds")
        window = v1.Window(interval=v1.Interval())
        window.interval.end_time.seconds = 1_750_000_000 + EVENTS
        counted = client.metrics.ComputeActivity(v1.ComputeActivityRequest(options=token, window=window, bucket=v1.BUCKET_UNIT_YEAR))
        expect.equal(EVENTS, counted.total.event_count, "events that are counted")


def check_interrupted(program):
    """client: an exception leaves a with statement although the server is gone"""
    left = threading.Event()

    def interrupted():
        with contextlib.suppress(KeyboardInterrupt), LiveServer(program) as server, RetentionClient(server.address) as client:
            with client.open_event_stream(EventStreamOptions("p"), timeout=expect.DEADLINE) as stream:
                server.kill()
                stream.add(_event(1))
                raise KeyboardInterrupt
        left.set()

    threading.Thread(target=interrupted, daemon=True).start()
    expect.true(left.wait(30), "it hangs")


def check_readme(program):
    """client: the README has fewer than 60 lines, and its snippets run as they are written"""
    text = README.read_text()
    expect.true(len(text.splitlines()) < 60, "too many lines")
    snippets = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    expect.equal(3, len(snippets), "snippets")
    with LiveServer(program) as server:
        code = "".join(snippets).replace("127.0.0.1:5001", server.address)
        expect.true(server.address in code, "the address is not the one that the snippets were given")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(code, str(README), "exec"), {"__name__": "readme"})
        expect.equal("nobody to lose\nINVALID_FIELD ['basis']\n", output.getvalue(), "output")
        with RetentionClient(server.address) as client:
            held = client.tenants.DescribeTenant(v1.DescribeTenantRequest())
            expect.equal((1, 1), (held.event_count, held.customer_count), "what the tenant holds")


def _event(number):
    made = v1.Event(customer_id=f"c-{number % CUSTOMERS}", activity=v1.Activity(name="open"))
    made.occurred_time.seconds = 1_750_000_000 + number
    return made


CHECKS = [check_scenario, check_kills, check_interrupted, check_readme]
