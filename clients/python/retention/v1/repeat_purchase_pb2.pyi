from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
REPEAT_POPULATION_ACQUIRED_IN_WINDOW: RepeatPopulation
REPEAT_POPULATION_ACTIVE_IN_WINDOW: RepeatPopulation
REPEAT_POPULATION_EVER: RepeatPopulation
REPEAT_POPULATION_UNSPECIFIED: RepeatPopulation
REPEAT_PURCHASE_DETAIL_ORDER_COUNTS: RepeatPurchaseDetail
REPEAT_PURCHASE_DETAIL_REVENUE_SHARE: RepeatPurchaseDetail
REPEAT_PURCHASE_DETAIL_TIME_BETWEEN_ORDERS: RepeatPurchaseDetail
REPEAT_PURCHASE_DETAIL_UNSPECIFIED: RepeatPurchaseDetail
REPEAT_PURCHASE_GROUP_PURCHASERS: RepeatPurchaseGroup
REPEAT_PURCHASE_GROUP_REPEAT_BY_DAY: RepeatPurchaseGroup
REPEAT_PURCHASE_GROUP_REPEAT_BY_ORDER: RepeatPurchaseGroup
REPEAT_PURCHASE_GROUP_UNSPECIFIED: RepeatPurchaseGroup

class ComputeRepeatPurchaseRequest(_message.Message):
    __slots__ = ["bucket_multiple", "customer_filter", "details", "group_by", "options", "population", "series_bucket", "window"]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    POPULATION_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket_multiple: int
    customer_filter: _query_pb2.Filter
    details: _containers.RepeatedScalarFieldContainer[RepeatPurchaseDetail]
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    population: RepeatPopulation
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., population: _Optional[_Union[RepeatPopulation, str]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., details: _Optional[_Iterable[_Union[RepeatPurchaseDetail, str]]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ...) -> None: ...

class ComputeRepeatPurchaseResponse(_message.Message):
    __slots__ = ["counts", "groups", "info", "order_counts", "revenue_share", "series", "time_between_orders"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    ORDER_COUNTS_FIELD_NUMBER: _ClassVar[int]
    REVENUE_SHARE_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    TIME_BETWEEN_ORDERS_FIELD_NUMBER: _ClassVar[int]
    counts: RepeatPurchaseCounts
    groups: _containers.RepeatedCompositeFieldContainer[CustomerRepeatPurchaseGroup]
    info: _query_pb2.AnswerInfo
    order_counts: _containers.RepeatedCompositeFieldContainer[OrderCountRow]
    revenue_share: RevenueShare
    series: _containers.RepeatedCompositeFieldContainer[RepeatPurchaseBucket]
    time_between_orders: TimeBetweenOrders
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., counts: _Optional[_Union[RepeatPurchaseCounts, _Mapping]] = ..., order_counts: _Optional[_Iterable[_Union[OrderCountRow, _Mapping]]] = ..., time_between_orders: _Optional[_Union[TimeBetweenOrders, _Mapping]] = ..., revenue_share: _Optional[_Union[RevenueShare, _Mapping]] = ..., series: _Optional[_Iterable[_Union[RepeatPurchaseBucket, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[CustomerRepeatPurchaseGroup, _Mapping]]] = ...) -> None: ...

class CustomerRepeatPurchaseGroup(_message.Message):
    __slots__ = ["counts", "group", "order_counts", "revenue_share", "series", "time_between_orders"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    ORDER_COUNTS_FIELD_NUMBER: _ClassVar[int]
    REVENUE_SHARE_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    TIME_BETWEEN_ORDERS_FIELD_NUMBER: _ClassVar[int]
    counts: RepeatPurchaseCounts
    group: _query_pb2.Group
    order_counts: _containers.RepeatedCompositeFieldContainer[OrderCountRow]
    revenue_share: RevenueShare
    series: _containers.RepeatedCompositeFieldContainer[RepeatPurchaseBucket]
    time_between_orders: TimeBetweenOrders
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., counts: _Optional[_Union[RepeatPurchaseCounts, _Mapping]] = ..., order_counts: _Optional[_Iterable[_Union[OrderCountRow, _Mapping]]] = ..., time_between_orders: _Optional[_Union[TimeBetweenOrders, _Mapping]] = ..., revenue_share: _Optional[_Union[RevenueShare, _Mapping]] = ..., series: _Optional[_Iterable[_Union[RepeatPurchaseBucket, _Mapping]]] = ...) -> None: ...

class OrderCountRow(_message.Message):
    __slots__ = ["at_least_count", "exact_count", "order_count"]
    AT_LEAST_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXACT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ORDER_COUNT_FIELD_NUMBER: _ClassVar[int]
    at_least_count: int
    exact_count: int
    order_count: int
    def __init__(self, order_count: _Optional[int] = ..., exact_count: _Optional[int] = ..., at_least_count: _Optional[int] = ...) -> None: ...

class RepeatPurchaseBucket(_message.Message):
    __slots__ = ["counts", "revenue_share", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    REVENUE_SHARE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: RepeatPurchaseCounts
    revenue_share: RevenueShare
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[RepeatPurchaseCounts, _Mapping]] = ..., revenue_share: _Optional[_Union[RevenueShare, _Mapping]] = ...) -> None: ...

class RepeatPurchaseCounts(_message.Message):
    __slots__ = ["purchaser_count", "repeat_by_day", "repeat_by_order"]
    PURCHASER_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPEAT_BY_DAY_FIELD_NUMBER: _ClassVar[int]
    REPEAT_BY_ORDER_FIELD_NUMBER: _ClassVar[int]
    purchaser_count: int
    repeat_by_day: _query_pb2.Ratio
    repeat_by_order: _query_pb2.Ratio
    def __init__(self, purchaser_count: _Optional[int] = ..., repeat_by_day: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., repeat_by_order: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class RevenueShare(_message.Message):
    __slots__ = ["acquired_before_window", "currency_code"]
    ACQUIRED_BEFORE_WINDOW_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    acquired_before_window: _query_pb2.Ratio
    currency_code: str
    def __init__(self, currency_code: _Optional[str] = ..., acquired_before_window: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class TimeBetweenOrders(_message.Message):
    __slots__ = ["gap_count", "median_seconds"]
    GAP_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    gap_count: int
    median_seconds: float
    def __init__(self, gap_count: _Optional[int] = ..., median_seconds: _Optional[float] = ...) -> None: ...

class RepeatPopulation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class RepeatPurchaseDetail(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class RepeatPurchaseGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
