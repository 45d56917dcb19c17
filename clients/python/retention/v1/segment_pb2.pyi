from retention.v1 import customer_pb2 as _customer_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DidNotCriteria(_message.Message):
    __slots__ = ["did", "did_not", "window"]
    DID_FIELD_NUMBER: _ClassVar[int]
    DID_NOT_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    did: _query_pb2.ActivitySelector
    did_not: _query_pb2.ActivitySelector
    window: _query_pb2.Window
    def __init__(self, window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., did: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., did_not: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ...) -> None: ...

class ListSegmentRequest(_message.Message):
    __slots__ = ["customer_filter", "did_not", "options", "page_size", "page_token", "rfm"]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    DID_NOT_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RFM_FIELD_NUMBER: _ClassVar[int]
    customer_filter: _query_pb2.Filter
    did_not: DidNotCriteria
    options: _query_pb2.QueryOptions
    page_size: int
    page_token: str
    rfm: RfmCriteria
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., rfm: _Optional[_Union[RfmCriteria, _Mapping]] = ..., did_not: _Optional[_Union[DidNotCriteria, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSegmentResponse(_message.Message):
    __slots__ = ["info", "members", "next_page_token", "total_count"]
    INFO_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    info: _query_pb2.AnswerInfo
    members: _containers.RepeatedCompositeFieldContainer[SegmentMember]
    next_page_token: str
    total_count: int
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., members: _Optional[_Iterable[_Union[SegmentMember, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., total_count: _Optional[int] = ...) -> None: ...

class RfmCriteria(_message.Message):
    __slots__ = ["min_frequency_score", "min_monetary_score", "min_recency_score", "segment"]
    MIN_FREQUENCY_SCORE_FIELD_NUMBER: _ClassVar[int]
    MIN_MONETARY_SCORE_FIELD_NUMBER: _ClassVar[int]
    MIN_RECENCY_SCORE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_FIELD_NUMBER: _ClassVar[int]
    min_frequency_score: int
    min_monetary_score: int
    min_recency_score: int
    segment: _customer_pb2.RfmSegment
    def __init__(self, segment: _Optional[_Union[_customer_pb2.RfmSegment, str]] = ..., min_recency_score: _Optional[int] = ..., min_frequency_score: _Optional[int] = ..., min_monetary_score: _Optional[int] = ...) -> None: ...

class SegmentMember(_message.Message):
    __slots__ = ["customer_id", "rfm"]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    RFM_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    rfm: _customer_pb2.RfmCell
    def __init__(self, customer_id: _Optional[str] = ..., rfm: _Optional[_Union[_customer_pb2.RfmCell, _Mapping]] = ...) -> None: ...
