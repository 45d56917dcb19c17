from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import lifetime_pb2 as _lifetime_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
FIT_OUTCOME_FITTED: FitOutcome
FIT_OUTCOME_NO_MAXIMUM: FitOutcome
FIT_OUTCOME_TOO_FEW_CUSTOMERS: FitOutcome
FIT_OUTCOME_UNSPECIFIED: FitOutcome
LIFETIME_VALUE_GROUP_BUYERS: LifetimeValueGroup
LIFETIME_VALUE_GROUP_PURCHASERS: LifetimeValueGroup
LIFETIME_VALUE_GROUP_UNSPECIFIED: LifetimeValueGroup
LIFETIME_VALUE_GROUP_USERS: LifetimeValueGroup
LIFETIME_VALUE_READING_ARPU_OVER_CHURN: LifetimeValueReading
LIFETIME_VALUE_READING_FORMULA: LifetimeValueReading
LIFETIME_VALUE_READING_HISTORIC: LifetimeValueReading
LIFETIME_VALUE_READING_PREDICTED: LifetimeValueReading
LIFETIME_VALUE_READING_UNSPECIFIED: LifetimeValueReading

class ArpuOverChurnValue(_message.Message):
    __slots__ = ["churn", "net_revenue", "revenue_per_user", "user_count", "value"]
    CHURN_FIELD_NUMBER: _ClassVar[int]
    NET_REVENUE_FIELD_NUMBER: _ClassVar[int]
    REVENUE_PER_USER_FIELD_NUMBER: _ClassVar[int]
    USER_COUNT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    churn: _query_pb2.Ratio
    net_revenue: int
    revenue_per_user: float
    user_count: int
    value: float
    def __init__(self, user_count: _Optional[int] = ..., net_revenue: _Optional[int] = ..., revenue_per_user: _Optional[float] = ..., churn: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., value: _Optional[float] = ...) -> None: ...

class ComputeLifetimeValueRequest(_message.Message):
    __slots__ = ["basis", "bucket_multiple", "customer_filter", "group_by", "inactivity", "lifetime_estimator", "lifetime_horizon", "options", "prediction_horizon", "readings", "selector", "series_bucket", "window"]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    INACTIVITY_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_ESTIMATOR_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_HORIZON_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_HORIZON_FIELD_NUMBER: _ClassVar[int]
    READINGS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    basis: _churn_pb2.CustomerBasis
    bucket_multiple: int
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    inactivity: _duration_pb2.Duration
    lifetime_estimator: _lifetime_pb2.LifetimeEstimator
    lifetime_horizon: _duration_pb2.Duration
    options: _query_pb2.QueryOptions
    prediction_horizon: _duration_pb2.Duration
    readings: _containers.RepeatedScalarFieldContainer[LifetimeValueReading]
    selector: _query_pb2.ActivitySelector
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., readings: _Optional[_Iterable[_Union[LifetimeValueReading, str]]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., basis: _Optional[_Union[_churn_pb2.CustomerBasis, str]] = ..., inactivity: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., lifetime_estimator: _Optional[_Union[_lifetime_pb2.LifetimeEstimator, str]] = ..., lifetime_horizon: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., prediction_horizon: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeLifetimeValueResponse(_message.Message):
    __slots__ = ["currency_code", "groups", "info"]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    groups: _containers.RepeatedCompositeFieldContainer[CustomerValueGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., currency_code: _Optional[str] = ..., groups: _Optional[_Iterable[_Union[CustomerValueGroup, _Mapping]]] = ...) -> None: ...

class CustomerValueGroup(_message.Message):
    __slots__ = ["arpu_over_churn", "formula", "group", "historic", "predicted", "series"]
    ARPU_OVER_CHURN_FIELD_NUMBER: _ClassVar[int]
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    HISTORIC_FIELD_NUMBER: _ClassVar[int]
    PREDICTED_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    arpu_over_churn: ArpuOverChurnValue
    formula: FormulaValue
    group: _query_pb2.Group
    historic: HistoricValue
    predicted: PredictedValue
    series: _containers.RepeatedCompositeFieldContainer[LifetimeValueBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., formula: _Optional[_Union[FormulaValue, _Mapping]] = ..., historic: _Optional[_Union[HistoricValue, _Mapping]] = ..., arpu_over_churn: _Optional[_Union[ArpuOverChurnValue, _Mapping]] = ..., predicted: _Optional[_Union[PredictedValue, _Mapping]] = ..., series: _Optional[_Iterable[_Union[LifetimeValueBucket, _Mapping]]] = ...) -> None: ...

class FormulaValue(_message.Message):
    __slots__ = ["average_order_value", "lifetime_years", "order_count", "orders_per_year", "purchaser_count", "revenue", "value"]
    AVERAGE_ORDER_VALUE_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_YEARS_FIELD_NUMBER: _ClassVar[int]
    ORDERS_PER_YEAR_FIELD_NUMBER: _ClassVar[int]
    ORDER_COUNT_FIELD_NUMBER: _ClassVar[int]
    PURCHASER_COUNT_FIELD_NUMBER: _ClassVar[int]
    REVENUE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    average_order_value: float
    lifetime_years: float
    order_count: int
    orders_per_year: float
    purchaser_count: int
    revenue: int
    value: float
    def __init__(self, purchaser_count: _Optional[int] = ..., order_count: _Optional[int] = ..., revenue: _Optional[int] = ..., average_order_value: _Optional[float] = ..., orders_per_year: _Optional[float] = ..., lifetime_years: _Optional[float] = ..., value: _Optional[float] = ...) -> None: ...

class HistoricValue(_message.Message):
    __slots__ = ["buyer_count", "net_revenue", "value"]
    BUYER_COUNT_FIELD_NUMBER: _ClassVar[int]
    NET_REVENUE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    buyer_count: int
    net_revenue: int
    value: float
    def __init__(self, buyer_count: _Optional[int] = ..., net_revenue: _Optional[int] = ..., value: _Optional[float] = ...) -> None: ...

class LifetimeValueBucket(_message.Message):
    __slots__ = ["arpu_over_churn", "formula", "historic", "state", "window"]
    ARPU_OVER_CHURN_FIELD_NUMBER: _ClassVar[int]
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    HISTORIC_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    arpu_over_churn: ArpuOverChurnValue
    formula: FormulaValue
    historic: HistoricValue
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., formula: _Optional[_Union[FormulaValue, _Mapping]] = ..., historic: _Optional[_Union[HistoricValue, _Mapping]] = ..., arpu_over_churn: _Optional[_Union[ArpuOverChurnValue, _Mapping]] = ...) -> None: ...

class PredictedValue(_message.Message):
    __slots__ = ["buyer_count", "expected_purchase_count", "expected_revenue", "horizon", "purchase_model", "repeat_buyer_count", "value", "value_model"]
    BUYER_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_PURCHASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVENUE_FIELD_NUMBER: _ClassVar[int]
    HORIZON_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    REPEAT_BUYER_COUNT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    VALUE_MODEL_FIELD_NUMBER: _ClassVar[int]
    buyer_count: int
    expected_purchase_count: float
    expected_revenue: float
    horizon: _duration_pb2.Duration
    purchase_model: PurchaseModel
    repeat_buyer_count: int
    value: float
    value_model: ValueModel
    def __init__(self, buyer_count: _Optional[int] = ..., repeat_buyer_count: _Optional[int] = ..., purchase_model: _Optional[_Union[PurchaseModel, _Mapping]] = ..., value_model: _Optional[_Union[ValueModel, _Mapping]] = ..., horizon: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., expected_purchase_count: _Optional[float] = ..., expected_revenue: _Optional[float] = ..., value: _Optional[float] = ...) -> None: ...

class PurchaseModel(_message.Message):
    __slots__ = ["a", "alpha", "b", "log_likelihood", "outcome", "r"]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    A_FIELD_NUMBER: _ClassVar[int]
    B_FIELD_NUMBER: _ClassVar[int]
    LOG_LIKELIHOOD_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    R_FIELD_NUMBER: _ClassVar[int]
    a: float
    alpha: float
    b: float
    log_likelihood: float
    outcome: FitOutcome
    r: float
    def __init__(self, outcome: _Optional[_Union[FitOutcome, str]] = ..., r: _Optional[float] = ..., alpha: _Optional[float] = ..., a: _Optional[float] = ..., b: _Optional[float] = ..., log_likelihood: _Optional[float] = ...) -> None: ...

class ValueModel(_message.Message):
    __slots__ = ["log_likelihood", "outcome", "p", "q", "v"]
    LOG_LIKELIHOOD_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    P_FIELD_NUMBER: _ClassVar[int]
    Q_FIELD_NUMBER: _ClassVar[int]
    V_FIELD_NUMBER: _ClassVar[int]
    log_likelihood: float
    outcome: FitOutcome
    p: float
    q: float
    v: float
    def __init__(self, outcome: _Optional[_Union[FitOutcome, str]] = ..., p: _Optional[float] = ..., q: _Optional[float] = ..., v: _Optional[float] = ..., log_likelihood: _Optional[float] = ...) -> None: ...

class LifetimeValueReading(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class FitOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class LifetimeValueGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
