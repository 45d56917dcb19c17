"""Does clients/scenario with the Python library: the format is in its README."""

import base64
import json
import re
from pathlib import Path

import expect
import grpc
from google.protobuf import descriptor_pool, json_format, message_factory

from retentiongrpc import FOREVER, EventStreamOptions, RetentionClient, RetentionError, v1

SCENARIO = Path(__file__).resolve().parents[3] / "clients" / "scenario" / "scenario.json"


class Scenario:
    """One run of it against a server."""

    def __init__(self, server):
        self._server = server
        self._text = json.loads(SCENARIO.read_text())
        self._client = None
        self._stream = None
        self._outcomes = []

    def run(self):
        """Every step, the first that fails ends it. Returns how many there were."""
        with RetentionClient(self._server.address, self._text["tenant"]) as client:
            self._client = client
            for number, step in enumerate(self._text["steps"]):
                kind = next(iter(step))
                try:
                    getattr(self, f"_{kind}")(step)
                except Exception as error:
                    raise AssertionError(f"step {number}, {kind} {step[kind] if kind == 'call' else ''}: {error}") from error
        return len(self._text["steps"])

    def _call(self, step):
        pool = descriptor_pool.Default()
        service, name = step["call"].split("/")
        method = pool.FindServiceByName(service).FindMethodByName(name)
        factory = message_factory.MessageFactory(pool)
        answer_type = factory.GetPrototype(method.output_type)
        call = self._client.channel.unary_unary(f"/{step['call']}", None, answer_type.FromString)
        if "requestBase64" in step:
            data = base64.b64decode(step["requestBase64"])
        else:
            text = json.dumps(step["request"]).replace("$token", self._stream.last_read_token if self._stream else "")
            data = json_format.Parse(text, factory.GetPrototype(method.input_type)()).SerializeToString()
        if "error" in step:
            code = grpc.StatusCode[step["error"]["code"]]
            error = RetentionError.from_exception(expect.fails(code, lambda: call(data)))
            expect.equal(step["error"].get("reason"), error.reason_name, "reason")
            expect.equal(step["error"].get("fields", []), [one.field for one in error.field_violations], "fields")
            expect.equal(step["error"].get("metadata", {}), error.metadata, "metadata")
        else:
            # Both by way of the message: defaults are left out of both, and numbers have one form.
            expected = json_format.ParseDict(step["answer"], answer_type())
            expect.equal(self._fixed(expected), self._fixed(call(data)), "answer")

    def _open(self, step):
        self._outcomes = []
        self._stream = self._client.open_event_stream(EventStreamOptions(
            producer_id=step["open"]["producerId"], batch_events=step["open"]["batchEvents"], linger=FOREVER,
            batch_acknowledged=self._outcomes.append), timeout=expect.DEADLINE)

    def _add(self, step):
        self._stream.add_all([_event(one) for one in step["add"]], timeout=expect.DEADLINE)

    def _repeat(self, step):
        rule = step["repeat"]
        template = json.dumps(rule["event"])
        for i in range(rule["first"], rule["first"] + rule["count"]):
            text = re.sub(r"\{i(?:%(\d+))?\}", lambda found: str(i % int(found[1]) if found[1] else i), template)
            event = _event(json.loads(text))
            event.occurred_time.seconds = rule["firstSecond"] + i * rule["everySeconds"]
            self._stream.add(event, timeout=expect.DEADLINE)

    def _flush(self, _):
        self._stream.flush(timeout=expect.DEADLINE)

    def _told(self, step):
        told = {
            "batches": len(self._outcomes),
            "counted": sum(one.accepted_count + one.duplicate_count for one in self._outcomes),
            "rejections": [{"sequence": one.sequence, **_shown(rejection)} for one in self._outcomes for rejection in one.rejections],
        }
        expect.equal(step["told"], told, "told")
        expect.equal(list(range(1, told["batches"] + 1)), [one.sequence for one in self._outcomes], "sequences that were told")
        expect.equal(told["batches"], self._stream.acked_through, "acked_through")

    def _send(self, step):
        rejections = self._stream.send([_event(one) for one in step["send"]], timeout=expect.DEADLINE)
        expect.equal(step["rejections"], [_shown(one) for one in rejections], "rejections")

    def _restart(self, step):
        self._server.restart(step["restart"])

    def _close(self, _):
        self._stream.close(timeout=expect.DEADLINE)

    def _fixed(self, message):
        return self._without_volatile(json_format.MessageToDict(message))

    def _without_volatile(self, value):
        if isinstance(value, dict):
            return {key: self._without_volatile(one) for key, one in value.items() if key not in self._text["volatile"]}
        return [self._without_volatile(one) for one in value] if isinstance(value, list) else value


def _event(fields):
    return json_format.ParseDict(fields, v1.Event())


def _shown(one):
    return {"index": one.index, "eventId": one.event.event_id, "reason": one.reason_name, "field": one.field}
