from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
OCCURRENCE_RULE_AT_LEAST: OccurrenceRule
OCCURRENCE_RULE_AT_MOST: OccurrenceRule
OCCURRENCE_RULE_EXACTLY: OccurrenceRule
OCCURRENCE_RULE_UNSPECIFIED: OccurrenceRule

class ActiveBucketsRow(_message.Message):
    __slots__ = ["at_least_count", "bucket_count", "exact_count"]
    AT_LEAST_COUNT_FIELD_NUMBER: _ClassVar[int]
    BUCKET_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXACT_COUNT_FIELD_NUMBER: _ClassVar[int]
    at_least_count: int
    bucket_count: int
    exact_count: int
    def __init__(self, bucket_count: _Optional[int] = ..., exact_count: _Optional[int] = ..., at_least_count: _Optional[int] = ...) -> None: ...

class ActivityBucket(_message.Message):
    __slots__ = ["counts", "state", "trailing_counts", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TRAILING_COUNTS_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: ActivityCounts
    state: _query_pb2.CellState
    trailing_counts: _containers.RepeatedScalarFieldContainer[int]
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[ActivityCounts, _Mapping]] = ..., trailing_counts: _Optional[_Iterable[int]] = ...) -> None: ...

class ActivityCounts(_message.Message):
    __slots__ = ["active_count", "event_count", "events_per_active", "mean_session_seconds", "session_count", "session_duration"]
    ACTIVE_COUNT_FIELD_NUMBER: _ClassVar[int]
    EVENTS_PER_ACTIVE_FIELD_NUMBER: _ClassVar[int]
    EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEAN_SESSION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SESSION_COUNT_FIELD_NUMBER: _ClassVar[int]
    SESSION_DURATION_FIELD_NUMBER: _ClassVar[int]
    active_count: int
    event_count: int
    events_per_active: _query_pb2.Ratio
    mean_session_seconds: float
    session_count: int
    session_duration: _duration_pb2.Duration
    def __init__(self, active_count: _Optional[int] = ..., event_count: _Optional[int] = ..., events_per_active: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., session_count: _Optional[int] = ..., session_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., mean_session_seconds: _Optional[float] = ...) -> None: ...

class ComputeActivityRequest(_message.Message):
    __slots__ = ["bucket", "bucket_multiple", "count_by", "customer_filter", "group_by", "occurrence_count", "occurrence_rule", "options", "selector", "trailing_days", "window"]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    COUNT_BY_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OCCURRENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    OCCURRENCE_RULE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    TRAILING_DAYS_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket: _query_pb2.BucketUnit
    bucket_multiple: int
    count_by: str
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    occurrence_count: int
    occurrence_rule: OccurrenceRule
    options: _query_pb2.QueryOptions
    selector: _query_pb2.ActivitySelector
    trailing_days: _containers.RepeatedScalarFieldContainer[int]
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ..., trailing_days: _Optional[_Iterable[int]] = ..., occurrence_rule: _Optional[_Union[OccurrenceRule, str]] = ..., occurrence_count: _Optional[int] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., count_by: _Optional[str] = ...) -> None: ...

class ComputeActivityResponse(_message.Message):
    __slots__ = ["active_buckets", "buckets", "dau_over_mau", "groups", "info", "total"]
    ACTIVE_BUCKETS_FIELD_NUMBER: _ClassVar[int]
    BUCKETS_FIELD_NUMBER: _ClassVar[int]
    DAU_OVER_MAU_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    active_buckets: _containers.RepeatedCompositeFieldContainer[ActiveBucketsRow]
    buckets: _containers.RepeatedCompositeFieldContainer[ActivityBucket]
    dau_over_mau: DauOverMau
    groups: _containers.RepeatedCompositeFieldContainer[CustomerActivityGroup]
    info: _query_pb2.AnswerInfo
    total: ActivityCounts
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., total: _Optional[_Union[ActivityCounts, _Mapping]] = ..., buckets: _Optional[_Iterable[_Union[ActivityBucket, _Mapping]]] = ..., dau_over_mau: _Optional[_Union[DauOverMau, _Mapping]] = ..., active_buckets: _Optional[_Iterable[_Union[ActiveBucketsRow, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[CustomerActivityGroup, _Mapping]]] = ...) -> None: ...

class CustomerActivityGroup(_message.Message):
    __slots__ = ["active_buckets", "buckets", "dau_over_mau", "group", "total"]
    ACTIVE_BUCKETS_FIELD_NUMBER: _ClassVar[int]
    BUCKETS_FIELD_NUMBER: _ClassVar[int]
    DAU_OVER_MAU_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    active_buckets: _containers.RepeatedCompositeFieldContainer[ActiveBucketsRow]
    buckets: _containers.RepeatedCompositeFieldContainer[ActivityBucket]
    dau_over_mau: DauOverMau
    group: _query_pb2.Group
    total: ActivityCounts
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., total: _Optional[_Union[ActivityCounts, _Mapping]] = ..., buckets: _Optional[_Iterable[_Union[ActivityBucket, _Mapping]]] = ..., dau_over_mau: _Optional[_Union[DauOverMau, _Mapping]] = ..., active_buckets: _Optional[_Iterable[_Union[ActiveBucketsRow, _Mapping]]] = ...) -> None: ...

class DauOverMau(_message.Message):
    __slots__ = ["day_count", "value"]
    DAY_COUNT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    day_count: int
    value: float
    def __init__(self, value: _Optional[float] = ..., day_count: _Optional[int] = ...) -> None: ...

class OccurrenceRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
