from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import error_reason_pb2 as _error_reason_pb2
from retention.v1 import event_pb2 as _event_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
DURABILITY_EVERY_SECOND: Durability
DURABILITY_MEMORY: Durability
DURABILITY_SYNCED: Durability
DURABILITY_UNSPECIFIED: Durability

class Ack(_message.Message):
    __slots__ = ["acked_through", "credits", "durability", "read_token", "results", "stable_through"]
    ACKED_THROUGH_FIELD_NUMBER: _ClassVar[int]
    CREDITS_FIELD_NUMBER: _ClassVar[int]
    DURABILITY_FIELD_NUMBER: _ClassVar[int]
    READ_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    STABLE_THROUGH_FIELD_NUMBER: _ClassVar[int]
    acked_through: int
    credits: Credits
    durability: Durability
    read_token: str
    results: _containers.RepeatedCompositeFieldContainer[BatchResult]
    stable_through: int
    def __init__(self, acked_through: _Optional[int] = ..., results: _Optional[_Iterable[_Union[BatchResult, _Mapping]]] = ..., durability: _Optional[_Union[Durability, str]] = ..., stable_through: _Optional[int] = ..., read_token: _Optional[str] = ..., credits: _Optional[_Union[Credits, _Mapping]] = ...) -> None: ...

class Batch(_message.Message):
    __slots__ = ["events", "sequence"]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[_event_pb2.Event]
    sequence: int
    def __init__(self, sequence: _Optional[int] = ..., events: _Optional[_Iterable[_Union[_event_pb2.Event, _Mapping]]] = ...) -> None: ...

class BatchResult(_message.Message):
    __slots__ = ["accepted_count", "duplicate_count", "rejected_count", "rejections", "sequence"]
    ACCEPTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REJECTIONS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    accepted_count: int
    duplicate_count: int
    rejected_count: int
    rejections: _containers.RepeatedCompositeFieldContainer[Rejection]
    sequence: int
    def __init__(self, sequence: _Optional[int] = ..., accepted_count: _Optional[int] = ..., duplicate_count: _Optional[int] = ..., rejected_count: _Optional[int] = ..., rejections: _Optional[_Iterable[_Union[Rejection, _Mapping]]] = ...) -> None: ...

class Credits(_message.Message):
    __slots__ = ["batch_count", "byte_count"]
    BATCH_COUNT_FIELD_NUMBER: _ClassVar[int]
    BYTE_COUNT_FIELD_NUMBER: _ClassVar[int]
    batch_count: int
    byte_count: int
    def __init__(self, batch_count: _Optional[int] = ..., byte_count: _Optional[int] = ...) -> None: ...

class DataLoss(_message.Message):
    __slots__ = ["first_sequence", "last_sequence"]
    FIRST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    first_sequence: int
    last_sequence: int
    def __init__(self, first_sequence: _Optional[int] = ..., last_sequence: _Optional[int] = ...) -> None: ...

class Failure(_message.Message):
    __slots__ = ["code", "field_violations", "message", "metadata", "reason", "retry_delay"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CODE_FIELD_NUMBER: _ClassVar[int]
    FIELD_VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RETRY_DELAY_FIELD_NUMBER: _ClassVar[int]
    code: int
    field_violations: _containers.RepeatedCompositeFieldContainer[FieldViolation]
    message: str
    metadata: _containers.ScalarMap[str, str]
    reason: _error_reason_pb2.ErrorReason
    retry_delay: _duration_pb2.Duration
    def __init__(self, code: _Optional[int] = ..., reason: _Optional[_Union[_error_reason_pb2.ErrorReason, str]] = ..., message: _Optional[str] = ..., field_violations: _Optional[_Iterable[_Union[FieldViolation, _Mapping]]] = ..., retry_delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class FieldViolation(_message.Message):
    __slots__ = ["description", "field"]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    description: str
    field: str
    def __init__(self, field: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class Flush(_message.Message):
    __slots__ = ["flush_id"]
    FLUSH_ID_FIELD_NUMBER: _ClassVar[int]
    flush_id: int
    def __init__(self, flush_id: _Optional[int] = ...) -> None: ...

class Flushed(_message.Message):
    __slots__ = ["acked_through", "flush_id"]
    ACKED_THROUGH_FIELD_NUMBER: _ClassVar[int]
    FLUSH_ID_FIELD_NUMBER: _ClassVar[int]
    acked_through: int
    flush_id: int
    def __init__(self, flush_id: _Optional[int] = ..., acked_through: _Optional[int] = ...) -> None: ...

class GetProducerRequest(_message.Message):
    __slots__ = ["producer_id"]
    PRODUCER_ID_FIELD_NUMBER: _ClassVar[int]
    producer_id: str
    def __init__(self, producer_id: _Optional[str] = ...) -> None: ...

class GetProducerResponse(_message.Message):
    __slots__ = ["last_receive_time", "last_sequence", "stable_through"]
    LAST_RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    STABLE_THROUGH_FIELD_NUMBER: _ClassVar[int]
    last_receive_time: _timestamp_pb2.Timestamp
    last_sequence: int
    stable_through: int
    def __init__(self, last_sequence: _Optional[int] = ..., stable_through: _Optional[int] = ..., last_receive_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GoAway(_message.Message):
    __slots__ = ["drain_time"]
    DRAIN_TIME_FIELD_NUMBER: _ClassVar[int]
    drain_time: _duration_pb2.Duration
    def __init__(self, drain_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class IngestEventsRequest(_message.Message):
    __slots__ = ["events", "producer_id", "sequence"]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[_event_pb2.Event]
    producer_id: str
    sequence: int
    def __init__(self, producer_id: _Optional[str] = ..., sequence: _Optional[int] = ..., events: _Optional[_Iterable[_Union[_event_pb2.Event, _Mapping]]] = ...) -> None: ...

class IngestEventsResponse(_message.Message):
    __slots__ = ["durability", "read_token", "result"]
    DURABILITY_FIELD_NUMBER: _ClassVar[int]
    READ_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    durability: Durability
    read_token: str
    result: BatchResult
    def __init__(self, result: _Optional[_Union[BatchResult, _Mapping]] = ..., durability: _Optional[_Union[Durability, str]] = ..., read_token: _Optional[str] = ...) -> None: ...

class IngestionLimits(_message.Message):
    __slots__ = ["batch_event_count", "event_bytes", "message_bytes"]
    BATCH_EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    EVENT_BYTES_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    batch_event_count: int
    event_bytes: int
    message_bytes: int
    def __init__(self, batch_event_count: _Optional[int] = ..., message_bytes: _Optional[int] = ..., event_bytes: _Optional[int] = ...) -> None: ...

class ListRejectedEventsRequest(_message.Message):
    __slots__ = ["page_size", "page_token", "producer_id", "reason"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    producer_id: str
    reason: _error_reason_pb2.RejectionReason
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., reason: _Optional[_Union[_error_reason_pb2.RejectionReason, str]] = ..., producer_id: _Optional[str] = ...) -> None: ...

class ListRejectedEventsResponse(_message.Message):
    __slots__ = ["next_page_token", "rejected_events", "total_count"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REJECTED_EVENTS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    rejected_events: _containers.RepeatedCompositeFieldContainer[RejectedEvent]
    total_count: int
    def __init__(self, rejected_events: _Optional[_Iterable[_Union[RejectedEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., total_count: _Optional[int] = ...) -> None: ...

class Nack(_message.Message):
    __slots__ = ["failure", "sequence"]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    failure: Failure
    sequence: int
    def __init__(self, sequence: _Optional[int] = ..., failure: _Optional[_Union[Failure, _Mapping]] = ...) -> None: ...

class Open(_message.Message):
    __slots__ = ["acked_through", "client_time", "producer_id", "read_token", "sdk"]
    ACKED_THROUGH_FIELD_NUMBER: _ClassVar[int]
    CLIENT_TIME_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_ID_FIELD_NUMBER: _ClassVar[int]
    READ_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SDK_FIELD_NUMBER: _ClassVar[int]
    acked_through: int
    client_time: _timestamp_pb2.Timestamp
    producer_id: str
    read_token: str
    sdk: str
    def __init__(self, producer_id: _Optional[str] = ..., acked_through: _Optional[int] = ..., sdk: _Optional[str] = ..., client_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., read_token: _Optional[str] = ...) -> None: ...

class Opened(_message.Message):
    __slots__ = ["ancestor_log_ids", "credits", "data_loss", "durability", "last_sequence", "limits", "log_id", "read_token", "stable_through"]
    ANCESTOR_LOG_IDS_FIELD_NUMBER: _ClassVar[int]
    CREDITS_FIELD_NUMBER: _ClassVar[int]
    DATA_LOSS_FIELD_NUMBER: _ClassVar[int]
    DURABILITY_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    LOG_ID_FIELD_NUMBER: _ClassVar[int]
    READ_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STABLE_THROUGH_FIELD_NUMBER: _ClassVar[int]
    ancestor_log_ids: _containers.RepeatedScalarFieldContainer[str]
    credits: Credits
    data_loss: DataLoss
    durability: Durability
    last_sequence: int
    limits: IngestionLimits
    log_id: str
    read_token: str
    stable_through: int
    def __init__(self, last_sequence: _Optional[int] = ..., stable_through: _Optional[int] = ..., durability: _Optional[_Union[Durability, str]] = ..., log_id: _Optional[str] = ..., limits: _Optional[_Union[IngestionLimits, _Mapping]] = ..., credits: _Optional[_Union[Credits, _Mapping]] = ..., data_loss: _Optional[_Union[DataLoss, _Mapping]] = ..., read_token: _Optional[str] = ..., ancestor_log_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ReingestEventsRequest(_message.Message):
    __slots__ = ["reason", "rejected_event_ids"]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REJECTED_EVENT_IDS_FIELD_NUMBER: _ClassVar[int]
    reason: _error_reason_pb2.RejectionReason
    rejected_event_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, rejected_event_ids: _Optional[_Iterable[str]] = ..., reason: _Optional[_Union[_error_reason_pb2.RejectionReason, str]] = ...) -> None: ...

class ReingestEventsResponse(_message.Message):
    __slots__ = ["absent_count", "accepted_count", "duplicate_count", "read_token", "rejected_count"]
    ABSENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    READ_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    absent_count: int
    accepted_count: int
    duplicate_count: int
    read_token: str
    rejected_count: int
    def __init__(self, accepted_count: _Optional[int] = ..., duplicate_count: _Optional[int] = ..., rejected_count: _Optional[int] = ..., absent_count: _Optional[int] = ..., read_token: _Optional[str] = ...) -> None: ...

class RejectedEvent(_message.Message):
    __slots__ = ["event", "producer_id", "receive_time", "rejected_event_id", "rejection", "sequence"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    REJECTED_EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    REJECTION_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    event: bytes
    producer_id: str
    receive_time: _timestamp_pb2.Timestamp
    rejected_event_id: str
    rejection: Rejection
    sequence: int
    def __init__(self, rejected_event_id: _Optional[str] = ..., receive_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., producer_id: _Optional[str] = ..., sequence: _Optional[int] = ..., rejection: _Optional[_Union[Rejection, _Mapping]] = ..., event: _Optional[bytes] = ...) -> None: ...

class Rejection(_message.Message):
    __slots__ = ["event_id", "field", "index", "message", "reason"]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    field: str
    index: int
    message: str
    reason: _error_reason_pb2.RejectionReason
    def __init__(self, index: _Optional[int] = ..., event_id: _Optional[str] = ..., reason: _Optional[_Union[_error_reason_pb2.RejectionReason, str]] = ..., field: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class StreamEventsRequest(_message.Message):
    __slots__ = ["batch", "flush", "open"]
    BATCH_FIELD_NUMBER: _ClassVar[int]
    FLUSH_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    batch: Batch
    flush: Flush
    open: Open
    def __init__(self, open: _Optional[_Union[Open, _Mapping]] = ..., batch: _Optional[_Union[Batch, _Mapping]] = ..., flush: _Optional[_Union[Flush, _Mapping]] = ...) -> None: ...

class StreamEventsResponse(_message.Message):
    __slots__ = ["ack", "flushed", "go_away", "nack", "opened"]
    ACK_FIELD_NUMBER: _ClassVar[int]
    FLUSHED_FIELD_NUMBER: _ClassVar[int]
    GO_AWAY_FIELD_NUMBER: _ClassVar[int]
    NACK_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    ack: Ack
    flushed: Flushed
    go_away: GoAway
    nack: Nack
    opened: Opened
    def __init__(self, opened: _Optional[_Union[Opened, _Mapping]] = ..., ack: _Optional[_Union[Ack, _Mapping]] = ..., flushed: _Optional[_Union[Flushed, _Mapping]] = ..., nack: _Optional[_Union[Nack, _Mapping]] = ..., go_away: _Optional[_Union[GoAway, _Mapping]] = ...) -> None: ...

class Durability(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
