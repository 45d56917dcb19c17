"""A stream of events, and exact answers to questions about them."""

import expect
import grpc
import rpc_status_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from retention.v1 import churn_pb2, error_reason_pb2, event_pb2, ingestion_service_pb2, ingestion_service_pb2_grpc
from retention.v1 import metrics_service_pb2_grpc, query_pb2

PRODUCER = "python-checks"
STARTED, PAUSED, RESUMED, CANCELLED = (
    event_pb2.SubscriptionAction.Value(f"SUBSCRIPTION_ACTION_{name}") for name in ("STARTED", "PAUSED", "RESUMED", "CANCELLED")
)

# The worked example of METRICS 3, in June 2025: customer, contract, then steps.
JUNE = [
    ("A", "a", (STARTED, "2025-05-05")),
    ("B", "b", (STARTED, "2025-05-06"), (PAUSED, "2025-05-20"), (RESUMED, "2025-06-10")),
    ("C", "c", (STARTED, "2025-05-07"), (CANCELLED, "2025-06-01")),
    ("D", "d", (STARTED, "2025-06-05"), (CANCELLED, "2025-06-06"), (STARTED, "2025-06-20")),
    ("E", "e", (STARTED, "2025-06-05"), (CANCELLED, "2025-06-25")),
    ("F", "f1", (STARTED, "2025-05-08"), (CANCELLED, "2025-06-03")),
    ("F", "f2", (STARTED, "2025-05-08")),
    ("G", "g", (STARTED, "2025-06-01")),
    ("H", "h", (STARTED, "2025-07-01")),
    ("I", "i", (STARTED, "2025-04-02"), (CANCELLED, "2025-04-20"), (STARTED, "2025-06-08"), (CANCELLED, "2025-06-09")),
    ("J", "j", (STARTED, "2025-06-02"), (CANCELLED, "2025-06-04")),
]
COUNTS = {
    "start_count": 3,
    "end_count": 5,
    "retained_count": 2,
    "lost_from_start_count": 1,
    "new_count": 4,
    "new_retained_count": 2,
    "lost_from_new_count": 2,
    "returned_count": 1,
    "lost_from_returned_count": 1,
}
RATES = {
    "lost_starters_over_start": (1, 3),
    "all_lost_over_start": (3, 3),
    "all_lost_over_start_plus_new": (3, 7),
    "net_count_change_over_start": (-2, 3),
    "retained_starters_over_start": (2, 3),
    "end_minus_all_new_over_start": (1, 3),
}


def at(day):
    time = Timestamp()
    time.FromJsonString(f"{day}T00:00:00Z")
    return time


def events():
    """The example, with two bad events among the good ones: an NPS score of 11 at 3, a purchase of nobody at the end."""
    good = [
        event_pb2.Event(
            event_id=f"{contract}-{number}",
            customer_id=customer,
            occurred_time=at(day),
            subscription=event_pb2.Subscription(subscription_id=contract, action=action),
        )
        for customer, contract, *steps in JUNE
        for number, (action, day) in enumerate(steps)
    ]
    survey = event_pb2.SurveyResponse(survey_id="s", type=event_pb2.SURVEY_TYPE_NPS, score=11)
    bad_score = event_pb2.Event(event_id="bad-score", customer_id="A", occurred_time=at("2025-06-02"), survey_response=survey)
    purchase = event_pb2.Purchase(amount=event_pb2.Money(minor_units=100))
    nobody = event_pb2.Event(event_id="nobody", occurred_time=at("2025-06-02"), purchase=purchase)
    return [*good[:3], bad_score, *good[3:], nobody]


def stream(channel, *messages, metadata=()):
    """Opens a stream, sends the messages, and gives all that comes back."""
    opening = ingestion_service_pb2.Open(producer_id=PRODUCER, sdk="python-checks/1")
    requests = [ingestion_service_pb2.StreamEventsRequest(**message) for message in ({"open": opening}, *messages)]
    stub = ingestion_service_pb2_grpc.IngestionServiceStub(channel)
    return list(stub.StreamEvents(iter(requests), timeout=expect.DEADLINE, metadata=metadata))


def batch(sequence):
    return {"batch": ingestion_service_pb2.Batch(sequence=sequence, events=events())}


def flush(number):
    return {"flush": ingestion_service_pb2.Flush(flush_id=number)}


def compute_churn(channel, start="2025-06-01", end="2025-07-01", token="", metadata=()):
    window = query_pb2.Window(interval=query_pb2.Interval(start_time=at(start), end_time=at(end)))
    request = churn_pb2.ComputeChurnRequest(
        options=query_pb2.QueryOptions(read_token=token), window=window, basis=churn_pb2.CUSTOMER_BASIS_SUBSCRIPTION
    )
    stub = metrics_service_pb2_grpc.MetricsServiceStub(channel)
    return stub.ComputeChurn(request, timeout=expect.DEADLINE, metadata=metadata)


def check_stream(channel):
    """stream: Opened, Ack and Flushed come, bad events are rejected alone, and the answer is exact at once"""
    opened, ack, flushed = stream(channel, batch(1), flush(77))
    expect.equal(0, opened.opened.last_sequence, "last_sequence")
    expect.equal(ingestion_service_pb2.DURABILITY_SYNCED, opened.opened.durability, "durability")
    expect.true(opened.opened.log_id != "", "the log has no id")
    expect.equal(1000, opened.opened.limits.batch_event_count, "batch_event_count")

    expect.equal(1, ack.ack.acked_through, "acked_through")
    expect.equal(1, ack.ack.stable_through, "stable_through")
    (result,) = ack.ack.results
    expect.equal((1, 22, 0, 2), (result.sequence, result.accepted_count, result.duplicate_count, result.rejected_count), "result")
    reason = error_reason_pb2.RejectionReason.Name
    expect.equal(
        [
            (3, "bad-score", "REJECTION_REASON_BAD_VALUE", "survey_response.score"),
            (23, "nobody", "REJECTION_REASON_MISSING_CUSTOMER", "customer_id"),
        ],
        [(one.index, one.event_id, reason(one.reason), one.field) for one in result.rejections],
        "rejections",
    )
    expect.true(all(one.message for one in result.rejections), "a rejection without words")

    expect.equal((77, 1), (flushed.flushed.flush_id, flushed.flushed.acked_through), "flushed")
    expect_june(compute_churn(channel, token=ack.ack.read_token))


def expect_june(answer):
    expect.equal(COUNTS, {name: getattr(answer.counts, name) for name in COUNTS}, "counts")
    for name, (numerator, denominator) in RATES.items():
        rate = getattr(answer.rates, name)
        expect.equal((numerator, denominator), (rate.numerator, rate.denominator), name)
        expect.equal(numerator / denominator, rate.value, name)
    expect.equal((at("2025-06-01"), at("2025-07-01")), (answer.info.window.start_time, answer.info.window.end_time), "window")
    expect.equal("UTC", answer.info.time_zone, "time zone")
    expect.equal(1.0, answer.info.coverage.value, "coverage")
    expect.equal(False, answer.info.stale, "stale")


def check_again(channel):
    """stream: the same batch again is a duplicate and changes nothing"""
    opened, ack = stream(channel, batch(1))
    expect.equal(1, opened.opened.last_sequence, "last_sequence")
    (result,) = ack.ack.results
    expect.equal(0, result.accepted_count, "accepted")
    expect.equal(24, result.duplicate_count + result.rejected_count, "duplicate and rejected")
    expect_june(compute_churn(channel, token=ack.ack.read_token))


def check_nobody(channel):
    """query: a rate over nobody is absent"""
    answer = compute_churn(channel, "2024-01-01", "2024-02-01")
    expect.equal(0, answer.counts.start_count)
    expect.equal(False, answer.rates.lost_starters_over_start.HasField("value"), "a rate is there")


def details(error, code):
    """The ErrorInfo and, if there is one, the BadRequest of an error."""
    trailers = dict(error.trailing_metadata())
    expect.true("grpc-status-details-bin" in trailers, f"no details among {sorted(trailers)}")
    status = rpc_status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    expect.equal(code.value[0], status.code, "code of the details")
    expect.equal(error.details(), status.message, "message of the details")
    found = {detail.type_url: detail.value for detail in status.details}
    info = rpc_status_pb2.ErrorInfo.FromString(found["type.googleapis.com/google.rpc.ErrorInfo"])
    expect.equal("retention.v1", info.domain, "domain")
    request = rpc_status_pb2.BadRequest.FromString(found.get("type.googleapis.com/google.rpc.BadRequest", b""))
    return info, request


def check_bad_field(channel):
    """error: a window that ends before it starts is INVALID_FIELD and names the field"""
    code = grpc.StatusCode.INVALID_ARGUMENT
    info, request = details(expect.fails(code, lambda: compute_churn(channel, "2025-07-01", "2025-06-01")), code)
    expect.equal("INVALID_FIELD", info.reason, "reason")
    expect.true(request.field_violations[0].field.startswith("window"), f"field {request.field_violations[0].field}")


def check_unknown_tenant(channel):
    """error: an unknown tenant is TENANT_NOT_FOUND"""
    code = grpc.StatusCode.NOT_FOUND
    header = (("retention-tenant", "nobody"),)
    info, _ = details(expect.fails(code, lambda: compute_churn(channel, metadata=header)), code)
    expect.equal(("TENANT_NOT_FOUND", "nobody"), (info.reason, info.metadata["tenant"]), "reason and tenant")


def check_gap(channel):
    """error: a batch out of sequence is a Nack SEQUENCE_GAP that says where to go on, and the stream goes on"""
    answers = stream(channel, batch(5), batch(2))
    nack, ack = answers[1].nack, answers[2].ack
    code, reason = nack.failure.code, error_reason_pb2.ErrorReason.Name(nack.failure.reason)
    expect.equal((2, grpc.StatusCode.OUT_OF_RANGE.value[0], "ERROR_REASON_SEQUENCE_GAP"), (nack.sequence, code, reason), "nack")
    expect.equal("5", nack.failure.metadata["sequence"], "the batch that was refused")
    expect.equal(2, ack.acked_through, "the batch that was awaited")


CHECKS = [check_stream, check_again, check_nobody, check_bad_field, check_unknown_tenant, check_gap]
