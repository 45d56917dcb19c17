"""Streams customer events to RetentionGrpc and asks it about churn and retention. Messages are in retentiongrpc.v1."""

from retentiongrpc.client import DEFAULT_TIMEOUT, TENANT_HEADER, RetentionClient
from retentiongrpc.error import RetentionError, RetentionException
from retentiongrpc.event_stream import EventStream
from retentiongrpc.options import FOREVER, EventStreamOptions
from retentiongrpc.outcome import BatchOutcome, EventRejection
from retentiongrpc.version import __version__

__all__ = [
    "BatchOutcome", "DEFAULT_TIMEOUT", "EventRejection", "EventStream", "EventStreamOptions", "FOREVER", "RetentionClient",
    "RetentionError", "RetentionException", "TENANT_HEADER", "__version__",
]
