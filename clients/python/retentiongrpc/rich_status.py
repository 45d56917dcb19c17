"""Reads google.rpc.Status and its usual details by their field numbers: a package of their classes would be one more to install."""

from __future__ import annotations

from typing import Dict, Iterator, List, Optional, Tuple

from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import DecodeError

from retentiongrpc import v1


def details(status: bytes) -> List[Any]:
    """The details of a google.rpc.Status. Raises DecodeError where the bytes are none."""
    return [Any.FromString(value) for value in _all(status, 3)]


def error_info(message: bytes) -> Tuple[str, str, Dict[str, str]]:
    """Reason, domain and metadata of a google.rpc.ErrorInfo."""
    entries = [(_text(entry, 1), _text(entry, 2)) for entry in _all(message, 3)]
    return _text(message, 1), _text(message, 2), dict(entries)


def field_violations(message: bytes) -> List[v1.FieldViolation]:
    """The violations of a google.rpc.BadRequest."""
    return [v1.FieldViolation(field=_text(one, 1), description=_text(one, 2)) for one in _all(message, 1)]


def retry_delay(message: bytes) -> Optional[float]:
    """The delay of a google.rpc.RetryInfo, in seconds."""
    delays = _all(message, 1)
    return to_seconds(Duration.FromString(delays[0])) if delays else None


def to_seconds(duration: Duration) -> float:
    """A duration in seconds."""
    return float(duration.seconds) + duration.nanos / 1e9


def _text(message: bytes, number: int) -> str:
    values = _all(message, number)
    return values[-1].decode(errors="replace") if values else ""


def _all(message: bytes, number: int) -> List[bytes]:
    return [value for field, value in _fields(message) if field == number]


def _fields(message: bytes) -> Iterator[Tuple[int, bytes]]:
    """The length-delimited fields; numbers are skipped, for no detail that is read here has any."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        wire_type = tag & 7
        if wire_type == 0:
            _, at = _varint(message, at)
            continue
        if wire_type == 2:
            length, at = _varint(message, at)
        elif wire_type in (1, 5):
            length = 8 if wire_type == 1 else 4
        else:
            raise DecodeError(f"Wire type {wire_type}.")
        if at + length > len(message):
            raise DecodeError("The message is cut off.")
        if wire_type == 2:
            yield tag >> 3, message[at:at + length]
        at += length


def _varint(message: bytes, at: int) -> Tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
    raise DecodeError("The message is cut off.")
