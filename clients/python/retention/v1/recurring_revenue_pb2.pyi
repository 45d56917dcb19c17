from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
RECURRING_REVENUE_TOTAL_CHURNED: RecurringRevenueTotal
RECURRING_REVENUE_TOTAL_CONTRACTION: RecurringRevenueTotal
RECURRING_REVENUE_TOTAL_END: RecurringRevenueTotal
RECURRING_REVENUE_TOTAL_EXPANSION: RecurringRevenueTotal
RECURRING_REVENUE_TOTAL_NEW: RecurringRevenueTotal
RECURRING_REVENUE_TOTAL_REACTIVATION: RecurringRevenueTotal
RECURRING_REVENUE_TOTAL_START: RecurringRevenueTotal
RECURRING_REVENUE_TOTAL_UNSPECIFIED: RecurringRevenueTotal

class ComputeRecurringRevenueRequest(_message.Message):
    __slots__ = ["bucket_multiple", "customer_filter", "group_by", "options", "series_bucket", "window"]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket_multiple: int
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeRecurringRevenueResponse(_message.Message):
    __slots__ = ["currency_code", "groups", "info"]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    groups: _containers.RepeatedCompositeFieldContainer[RecurringRevenueGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., currency_code: _Optional[str] = ..., groups: _Optional[_Iterable[_Union[RecurringRevenueGroup, _Mapping]]] = ...) -> None: ...

class RecurringRevenue(_message.Message):
    __slots__ = ["churned_customer_count", "churned_minor_units", "contraction_customer_count", "contraction_minor_units", "end_customer_count", "end_minor_units", "expansion_customer_count", "expansion_minor_units", "new_customer_count", "new_minor_units", "rates", "reactivation_customer_count", "reactivation_minor_units", "start_customer_count", "start_minor_units"]
    CHURNED_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHURNED_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    CONTRACTION_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONTRACTION_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    END_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    END_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    EXPANSION_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXPANSION_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    NEW_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEW_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    REACTIVATION_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    REACTIVATION_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    START_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    START_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    churned_customer_count: int
    churned_minor_units: int
    contraction_customer_count: int
    contraction_minor_units: int
    end_customer_count: int
    end_minor_units: int
    expansion_customer_count: int
    expansion_minor_units: int
    new_customer_count: int
    new_minor_units: int
    rates: RecurringRevenueRates
    reactivation_customer_count: int
    reactivation_minor_units: int
    start_customer_count: int
    start_minor_units: int
    def __init__(self, start_minor_units: _Optional[int] = ..., end_minor_units: _Optional[int] = ..., new_minor_units: _Optional[int] = ..., reactivation_minor_units: _Optional[int] = ..., expansion_minor_units: _Optional[int] = ..., contraction_minor_units: _Optional[int] = ..., churned_minor_units: _Optional[int] = ..., start_customer_count: _Optional[int] = ..., end_customer_count: _Optional[int] = ..., new_customer_count: _Optional[int] = ..., reactivation_customer_count: _Optional[int] = ..., expansion_customer_count: _Optional[int] = ..., contraction_customer_count: _Optional[int] = ..., churned_customer_count: _Optional[int] = ..., rates: _Optional[_Union[RecurringRevenueRates, _Mapping]] = ...) -> None: ...

class RecurringRevenueBucket(_message.Message):
    __slots__ = ["revenue", "state", "window"]
    REVENUE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    revenue: RecurringRevenue
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., revenue: _Optional[_Union[RecurringRevenue, _Mapping]] = ...) -> None: ...

class RecurringRevenueGroup(_message.Message):
    __slots__ = ["group", "revenue", "series"]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REVENUE_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    group: _query_pb2.Group
    revenue: RecurringRevenue
    series: _containers.RepeatedCompositeFieldContainer[RecurringRevenueBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., revenue: _Optional[_Union[RecurringRevenue, _Mapping]] = ..., series: _Optional[_Iterable[_Union[RecurringRevenueBucket, _Mapping]]] = ...) -> None: ...

class RecurringRevenueRates(_message.Message):
    __slots__ = ["arpa", "gross_mrr_churn", "grr", "literal_start_end_new", "mrr_churn_less_new", "net_mrr_churn", "net_mrr_churn_without_reactivation", "nrr", "quick_ratio", "sum_of_daily_gross_mrr_churn"]
    ARPA_FIELD_NUMBER: _ClassVar[int]
    GROSS_MRR_CHURN_FIELD_NUMBER: _ClassVar[int]
    GRR_FIELD_NUMBER: _ClassVar[int]
    LITERAL_START_END_NEW_FIELD_NUMBER: _ClassVar[int]
    MRR_CHURN_LESS_NEW_FIELD_NUMBER: _ClassVar[int]
    NET_MRR_CHURN_FIELD_NUMBER: _ClassVar[int]
    NET_MRR_CHURN_WITHOUT_REACTIVATION_FIELD_NUMBER: _ClassVar[int]
    NRR_FIELD_NUMBER: _ClassVar[int]
    QUICK_RATIO_FIELD_NUMBER: _ClassVar[int]
    SUM_OF_DAILY_GROSS_MRR_CHURN_FIELD_NUMBER: _ClassVar[int]
    arpa: _query_pb2.Ratio
    gross_mrr_churn: _query_pb2.Ratio
    grr: _query_pb2.Ratio
    literal_start_end_new: _query_pb2.Ratio
    mrr_churn_less_new: _query_pb2.Ratio
    net_mrr_churn: _query_pb2.Ratio
    net_mrr_churn_without_reactivation: _query_pb2.Ratio
    nrr: _query_pb2.Ratio
    quick_ratio: _query_pb2.Ratio
    sum_of_daily_gross_mrr_churn: float
    def __init__(self, gross_mrr_churn: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., net_mrr_churn: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., net_mrr_churn_without_reactivation: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., mrr_churn_less_new: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., literal_start_end_new: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., sum_of_daily_gross_mrr_churn: _Optional[float] = ..., nrr: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., grr: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., quick_ratio: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., arpa: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class RecurringRevenueTotal(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
