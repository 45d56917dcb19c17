"""Why a call or a stream failed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Dict, List, Optional

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.message import DecodeError

from retentiongrpc import rich_status, v1

_DETAILS_TRAILER = "grpc-status-details-bin"
_DOMAIN = "retention.v1"
_PREFIX = "ERROR_REASON_"
_REASONS = v1.ErrorReason.DESCRIPTOR
_CODES = {code.value[0]: code for code in grpc.StatusCode}


@dataclass(frozen=True)
class RetentionError:
    """Why a call failed, as the server said it: the rich status of the trailer grpc-status-details-bin."""

    status_code: grpc.StatusCode
    """The status code of the call."""

    message: str
    """What happened, in English."""

    reason: int = v1.ERROR_REASON_UNSPECIFIED
    """Why: a value of v1.ErrorReason; UNSPECIFIED where it did not come from the server, or from a newer one."""

    reason_name: str = ""
    """The reason by its name, e.g. "INVALID_FIELD"; empty where none came."""

    metadata: Dict[str, str] = field(default_factory=dict)
    """Facts about it, e.g. "expected_sequence" of a SEQUENCE_GAP."""

    field_violations: List[v1.FieldViolation] = field(default_factory=list)
    """The fields at fault."""

    retry_delay: Optional[float] = None
    """Seconds to wait before the same call is worth repeating, or None where the server names no time."""

    @staticmethod
    def from_exception(exception: grpc.RpcError) -> RetentionError:
        """Reads it from the exception of a failed call; of a RetentionException it is the one that it has."""
        if isinstance(exception, RetentionException):
            return exception.error
        error = RetentionError(status_code=exception.code() or grpc.StatusCode.UNKNOWN, message=exception.details() or "")
        details = dict(exception.trailing_metadata() or ()).get(_DETAILS_TRAILER)
        if details is None:
            return error
        try:
            for detail in rich_status.details(details):
                error = error._with(detail)
        except DecodeError:
            # A proxy's own idea of the trailer: code and message still stand.
            return RetentionError(status_code=error.status_code, message=error.message)
        return error

    @staticmethod
    def from_failure(failure: v1.Failure) -> RetentionError:
        """Reads it from the answer to a batch that was not taken."""
        known = _REASONS.values_by_number.get(failure.reason)
        return RetentionError(
            status_code=_CODES.get(failure.code, grpc.StatusCode.UNKNOWN),
            message=failure.message,
            reason=failure.reason,
            reason_name=known.name[len(_PREFIX):] if known else str(failure.reason),
            metadata=dict(failure.metadata),
            field_violations=list(failure.field_violations),
            retry_delay=rich_status.to_seconds(failure.retry_delay) if failure.HasField("retry_delay") else None,
        )

    def __str__(self) -> str:
        violations = "".join(f" {one.field}: {one.description}" for one in self.field_violations)
        return f"{self.message} [{self.reason_name or self.status_code.name}]{violations}"

    def _with(self, detail: Any) -> RetentionError:
        kind = detail.type_url.rpartition("/")[2]
        if kind == "google.rpc.ErrorInfo":
            reason, domain, metadata = rich_status.error_info(detail.value)
            if domain == _DOMAIN:
                known = _REASONS.values_by_name.get(_PREFIX + reason)
                return replace(self, reason=known.number if known else 0, reason_name=reason, metadata=metadata)
        elif kind == "google.rpc.BadRequest":
            return replace(self, field_violations=rich_status.field_violations(detail.value))
        elif kind == "google.rpc.RetryInfo":
            return replace(self, retry_delay=rich_status.retry_delay(detail.value))
        return self


class RetentionException(Exception):
    """A call failed, or an event stream ended for good: repeating will not help, or was given up."""

    def __init__(self, error: RetentionError, sequence: Optional[int] = None):
        super().__init__(f"batch {sequence}: {error}" if sequence is not None else str(error))
        self.error = error
        """What the server said."""
        self.sequence = sequence
        """The batch at fault, where it is one: the first that was refused, or that was lost."""
