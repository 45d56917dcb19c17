from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
WIN_BACK_GROUP_ALL_LOST: WinBackGroup
WIN_BACK_GROUP_LOST_IN_WINDOW: WinBackGroup
WIN_BACK_GROUP_UNSPECIFIED: WinBackGroup
WIN_BACK_GROUP_WON_BACK_OF_ALL_LOST: WinBackGroup
WIN_BACK_GROUP_WON_BACK_OF_LOST_IN_WINDOW: WinBackGroup

class ComputeWinBackRequest(_message.Message):
    __slots__ = ["basis", "bucket_multiple", "customer_filter", "group_by", "inactivity", "max_gap", "options", "selector", "series_bucket", "window"]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    INACTIVITY_FIELD_NUMBER: _ClassVar[int]
    MAX_GAP_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    basis: _churn_pb2.CustomerBasis
    bucket_multiple: int
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    inactivity: _duration_pb2.Duration
    max_gap: _duration_pb2.Duration
    options: _query_pb2.QueryOptions
    selector: _query_pb2.ActivitySelector
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., basis: _Optional[_Union[_churn_pb2.CustomerBasis, str]] = ..., inactivity: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., max_gap: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeWinBackResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[WinBackGroupResult]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[WinBackGroupResult, _Mapping]]] = ...) -> None: ...

class WinBackBucket(_message.Message):
    __slots__ = ["rates", "state", "window"]
    RATES_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    rates: WinBackRates
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., rates: _Optional[_Union[WinBackRates, _Mapping]] = ...) -> None: ...

class WinBackGroupResult(_message.Message):
    __slots__ = ["group", "rates", "series"]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    group: _query_pb2.Group
    rates: WinBackRates
    series: _containers.RepeatedCompositeFieldContainer[WinBackBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., rates: _Optional[_Union[WinBackRates, _Mapping]] = ..., series: _Optional[_Iterable[_Union[WinBackBucket, _Mapping]]] = ...) -> None: ...

class WinBackRates(_message.Message):
    __slots__ = ["won_back_of_all_lost", "won_back_of_lost_in_window"]
    WON_BACK_OF_ALL_LOST_FIELD_NUMBER: _ClassVar[int]
    WON_BACK_OF_LOST_IN_WINDOW_FIELD_NUMBER: _ClassVar[int]
    won_back_of_all_lost: _query_pb2.Ratio
    won_back_of_lost_in_window: _query_pb2.Ratio
    def __init__(self, won_back_of_lost_in_window: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., won_back_of_all_lost: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class WinBackGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
