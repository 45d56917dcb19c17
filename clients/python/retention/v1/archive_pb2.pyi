from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import event_pb2 as _event_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ArchiveHeader(_message.Message):
    __slots__ = ["cut_time", "log_id", "partition_count", "product_version"]
    CUT_TIME_FIELD_NUMBER: _ClassVar[int]
    LOG_ID_FIELD_NUMBER: _ClassVar[int]
    PARTITION_COUNT_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_VERSION_FIELD_NUMBER: _ClassVar[int]
    cut_time: _timestamp_pb2.Timestamp
    log_id: str
    partition_count: int
    product_version: str
    def __init__(self, product_version: _Optional[str] = ..., cut_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., log_id: _Optional[str] = ..., partition_count: _Optional[int] = ...) -> None: ...

class ExportArchiveRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ExportArchiveResponse(_message.Message):
    __slots__ = ["chunk"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class ExportEventsRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ExportEventsResponse(_message.Message):
    __slots__ = ["events"]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[_event_pb2.Event]
    def __init__(self, events: _Optional[_Iterable[_Union[_event_pb2.Event, _Mapping]]] = ...) -> None: ...

class ImportArchiveRequest(_message.Message):
    __slots__ = ["chunk"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class ImportArchiveResponse(_message.Message):
    __slots__ = ["customer_count", "event_count", "header", "rejected_event_count", "tenant_count"]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    REJECTED_EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    TENANT_COUNT_FIELD_NUMBER: _ClassVar[int]
    customer_count: int
    event_count: int
    header: ArchiveHeader
    rejected_event_count: int
    tenant_count: int
    def __init__(self, header: _Optional[_Union[ArchiveHeader, _Mapping]] = ..., tenant_count: _Optional[int] = ..., customer_count: _Optional[int] = ..., event_count: _Optional[int] = ..., rejected_event_count: _Optional[int] = ...) -> None: ...
