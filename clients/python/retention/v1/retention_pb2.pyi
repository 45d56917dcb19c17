from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
RETENTION_GROUP_BASE: RetentionGroup
RETENTION_GROUP_COMPARISON: RetentionGroup
RETENTION_GROUP_RETAINED: RetentionGroup
RETENTION_GROUP_UNION: RetentionGroup
RETENTION_GROUP_UNSPECIFIED: RetentionGroup

class ActivityWindow(_message.Message):
    __slots__ = ["selector", "window"]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    selector: _query_pb2.ActivitySelector
    window: _query_pb2.Window
    def __init__(self, window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ...) -> None: ...

class ComputeRetentionRequest(_message.Message):
    __slots__ = ["base", "comparisons", "count_by", "customer_filter", "group_by", "options"]
    BASE_FIELD_NUMBER: _ClassVar[int]
    COMPARISONS_FIELD_NUMBER: _ClassVar[int]
    COUNT_BY_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    base: ActivityWindow
    comparisons: _containers.RepeatedCompositeFieldContainer[ActivityWindow]
    count_by: str
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., base: _Optional[_Union[ActivityWindow, _Mapping]] = ..., comparisons: _Optional[_Iterable[_Union[ActivityWindow, _Mapping]]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., count_by: _Optional[str] = ...) -> None: ...

class ComputeRetentionResponse(_message.Message):
    __slots__ = ["base_count", "comparisons", "groups", "info"]
    BASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPARISONS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    base_count: int
    comparisons: _containers.RepeatedCompositeFieldContainer[RetentionComparison]
    groups: _containers.RepeatedCompositeFieldContainer[CustomerRetentionGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., base_count: _Optional[int] = ..., comparisons: _Optional[_Iterable[_Union[RetentionComparison, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[CustomerRetentionGroup, _Mapping]]] = ...) -> None: ...

class CustomerRetentionGroup(_message.Message):
    __slots__ = ["base_count", "comparisons", "group"]
    BASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPARISONS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    base_count: int
    comparisons: _containers.RepeatedCompositeFieldContainer[RetentionComparison]
    group: _query_pb2.Group
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., base_count: _Optional[int] = ..., comparisons: _Optional[_Iterable[_Union[RetentionComparison, _Mapping]]] = ...) -> None: ...

class RetentionComparison(_message.Message):
    __slots__ = ["comparison_count", "retained_count", "retention", "union_count", "window"]
    COMPARISON_COUNT_FIELD_NUMBER: _ClassVar[int]
    RETAINED_COUNT_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    UNION_COUNT_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    comparison_count: int
    retained_count: int
    retention: _query_pb2.Ratio
    union_count: int
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., comparison_count: _Optional[int] = ..., retained_count: _Optional[int] = ..., union_count: _Optional[int] = ..., retention: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class RetentionGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
