from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
SUPPORT_GROUP_COMPLAINERS: SupportGroup
SUPPORT_GROUP_COMPLAINTS_OPENED: SupportGroup
SUPPORT_GROUP_COMPLAINTS_RESOLVED: SupportGroup
SUPPORT_GROUP_COMPLAINTS_RESPONDED: SupportGroup
SUPPORT_GROUP_QUESTIONS_OPENED: SupportGroup
SUPPORT_GROUP_QUESTIONS_RESOLVED: SupportGroup
SUPPORT_GROUP_QUESTIONS_RESPONDED: SupportGroup
SUPPORT_GROUP_UNSPECIFIED: SupportGroup

class ComputeSupportRequest(_message.Message):
    __slots__ = ["bucket_multiple", "churn", "customer_filter", "group_by", "lookback", "options", "series_bucket", "window"]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CHURN_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    LOOKBACK_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket_multiple: int
    churn: _churn_pb2.ChurnDefinition
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    lookback: _duration_pb2.Duration
    options: _query_pb2.QueryOptions
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., lookback: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., churn: _Optional[_Union[_churn_pb2.ChurnDefinition, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeSupportResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[SupportGroupAnswer]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[SupportGroupAnswer, _Mapping]]] = ...) -> None: ...

class SupportBucket(_message.Message):
    __slots__ = ["counts", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: SupportCounts
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[SupportCounts, _Mapping]] = ...) -> None: ...

class SupportCounts(_message.Message):
    __slots__ = ["complaint_opened_count", "complaint_resolved_count", "complaint_responded_count", "question_opened_count", "question_resolved_count", "question_responded_count"]
    COMPLAINT_OPENED_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPLAINT_RESOLVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPLAINT_RESPONDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    QUESTION_OPENED_COUNT_FIELD_NUMBER: _ClassVar[int]
    QUESTION_RESOLVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    QUESTION_RESPONDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    complaint_opened_count: int
    complaint_resolved_count: int
    complaint_responded_count: int
    question_opened_count: int
    question_resolved_count: int
    question_responded_count: int
    def __init__(self, question_opened_count: _Optional[int] = ..., question_responded_count: _Optional[int] = ..., question_resolved_count: _Optional[int] = ..., complaint_opened_count: _Optional[int] = ..., complaint_responded_count: _Optional[int] = ..., complaint_resolved_count: _Optional[int] = ...) -> None: ...

class SupportGroupAnswer(_message.Message):
    __slots__ = ["complainer_churn", "counts", "customer_count", "first_response", "group", "other_churn", "resolution", "series"]
    COMPLAINER_CHURN_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    OTHER_CHURN_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    complainer_churn: _churn_pb2.WindowChurn
    counts: SupportCounts
    customer_count: int
    first_response: WaitingTime
    group: _query_pb2.Group
    other_churn: _churn_pb2.WindowChurn
    resolution: WaitingTime
    series: _containers.RepeatedCompositeFieldContainer[SupportBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., customer_count: _Optional[int] = ..., counts: _Optional[_Union[SupportCounts, _Mapping]] = ..., first_response: _Optional[_Union[WaitingTime, _Mapping]] = ..., resolution: _Optional[_Union[WaitingTime, _Mapping]] = ..., complainer_churn: _Optional[_Union[_churn_pb2.WindowChurn, _Mapping]] = ..., other_churn: _Optional[_Union[_churn_pb2.WindowChurn, _Mapping]] = ..., series: _Optional[_Iterable[_Union[SupportBucket, _Mapping]]] = ...) -> None: ...

class WaitingTime(_message.Message):
    __slots__ = ["case_count", "mean_seconds", "median_seconds"]
    CASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEAN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    case_count: int
    mean_seconds: float
    median_seconds: float
    def __init__(self, case_count: _Optional[int] = ..., mean_seconds: _Optional[float] = ..., median_seconds: _Optional[float] = ...) -> None: ...

class SupportGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
