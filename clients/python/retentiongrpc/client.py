"""One connection to a RetentionGrpc server."""

from __future__ import annotations

import random
import time
from types import TracebackType
from typing import Any, Callable, Optional, Sequence, Tuple, Type, TypeVar

import grpc
from retention.v1.customer_service_pb2_grpc import CustomerServiceStub
from retention.v1.ingestion_service_pb2_grpc import IngestionServiceStub
from retention.v1.metrics_service_pb2_grpc import MetricsServiceStub
from retention.v1.operations_service_pb2_grpc import OperationsServiceStub
from retention.v1.tenant_service_pb2_grpc import TenantServiceStub

from retentiongrpc import v1
from retentiongrpc.call_defaults import CallDefaults
from retentiongrpc.error import RetentionError, RetentionException
from retentiongrpc.event_stream import EventStream
from retentiongrpc.options import EventStreamOptions
from retentiongrpc.retries import Retries

T = TypeVar("T")

TENANT_HEADER = "retention-tenant"
"""The header that names the tenant."""

DEFAULT_TIMEOUT = 10.0
"""Seconds that a unary call has unless it says otherwise (timeout=…)."""

_CHANNEL_OPTIONS = (
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # A server that was restarted is found again soon: event streams do their own backoff.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.max_receive_message_length", -1),
    ("grpc.use_local_subchannel_pool", 1),
)


class RetentionClient:
    """One connection to a RetentionGrpc server, for one tenant. Safe for use by many threads; make one and keep it. Connects at the first
    call. Calls of its stubs raise grpc.RpcError, which RetentionError.from_exception reads; they take timeout= and metadata=.
    """

    def __init__(
        self, address: str, tenant: Optional[str] = None, *, credentials: Optional[grpc.ChannelCredentials] = None,
        channel_options: Sequence[Tuple[str, Any]] = (), timeout: float = DEFAULT_TIMEOUT, jitter: Callable[[], float] = random.random,
    ) -> None:
        """address is HOST:PORT, or http://HOST:PORT. tenant is whose events and answers; unset: the tenant "default". With credentials,
        e.g. grpc.ssl_channel_credentials(), or an address that begins with https://, the line is encrypted. channel_options are gRPC's
        own. timeout is what unary calls have unless they say otherwise, in seconds. jitter is the chance in waits before another try:
        numbers of at least 0 and below 1.
        """
        target, is_secure = _target_of(address)
        options = [*_CHANNEL_OPTIONS, *channel_options]
        if is_secure and credentials is None:
            credentials = grpc.ssl_channel_credentials()
        self._raw = grpc.secure_channel(target, credentials, options) if credentials else grpc.insecure_channel(target, options)
        self._jitter = jitter
        header = () if tenant is None else ((TENANT_HEADER, tenant),)
        self.channel: grpc.Channel = grpc.intercept_channel(self._raw, CallDefaults(header, timeout))
        """Makes calls of any service of the server, with the tenant's header."""
        self.ingestion = IngestionServiceStub(self.channel)
        """Takes events in; open_event_stream is the way for more than a few."""
        self.metrics = MetricsServiceStub(self.channel)
        """Answers questions."""
        self.customers = CustomerServiceStub(self.channel)
        """Customers one by one."""
        self.tenants = TenantServiceStub(self.channel)
        """Creates and describes tenants."""
        self.operations = OperationsServiceStub(self.channel)
        """Looks after the server."""

    def open_event_stream(self, options: EventStreamOptions, timeout: Optional[float] = None) -> EventStream:
        """Opens a stream of events. Returns when the server has answered the Open.

        Raises RetentionException if the server refused, or was not reached within options.retry_for, and TimeoutError if it has not
        answered in timeout seconds.
        """
        stream = EventStream(self.channel, options, self.ingestion.ListRejectedEvents, self._jitter)
        stream._open(timeout)
        return stream

    def ingest_events(self, request: v1.IngestEventsRequest, retry_for: float = 30.0) -> v1.IngestEventsResponse:
        """Takes one batch, and tries again for retry_for seconds while that may help: where the batch is named by producer and sequence,
        or every event has an event_id, it counts once however often it is sent. Any other is sent once.

        Raises RetentionException if the server refused, or was not reached in time.
        """
        is_repeatable = bool(request.producer_id) or all(event.event_id for event in request.events)
        return self._repeat(self.ingestion.IngestEvents, request, retry_for if is_repeatable else 0.0)

    def get_producer(self, producer_id: str, retry_for: float = 30.0) -> Optional[v1.GetProducerResponse]:
        """How far the server knows the batches of a producer; None where it knows none of the last 7 days.

        Raises RetentionException if the server refused, or was not reached in retry_for seconds.
        """
        request = v1.GetProducerRequest(producer_id=producer_id)
        try:
            return self._repeat(self.ingestion.GetProducer, request, retry_for)
        except RetentionException as refused:
            if refused.error.reason == v1.ERROR_REASON_PRODUCER_NOT_FOUND:
                return None
            raise

    def close(self) -> None:
        """Closes the connection. Close event streams first: what they have not sent is lost."""
        self._raw.close()

    def __enter__(self) -> RetentionClient:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def _repeat(self, call: Callable[..., T], request: Any, retry_for: float) -> T:
        retries = Retries(self._jitter, retry_for)
        while True:
            try:
                # A channel that is being connected fails calls at once unless they wait for it.
                return call(request, wait_for_ready=retries.count > 0)
            except grpc.RpcError as failure:
                error = RetentionError.from_exception(failure)
                retries.fail()
                if not retries.is_worth_it(error) or retries.is_over:
                    raise RetentionException(error) from failure
                time.sleep(retries.delay(error.retry_delay))


def _target_of(address: str) -> Tuple[str, bool]:
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address, False
    if scheme not in ("http", "https"):
        raise ValueError(f"The address {address} must be HOST:PORT, or begin with http:// or https://.")
    return rest.rstrip("/"), scheme == "https"
