from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import at_risk_pb2 as _at_risk_pb2
from retention.v1 import customer_pb2 as _customer_pb2
from retention.v1 import segment_pb2 as _segment_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EraseCustomerRequest(_message.Message):
    __slots__ = ["customer_id"]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    def __init__(self, customer_id: _Optional[str] = ...) -> None: ...

class EraseCustomerResponse(_message.Message):
    __slots__ = ["erasure"]
    ERASURE_FIELD_NUMBER: _ClassVar[int]
    erasure: Erasure
    def __init__(self, erasure: _Optional[_Union[Erasure, _Mapping]] = ...) -> None: ...

class Erasure(_message.Message):
    __slots__ = ["erased_time", "erasure_id", "purged_time"]
    ERASED_TIME_FIELD_NUMBER: _ClassVar[int]
    ERASURE_ID_FIELD_NUMBER: _ClassVar[int]
    PURGED_TIME_FIELD_NUMBER: _ClassVar[int]
    erased_time: _timestamp_pb2.Timestamp
    erasure_id: str
    purged_time: _timestamp_pb2.Timestamp
    def __init__(self, erasure_id: _Optional[str] = ..., erased_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., purged_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetErasureRequest(_message.Message):
    __slots__ = ["erasure_id"]
    ERASURE_ID_FIELD_NUMBER: _ClassVar[int]
    erasure_id: str
    def __init__(self, erasure_id: _Optional[str] = ...) -> None: ...

class GetErasureResponse(_message.Message):
    __slots__ = ["erasure"]
    ERASURE_FIELD_NUMBER: _ClassVar[int]
    erasure: Erasure
    def __init__(self, erasure: _Optional[_Union[Erasure, _Mapping]] = ...) -> None: ...
