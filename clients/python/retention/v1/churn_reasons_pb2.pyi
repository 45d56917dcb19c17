from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

CHURN_REASON_GROUP_DELINQUENT: ChurnReasonGroup
CHURN_REASON_GROUP_LOST: ChurnReasonGroup
CHURN_REASON_GROUP_UNKNOWN: ChurnReasonGroup
CHURN_REASON_GROUP_UNSPECIFIED: ChurnReasonGroup
CHURN_REASON_GROUP_VOLUNTARY: ChurnReasonGroup
DESCRIPTOR: _descriptor.FileDescriptor

class ChurnReasonBucket(_message.Message):
    __slots__ = ["counts", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: ChurnReasonCounts
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[ChurnReasonCounts, _Mapping]] = ...) -> None: ...

class ChurnReasonCounts(_message.Message):
    __slots__ = ["delinquent_count", "lost_count", "unknown_count", "voluntary_count"]
    DELINQUENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOST_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_COUNT_FIELD_NUMBER: _ClassVar[int]
    VOLUNTARY_COUNT_FIELD_NUMBER: _ClassVar[int]
    delinquent_count: int
    lost_count: int
    unknown_count: int
    voluntary_count: int
    def __init__(self, lost_count: _Optional[int] = ..., voluntary_count: _Optional[int] = ..., delinquent_count: _Optional[int] = ..., unknown_count: _Optional[int] = ...) -> None: ...

class ChurnReasonText(_message.Message):
    __slots__ = ["counts", "series", "text"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    counts: ChurnReasonCounts
    series: _containers.RepeatedCompositeFieldContainer[ChurnReasonBucket]
    text: _query_pb2.Group
    def __init__(self, text: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., counts: _Optional[_Union[ChurnReasonCounts, _Mapping]] = ..., series: _Optional[_Iterable[_Union[ChurnReasonBucket, _Mapping]]] = ...) -> None: ...

class ListChurnReasonsRequest(_message.Message):
    __slots__ = ["basis", "bucket_multiple", "customer_filter", "options", "series_bucket", "text_limit", "window"]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    TEXT_LIMIT_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    basis: _churn_pb2.CustomerBasis
    bucket_multiple: int
    customer_filter: _query_pb2.Filter
    options: _query_pb2.QueryOptions
    series_bucket: _query_pb2.BucketUnit
    text_limit: int
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., basis: _Optional[_Union[_churn_pb2.CustomerBasis, str]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., text_limit: _Optional[int] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ListChurnReasonsResponse(_message.Message):
    __slots__ = ["counts", "info", "series", "texts"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    counts: ChurnReasonCounts
    info: _query_pb2.AnswerInfo
    series: _containers.RepeatedCompositeFieldContainer[ChurnReasonBucket]
    texts: _containers.RepeatedCompositeFieldContainer[ChurnReasonText]
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., counts: _Optional[_Union[ChurnReasonCounts, _Mapping]] = ..., texts: _Optional[_Iterable[_Union[ChurnReasonText, _Mapping]]] = ..., series: _Optional[_Iterable[_Union[ChurnReasonBucket, _Mapping]]] = ...) -> None: ...

class ChurnReasonGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
