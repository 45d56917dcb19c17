"""How fast one stream of the Python client is, beside its own encoder alone: rate.py --address HOST:PORT --events N.

Prints one JSON line. N events are built in advance; encode_seconds is what it takes to make Batches of 500 of them and their bytes, in one
thread; seconds, after 10 of others, to add them to one EventStream and flush it; cpu_seconds, the processor time of this process meanwhile.
"""

import argparse
import json
import random
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "clients" / "python"))

from retentiongrpc import EventStreamOptions, RetentionClient, v1

BATCH = 500
CUSTOMERS = 10_000
FIRST_SECOND = 1_750_000_000
WARM_UP_SECONDS = 10


def event(number, run):
    # Ids of another run would be duplicates.
    made = v1.Event(event_id=f"{(run + number) % 2**32:08x}", customer_id=f"c-{number % CUSTOMERS}")
    made.occurred_time.seconds = FIRST_SECOND + number
    if number % 10 == 0:
        made.purchase.order_id = f"o-{number}"
        made.purchase.amount.minor_units = 1999
        made.purchase.amount.currency_code = "USD"
    else:
        made.activity.name = "open"
    return made


def encode(events):
    started = time.perf_counter()
    for first in range(0, len(events), BATCH):
        v1.Batch(sequence=first, events=events[first:first + BATCH]).SerializeToString()
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True)
    parser.add_argument("--events", type=int, default=1_000_000)
    arguments = parser.parse_args()
    run = random.randrange(2**32)
    events = [event(number, run) for number in range(arguments.events)]
    before = [event(-1 - number, run) for number in range(arguments.events // 10)]
    encode_seconds = encode(events)
    with RetentionClient(arguments.address) as client:
        with client.open_event_stream(EventStreamOptions(producer_id=f"rate-{uuid.uuid4()}")) as stream:
            # The server's code is compiled by then, as it is for clients that warm up by themselves.
            warm = time.perf_counter() + WARM_UP_SECONDS
            while time.perf_counter() < warm:
                stream.add_all(before)
                stream.flush()
            started, cpu = time.perf_counter(), time.process_time()
            stream.add_all(events)
            stream.flush()
            seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({
        "client": "python", "events": arguments.events, "seconds": round(seconds, 4), "cpu_seconds": round(cpu_seconds, 4),
        "encode_seconds": round(encode_seconds, 4),
    }))


if __name__ == "__main__":
    main()
