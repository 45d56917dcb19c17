from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import event_pb2 as _event_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

BUCKET_UNIT_DAY: BucketUnit
BUCKET_UNIT_HOUR: BucketUnit
BUCKET_UNIT_MONTH: BucketUnit
BUCKET_UNIT_QUARTER: BucketUnit
BUCKET_UNIT_UNSPECIFIED: BucketUnit
BUCKET_UNIT_WEEK: BucketUnit
BUCKET_UNIT_YEAR: BucketUnit
CELL_STATE_NOT_YET: CellState
CELL_STATE_PARTIAL: CellState
CELL_STATE_UNSPECIFIED: CellState
CELL_STATE_VALUE: CellState
CONSISTENCY_PARTIAL: Consistency
CONSISTENCY_STRICT: Consistency
CONSISTENCY_UNSPECIFIED: Consistency
DESCRIPTOR: _descriptor.FileDescriptor
GROUP_KIND_ALL: GroupKind
GROUP_KIND_NONE: GroupKind
GROUP_KIND_OTHER: GroupKind
GROUP_KIND_UNSPECIFIED: GroupKind
GROUP_KIND_VALUE: GroupKind
GROUP_VALUE_RULE_SAME_VALUE: GroupValueRule
GROUP_VALUE_RULE_START_VALUE: GroupValueRule
GROUP_VALUE_RULE_UNSPECIFIED: GroupValueRule
MATCH_OPERATOR_IN: MatchOperator
MATCH_OPERATOR_NOT_IN: MatchOperator
MATCH_OPERATOR_UNSPECIFIED: MatchOperator

class ActivitySelector(_message.Message):
    __slots__ = ["activity_names", "event_filter", "kinds"]
    ACTIVITY_NAMES_FIELD_NUMBER: _ClassVar[int]
    EVENT_FILTER_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    activity_names: _containers.RepeatedScalarFieldContainer[str]
    event_filter: Filter
    kinds: _containers.RepeatedCompositeFieldContainer[KindSelection]
    def __init__(self, kinds: _Optional[_Iterable[_Union[KindSelection, _Mapping]]] = ..., activity_names: _Optional[_Iterable[str]] = ..., event_filter: _Optional[_Union[Filter, _Mapping]] = ...) -> None: ...

class AnswerInfo(_message.Message):
    __slots__ = ["as_of_time", "coverage", "definition", "explanation", "read_position", "revision", "stale", "time_zone", "window"]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    READ_POSITION_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    STALE_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    as_of_time: _timestamp_pb2.Timestamp
    coverage: Ratio
    definition: str
    explanation: Explanation
    read_position: str
    revision: str
    stale: bool
    time_zone: str
    window: Interval
    def __init__(self, definition: _Optional[str] = ..., window: _Optional[_Union[Interval, _Mapping]] = ..., time_zone: _Optional[str] = ..., as_of_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., read_position: _Optional[str] = ..., revision: _Optional[str] = ..., stale: bool = ..., coverage: _Optional[_Union[Ratio, _Mapping]] = ..., explanation: _Optional[_Union[Explanation, _Mapping]] = ...) -> None: ...

class Condition(_message.Message):
    __slots__ = ["key", "operator", "values"]
    KEY_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    key: str
    operator: MatchOperator
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, key: _Optional[str] = ..., operator: _Optional[_Union[MatchOperator, str]] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...

class Explanation(_message.Message):
    __slots__ = ["bitmap_count", "customer_count", "event_count", "partition_count", "path", "row_count", "timeline_count"]
    BITMAP_COUNT_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    PARTITION_COUNT_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_COUNT_FIELD_NUMBER: _ClassVar[int]
    bitmap_count: int
    customer_count: int
    event_count: int
    partition_count: int
    path: str
    row_count: int
    timeline_count: int
    def __init__(self, path: _Optional[str] = ..., customer_count: _Optional[int] = ..., event_count: _Optional[int] = ..., partition_count: _Optional[int] = ..., row_count: _Optional[int] = ..., bitmap_count: _Optional[int] = ..., timeline_count: _Optional[int] = ...) -> None: ...

class Filter(_message.Message):
    __slots__ = ["conditions"]
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    conditions: _containers.RepeatedCompositeFieldContainer[Condition]
    def __init__(self, conditions: _Optional[_Iterable[_Union[Condition, _Mapping]]] = ...) -> None: ...

class Group(_message.Message):
    __slots__ = ["kind", "value"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    kind: GroupKind
    value: str
    def __init__(self, kind: _Optional[_Union[GroupKind, str]] = ..., value: _Optional[str] = ...) -> None: ...

class GroupBy(_message.Message):
    __slots__ = ["attribute", "event_property", "limit", "segment", "value_rule"]
    ATTRIBUTE_FIELD_NUMBER: _ClassVar[int]
    EVENT_PROPERTY_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_FIELD_NUMBER: _ClassVar[int]
    VALUE_RULE_FIELD_NUMBER: _ClassVar[int]
    attribute: str
    event_property: str
    limit: int
    segment: str
    value_rule: GroupValueRule
    def __init__(self, attribute: _Optional[str] = ..., event_property: _Optional[str] = ..., segment: _Optional[str] = ..., limit: _Optional[int] = ..., value_rule: _Optional[_Union[GroupValueRule, str]] = ...) -> None: ...

class Interval(_message.Message):
    __slots__ = ["end_time", "start_time"]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    end_time: _timestamp_pb2.Timestamp
    start_time: _timestamp_pb2.Timestamp
    def __init__(self, start_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class KindSelection(_message.Message):
    __slots__ = ["actions", "kind"]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    actions: _containers.RepeatedScalarFieldContainer[str]
    kind: _event_pb2.EventKind
    def __init__(self, kind: _Optional[_Union[_event_pb2.EventKind, str]] = ..., actions: _Optional[_Iterable[str]] = ...) -> None: ...

class QueryOptions(_message.Message):
    __slots__ = ["as_of_time", "consistency", "explain", "read_token"]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    READ_TOKEN_FIELD_NUMBER: _ClassVar[int]
    as_of_time: _timestamp_pb2.Timestamp
    consistency: Consistency
    explain: bool
    read_token: str
    def __init__(self, as_of_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., read_token: _Optional[str] = ..., consistency: _Optional[_Union[Consistency, str]] = ..., explain: bool = ...) -> None: ...

class Ratio(_message.Message):
    __slots__ = ["denominator", "numerator", "value"]
    DENOMINATOR_FIELD_NUMBER: _ClassVar[int]
    NUMERATOR_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    denominator: int
    numerator: int
    value: float
    def __init__(self, numerator: _Optional[int] = ..., denominator: _Optional[int] = ..., value: _Optional[float] = ...) -> None: ...

class TrailingWindow(_message.Message):
    __slots__ = ["bucket", "count", "include_current"]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_CURRENT_FIELD_NUMBER: _ClassVar[int]
    bucket: BucketUnit
    count: int
    include_current: bool
    def __init__(self, count: _Optional[int] = ..., bucket: _Optional[_Union[BucketUnit, str]] = ..., include_current: bool = ...) -> None: ...

class Window(_message.Message):
    __slots__ = ["interval", "trailing"]
    INTERVAL_FIELD_NUMBER: _ClassVar[int]
    TRAILING_FIELD_NUMBER: _ClassVar[int]
    interval: Interval
    trailing: TrailingWindow
    def __init__(self, interval: _Optional[_Union[Interval, _Mapping]] = ..., trailing: _Optional[_Union[TrailingWindow, _Mapping]] = ...) -> None: ...

class Consistency(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class BucketUnit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CellState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class MatchOperator(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class GroupValueRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class GroupKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
