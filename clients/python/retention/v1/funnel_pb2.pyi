from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
FUNNEL_MODE_ORDERED: FunnelMode
FUNNEL_MODE_STRICT: FunnelMode
FUNNEL_MODE_UNORDERED: FunnelMode
FUNNEL_MODE_UNSPECIFIED: FunnelMode
FUNNEL_OUTCOME_REACHED: FunnelOutcome
FUNNEL_OUTCOME_STOPPED: FunnelOutcome
FUNNEL_OUTCOME_UNSPECIFIED: FunnelOutcome
FUNNEL_PRESET_RETENTION_FUNNEL: FunnelPreset
FUNNEL_PRESET_UNSPECIFIED: FunnelPreset

class ComputeFunnelRequest(_message.Message):
    __slots__ = ["activation", "bucket_multiple", "conversion_window", "customer_filter", "group_by", "histogram_bounds", "mode", "options", "preset", "series_bucket", "steps", "strictly_later", "window"]
    ACTIVATION_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CONVERSION_WINDOW_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    HISTOGRAM_BOUNDS_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PRESET_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    STRICTLY_LATER_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    activation: _query_pb2.ActivitySelector
    bucket_multiple: int
    conversion_window: _duration_pb2.Duration
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    histogram_bounds: _containers.RepeatedCompositeFieldContainer[_duration_pb2.Duration]
    mode: FunnelMode
    options: _query_pb2.QueryOptions
    preset: FunnelPreset
    series_bucket: _query_pb2.BucketUnit
    steps: _containers.RepeatedCompositeFieldContainer[_query_pb2.ActivitySelector]
    strictly_later: bool
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., steps: _Optional[_Iterable[_Union[_query_pb2.ActivitySelector, _Mapping]]] = ..., preset: _Optional[_Union[FunnelPreset, str]] = ..., activation: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., mode: _Optional[_Union[FunnelMode, str]] = ..., conversion_window: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., strictly_later: bool = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ..., histogram_bounds: _Optional[_Iterable[_Union[_duration_pb2.Duration, _Mapping]]] = ...) -> None: ...

class ComputeFunnelResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[FunnelGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[FunnelGroup, _Mapping]]] = ...) -> None: ...

class FunnelBucket(_message.Message):
    __slots__ = ["mean_seconds", "state", "steps", "window"]
    MEAN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    mean_seconds: float
    state: _query_pb2.CellState
    steps: _containers.RepeatedCompositeFieldContainer[FunnelStep]
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., steps: _Optional[_Iterable[_Union[FunnelStep, _Mapping]]] = ..., mean_seconds: _Optional[float] = ...) -> None: ...

class FunnelGroup(_message.Message):
    __slots__ = ["group", "series", "steps", "time_to_convert"]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_CONVERT_FIELD_NUMBER: _ClassVar[int]
    group: _query_pb2.Group
    series: _containers.RepeatedCompositeFieldContainer[FunnelBucket]
    steps: _containers.RepeatedCompositeFieldContainer[FunnelStep]
    time_to_convert: TimeToConvert
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., steps: _Optional[_Iterable[_Union[FunnelStep, _Mapping]]] = ..., time_to_convert: _Optional[_Union[TimeToConvert, _Mapping]] = ..., series: _Optional[_Iterable[_Union[FunnelBucket, _Mapping]]] = ...) -> None: ...

class FunnelStep(_message.Message):
    __slots__ = ["customer_count", "over_first", "over_previous", "step"]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    OVER_FIRST_FIELD_NUMBER: _ClassVar[int]
    OVER_PREVIOUS_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    customer_count: int
    over_first: _query_pb2.Ratio
    over_previous: _query_pb2.Ratio
    step: int
    def __init__(self, step: _Optional[int] = ..., customer_count: _Optional[int] = ..., over_first: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., over_previous: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class TimeToConvert(_message.Message):
    __slots__ = ["converted_count", "histogram", "mean_seconds", "median_seconds"]
    CONVERTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    HISTOGRAM_FIELD_NUMBER: _ClassVar[int]
    MEAN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    converted_count: int
    histogram: _containers.RepeatedCompositeFieldContainer[TimeToConvertRow]
    mean_seconds: float
    median_seconds: float
    def __init__(self, converted_count: _Optional[int] = ..., mean_seconds: _Optional[float] = ..., median_seconds: _Optional[float] = ..., histogram: _Optional[_Iterable[_Union[TimeToConvertRow, _Mapping]]] = ...) -> None: ...

class TimeToConvertRow(_message.Message):
    __slots__ = ["at_most", "customer_count", "more_than"]
    AT_MOST_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    MORE_THAN_FIELD_NUMBER: _ClassVar[int]
    at_most: _duration_pb2.Duration
    customer_count: int
    more_than: _duration_pb2.Duration
    def __init__(self, more_than: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., at_most: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., customer_count: _Optional[int] = ...) -> None: ...

class FunnelMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class FunnelPreset(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class FunnelOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
