from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

CHURN_GROUP_END: ChurnGroup
CHURN_GROUP_LOST_FROM_NEW: ChurnGroup
CHURN_GROUP_LOST_FROM_RETURNED: ChurnGroup
CHURN_GROUP_LOST_FROM_START: ChurnGroup
CHURN_GROUP_NEW: ChurnGroup
CHURN_GROUP_NEW_RETAINED: ChurnGroup
CHURN_GROUP_RETAINED: ChurnGroup
CHURN_GROUP_RETURNED: ChurnGroup
CHURN_GROUP_START: ChurnGroup
CHURN_GROUP_UNSPECIFIED: ChurnGroup
CUSTOMER_BASIS_ACTIVITY: CustomerBasis
CUSTOMER_BASIS_PAYING_SUBSCRIPTION: CustomerBasis
CUSTOMER_BASIS_PURCHASE: CustomerBasis
CUSTOMER_BASIS_SUBSCRIPTION: CustomerBasis
CUSTOMER_BASIS_UNSPECIFIED: CustomerBasis
DESCRIPTOR: _descriptor.FileDescriptor

class ChurnBucket(_message.Message):
    __slots__ = ["counts", "rates", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: ChurnCounts
    rates: ChurnRates
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[ChurnCounts, _Mapping]] = ..., rates: _Optional[_Union[ChurnRates, _Mapping]] = ...) -> None: ...

class ChurnCounts(_message.Message):
    __slots__ = ["end_count", "lost_from_new_count", "lost_from_returned_count", "lost_from_start_count", "new_count", "new_retained_count", "retained_count", "returned_count", "start_count"]
    END_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOST_FROM_NEW_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOST_FROM_RETURNED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOST_FROM_START_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEW_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEW_RETAINED_COUNT_FIELD_NUMBER: _ClassVar[int]
    RETAINED_COUNT_FIELD_NUMBER: _ClassVar[int]
    RETURNED_COUNT_FIELD_NUMBER: _ClassVar[int]
    START_COUNT_FIELD_NUMBER: _ClassVar[int]
    end_count: int
    lost_from_new_count: int
    lost_from_returned_count: int
    lost_from_start_count: int
    new_count: int
    new_retained_count: int
    retained_count: int
    returned_count: int
    start_count: int
    def __init__(self, start_count: _Optional[int] = ..., end_count: _Optional[int] = ..., retained_count: _Optional[int] = ..., lost_from_start_count: _Optional[int] = ..., new_count: _Optional[int] = ..., new_retained_count: _Optional[int] = ..., lost_from_new_count: _Optional[int] = ..., returned_count: _Optional[int] = ..., lost_from_returned_count: _Optional[int] = ...) -> None: ...

class ChurnDefinition(_message.Message):
    __slots__ = ["basis", "inactivity", "selector"]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    INACTIVITY_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    basis: CustomerBasis
    inactivity: _duration_pb2.Duration
    selector: _query_pb2.ActivitySelector
    def __init__(self, basis: _Optional[_Union[CustomerBasis, str]] = ..., inactivity: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ...) -> None: ...

class ChurnRates(_message.Message):
    __slots__ = ["all_lost_over_start", "all_lost_over_start_plus_new", "end_minus_all_new_over_start", "lost_starters_over_start", "net_count_change_over_start", "retained_starters_over_start", "sum_of_daily_rates"]
    ALL_LOST_OVER_START_FIELD_NUMBER: _ClassVar[int]
    ALL_LOST_OVER_START_PLUS_NEW_FIELD_NUMBER: _ClassVar[int]
    END_MINUS_ALL_NEW_OVER_START_FIELD_NUMBER: _ClassVar[int]
    LOST_STARTERS_OVER_START_FIELD_NUMBER: _ClassVar[int]
    NET_COUNT_CHANGE_OVER_START_FIELD_NUMBER: _ClassVar[int]
    RETAINED_STARTERS_OVER_START_FIELD_NUMBER: _ClassVar[int]
    SUM_OF_DAILY_RATES_FIELD_NUMBER: _ClassVar[int]
    all_lost_over_start: _query_pb2.Ratio
    all_lost_over_start_plus_new: _query_pb2.Ratio
    end_minus_all_new_over_start: _query_pb2.Ratio
    lost_starters_over_start: _query_pb2.Ratio
    net_count_change_over_start: _query_pb2.Ratio
    retained_starters_over_start: _query_pb2.Ratio
    sum_of_daily_rates: float
    def __init__(self, lost_starters_over_start: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., all_lost_over_start: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., all_lost_over_start_plus_new: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., net_count_change_over_start: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., sum_of_daily_rates: _Optional[float] = ..., retained_starters_over_start: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., end_minus_all_new_over_start: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class ComputeChurnRequest(_message.Message):
    __slots__ = ["basis", "bucket_multiple", "count_by", "customer_filter", "group_by", "inactivity", "options", "selector", "series_bucket", "window"]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    COUNT_BY_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    INACTIVITY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    basis: CustomerBasis
    bucket_multiple: int
    count_by: str
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    inactivity: _duration_pb2.Duration
    options: _query_pb2.QueryOptions
    selector: _query_pb2.ActivitySelector
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., basis: _Optional[_Union[CustomerBasis, str]] = ..., inactivity: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., count_by: _Optional[str] = ...) -> None: ...

class ComputeChurnResponse(_message.Message):
    __slots__ = ["counts", "groups", "info", "rates", "series"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    counts: ChurnCounts
    groups: _containers.RepeatedCompositeFieldContainer[CustomerChurnGroup]
    info: _query_pb2.AnswerInfo
    rates: ChurnRates
    series: _containers.RepeatedCompositeFieldContainer[ChurnBucket]
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., counts: _Optional[_Union[ChurnCounts, _Mapping]] = ..., rates: _Optional[_Union[ChurnRates, _Mapping]] = ..., series: _Optional[_Iterable[_Union[ChurnBucket, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[CustomerChurnGroup, _Mapping]]] = ...) -> None: ...

class CustomerChurnGroup(_message.Message):
    __slots__ = ["counts", "group", "rates", "series"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    counts: ChurnCounts
    group: _query_pb2.Group
    rates: ChurnRates
    series: _containers.RepeatedCompositeFieldContainer[ChurnBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., counts: _Optional[_Union[ChurnCounts, _Mapping]] = ..., rates: _Optional[_Union[ChurnRates, _Mapping]] = ..., series: _Optional[_Iterable[_Union[ChurnBucket, _Mapping]]] = ...) -> None: ...

class WindowChurn(_message.Message):
    __slots__ = ["counts", "rates"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    counts: ChurnCounts
    rates: ChurnRates
    def __init__(self, counts: _Optional[_Union[ChurnCounts, _Mapping]] = ..., rates: _Optional[_Union[ChurnRates, _Mapping]] = ...) -> None: ...

class CustomerBasis(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ChurnGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
