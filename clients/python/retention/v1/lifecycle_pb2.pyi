from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
LIFECYCLE_GROUP_DORMANT: LifecycleGroup
LIFECYCLE_GROUP_NEW: LifecycleGroup
LIFECYCLE_GROUP_RESURRECTING: LifecycleGroup
LIFECYCLE_GROUP_RETURNING: LifecycleGroup
LIFECYCLE_GROUP_UNSPECIFIED: LifecycleGroup

class ComputeLifecycleRequest(_message.Message):
    __slots__ = ["bucket", "bucket_multiple", "count_by", "customer_filter", "group_by", "options", "selector", "window"]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    COUNT_BY_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket: _query_pb2.BucketUnit
    bucket_multiple: int
    count_by: str
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    selector: _query_pb2.ActivitySelector
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., count_by: _Optional[str] = ...) -> None: ...

class ComputeLifecycleResponse(_message.Message):
    __slots__ = ["buckets", "groups", "info"]
    BUCKETS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    buckets: _containers.RepeatedCompositeFieldContainer[LifecycleBucket]
    groups: _containers.RepeatedCompositeFieldContainer[CustomerLifecycleGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., buckets: _Optional[_Iterable[_Union[LifecycleBucket, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[CustomerLifecycleGroup, _Mapping]]] = ...) -> None: ...

class CustomerLifecycleGroup(_message.Message):
    __slots__ = ["buckets", "group"]
    BUCKETS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    buckets: _containers.RepeatedCompositeFieldContainer[LifecycleBucket]
    group: _query_pb2.Group
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., buckets: _Optional[_Iterable[_Union[LifecycleBucket, _Mapping]]] = ...) -> None: ...

class LifecycleBucket(_message.Message):
    __slots__ = ["counts", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: LifecycleCounts
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[LifecycleCounts, _Mapping]] = ...) -> None: ...

class LifecycleCounts(_message.Message):
    __slots__ = ["dormant_count", "new_count", "resurrecting_count", "returning_count"]
    DORMANT_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEW_COUNT_FIELD_NUMBER: _ClassVar[int]
    RESURRECTING_COUNT_FIELD_NUMBER: _ClassVar[int]
    RETURNING_COUNT_FIELD_NUMBER: _ClassVar[int]
    dormant_count: int
    new_count: int
    resurrecting_count: int
    returning_count: int
    def __init__(self, new_count: _Optional[int] = ..., returning_count: _Optional[int] = ..., resurrecting_count: _Optional[int] = ..., dormant_count: _Optional[int] = ...) -> None: ...

class LifecycleGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
