from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
LIFETIME_ESTIMATOR_INVERSE_CHURN: LifetimeEstimator
LIFETIME_ESTIMATOR_KAPLAN_MEIER_MEDIAN: LifetimeEstimator
LIFETIME_ESTIMATOR_LEFT_ONLY: LifetimeEstimator
LIFETIME_ESTIMATOR_RESTRICTED_MEAN: LifetimeEstimator
LIFETIME_ESTIMATOR_UNSPECIFIED: LifetimeEstimator
LIFETIME_GROUP_CENSORED: LifetimeGroup
LIFETIME_GROUP_CUSTOMERS: LifetimeGroup
LIFETIME_GROUP_LEFT: LifetimeGroup
LIFETIME_GROUP_UNSPECIFIED: LifetimeGroup

class ComputeLifetimeRequest(_message.Message):
    __slots__ = ["basis", "bucket_multiple", "curve", "customer_filter", "group_by", "horizon", "inactivity", "options", "selector", "series_bucket", "window"]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CURVE_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    HORIZON_FIELD_NUMBER: _ClassVar[int]
    INACTIVITY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    basis: _churn_pb2.CustomerBasis
    bucket_multiple: int
    curve: bool
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    horizon: _duration_pb2.Duration
    inactivity: _duration_pb2.Duration
    options: _query_pb2.QueryOptions
    selector: _query_pb2.ActivitySelector
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., basis: _Optional[_Union[_churn_pb2.CustomerBasis, str]] = ..., inactivity: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., horizon: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., curve: bool = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeLifetimeResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[CustomerLifetimeGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[CustomerLifetimeGroup, _Mapping]]] = ...) -> None: ...

class CustomerLifetime(_message.Message):
    __slots__ = ["censored_count", "churn", "customer_count", "inverse_churn_days", "kaplan_meier_median_days", "left_count", "left_only_mean_days", "restricted_mean_days"]
    CENSORED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHURN_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    INVERSE_CHURN_DAYS_FIELD_NUMBER: _ClassVar[int]
    KAPLAN_MEIER_MEDIAN_DAYS_FIELD_NUMBER: _ClassVar[int]
    LEFT_COUNT_FIELD_NUMBER: _ClassVar[int]
    LEFT_ONLY_MEAN_DAYS_FIELD_NUMBER: _ClassVar[int]
    RESTRICTED_MEAN_DAYS_FIELD_NUMBER: _ClassVar[int]
    censored_count: int
    churn: _query_pb2.Ratio
    customer_count: int
    inverse_churn_days: float
    kaplan_meier_median_days: float
    left_count: int
    left_only_mean_days: float
    restricted_mean_days: float
    def __init__(self, customer_count: _Optional[int] = ..., left_count: _Optional[int] = ..., censored_count: _Optional[int] = ..., left_only_mean_days: _Optional[float] = ..., churn: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., inverse_churn_days: _Optional[float] = ..., kaplan_meier_median_days: _Optional[float] = ..., restricted_mean_days: _Optional[float] = ...) -> None: ...

class CustomerLifetimeBucket(_message.Message):
    __slots__ = ["lifetime", "state", "window"]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    lifetime: CustomerLifetime
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., lifetime: _Optional[_Union[CustomerLifetime, _Mapping]] = ...) -> None: ...

class CustomerLifetimeGroup(_message.Message):
    __slots__ = ["curve", "group", "lifetime", "series"]
    CURVE_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    curve: _containers.RepeatedCompositeFieldContainer[LifetimeCurvePoint]
    group: _query_pb2.Group
    lifetime: CustomerLifetime
    series: _containers.RepeatedCompositeFieldContainer[CustomerLifetimeBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., lifetime: _Optional[_Union[CustomerLifetime, _Mapping]] = ..., curve: _Optional[_Iterable[_Union[LifetimeCurvePoint, _Mapping]]] = ..., series: _Optional[_Iterable[_Union[CustomerLifetimeBucket, _Mapping]]] = ...) -> None: ...

class LifetimeCurvePoint(_message.Message):
    __slots__ = ["at_risk_count", "censored_count", "day", "left_count", "survival", "survival_lower", "survival_upper"]
    AT_RISK_COUNT_FIELD_NUMBER: _ClassVar[int]
    CENSORED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    LEFT_COUNT_FIELD_NUMBER: _ClassVar[int]
    SURVIVAL_FIELD_NUMBER: _ClassVar[int]
    SURVIVAL_LOWER_FIELD_NUMBER: _ClassVar[int]
    SURVIVAL_UPPER_FIELD_NUMBER: _ClassVar[int]
    at_risk_count: int
    censored_count: int
    day: int
    left_count: int
    survival: float
    survival_lower: float
    survival_upper: float
    def __init__(self, day: _Optional[int] = ..., at_risk_count: _Optional[int] = ..., left_count: _Optional[int] = ..., censored_count: _Optional[int] = ..., survival: _Optional[float] = ..., survival_lower: _Optional[float] = ..., survival_upper: _Optional[float] = ...) -> None: ...

class LifetimeEstimator(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class LifetimeGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
