from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import lifetime_value_pb2 as _lifetime_value_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

ACQUISITION_EVENT_FIRST_PURCHASE: AcquisitionEvent
ACQUISITION_EVENT_FIRST_SUBSCRIPTION: AcquisitionEvent
ACQUISITION_EVENT_UNSPECIFIED: AcquisitionEvent
DESCRIPTOR: _descriptor.FileDescriptor

class AcquisitionCost(_message.Message):
    __slots__ = ["acquired_count", "acquisition_spend", "customer_acquisition_cost", "retained_count", "retention_cost", "retention_spend"]
    ACQUIRED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ACQUISITION_SPEND_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ACQUISITION_COST_FIELD_NUMBER: _ClassVar[int]
    RETAINED_COUNT_FIELD_NUMBER: _ClassVar[int]
    RETENTION_COST_FIELD_NUMBER: _ClassVar[int]
    RETENTION_SPEND_FIELD_NUMBER: _ClassVar[int]
    acquired_count: int
    acquisition_spend: int
    customer_acquisition_cost: float
    retained_count: int
    retention_cost: float
    retention_spend: int
    def __init__(self, acquired_count: _Optional[int] = ..., acquisition_spend: _Optional[int] = ..., customer_acquisition_cost: _Optional[float] = ..., retained_count: _Optional[int] = ..., retention_spend: _Optional[int] = ..., retention_cost: _Optional[float] = ...) -> None: ...

class AcquisitionCostBucket(_message.Message):
    __slots__ = ["cost", "state", "window"]
    COST_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    cost: AcquisitionCost
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., cost: _Optional[_Union[AcquisitionCost, _Mapping]] = ...) -> None: ...

class AcquisitionPayback(_message.Message):
    __slots__ = ["payback_months", "paying_customer_count", "recurring_revenue", "revenue_per_account"]
    PAYBACK_MONTHS_FIELD_NUMBER: _ClassVar[int]
    PAYING_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    RECURRING_REVENUE_FIELD_NUMBER: _ClassVar[int]
    REVENUE_PER_ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    payback_months: float
    paying_customer_count: int
    recurring_revenue: int
    revenue_per_account: float
    def __init__(self, recurring_revenue: _Optional[int] = ..., paying_customer_count: _Optional[int] = ..., revenue_per_account: _Optional[float] = ..., payback_months: _Optional[float] = ...) -> None: ...

class ChannelCost(_message.Message):
    __slots__ = ["acquired_count", "acquisition_spend", "channel", "customer_acquisition_cost", "retention_spend"]
    ACQUIRED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ACQUISITION_SPEND_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ACQUISITION_COST_FIELD_NUMBER: _ClassVar[int]
    RETENTION_SPEND_FIELD_NUMBER: _ClassVar[int]
    acquired_count: int
    acquisition_spend: int
    channel: _query_pb2.Group
    customer_acquisition_cost: float
    retention_spend: int
    def __init__(self, channel: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., acquired_count: _Optional[int] = ..., acquisition_spend: _Optional[int] = ..., customer_acquisition_cost: _Optional[float] = ..., retention_spend: _Optional[int] = ...) -> None: ...

class ComputeAcquisitionCostRequest(_message.Message):
    __slots__ = ["acquisition_event", "basis", "bucket_multiple", "inactivity", "lifetime_value", "options", "selector", "series_bucket", "window"]
    ACQUISITION_EVENT_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    INACTIVITY_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_VALUE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    acquisition_event: AcquisitionEvent
    basis: _churn_pb2.CustomerBasis
    bucket_multiple: int
    inactivity: _duration_pb2.Duration
    lifetime_value: _lifetime_value_pb2.ComputeLifetimeValueRequest
    options: _query_pb2.QueryOptions
    selector: _query_pb2.ActivitySelector
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., acquisition_event: _Optional[_Union[AcquisitionEvent, str]] = ..., basis: _Optional[_Union[_churn_pb2.CustomerBasis, str]] = ..., inactivity: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., lifetime_value: _Optional[_Union[_lifetime_value_pb2.ComputeLifetimeValueRequest, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeAcquisitionCostResponse(_message.Message):
    __slots__ = ["channels", "currency_code", "info", "lifetime_value", "payback", "series", "total"]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_VALUE_FIELD_NUMBER: _ClassVar[int]
    PAYBACK_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    channels: _containers.RepeatedCompositeFieldContainer[ChannelCost]
    currency_code: str
    info: _query_pb2.AnswerInfo
    lifetime_value: LifetimeValueOverCost
    payback: AcquisitionPayback
    series: _containers.RepeatedCompositeFieldContainer[AcquisitionCostBucket]
    total: AcquisitionCost
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., currency_code: _Optional[str] = ..., total: _Optional[_Union[AcquisitionCost, _Mapping]] = ..., channels: _Optional[_Iterable[_Union[ChannelCost, _Mapping]]] = ..., payback: _Optional[_Union[AcquisitionPayback, _Mapping]] = ..., lifetime_value: _Optional[_Union[LifetimeValueOverCost, _Mapping]] = ..., series: _Optional[_Iterable[_Union[AcquisitionCostBucket, _Mapping]]] = ...) -> None: ...

class LifetimeValueOverCost(_message.Message):
    __slots__ = ["lifetime_value", "ratio", "reading"]
    LIFETIME_VALUE_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    READING_FIELD_NUMBER: _ClassVar[int]
    lifetime_value: float
    ratio: float
    reading: _lifetime_value_pb2.LifetimeValueReading
    def __init__(self, reading: _Optional[_Union[_lifetime_value_pb2.LifetimeValueReading, str]] = ..., lifetime_value: _Optional[float] = ..., ratio: _Optional[float] = ...) -> None: ...

class AcquisitionEvent(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
