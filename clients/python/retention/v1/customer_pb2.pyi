from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import event_pb2 as _event_pb2
from retention.v1 import lifetime_value_pb2 as _lifetime_value_pb2
from retention.v1 import query_pb2 as _query_pb2
from retention.v1 import tenant_service_pb2 as _tenant_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
EVENT_ORDER_NEWEST_FIRST: EventOrder
EVENT_ORDER_OLDEST_FIRST: EventOrder
EVENT_ORDER_UNSPECIFIED: EventOrder
RFM_SEGMENT_AT_RISK: RfmSegment
RFM_SEGMENT_CHAMPIONS: RfmSegment
RFM_SEGMENT_LOST: RfmSegment
RFM_SEGMENT_LOYAL: RfmSegment
RFM_SEGMENT_UNSPECIFIED: RfmSegment

class Customer(_message.Message):
    __slots__ = ["attributes", "customer_id", "first_event_time", "kinds", "last_activity_time", "last_event_time", "net_revenue_minor_units", "order_count", "prediction", "recurring_revenue_minor_units", "rfm", "surveys"]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    FIRST_EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    LAST_ACTIVITY_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    NET_REVENUE_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    ORDER_COUNT_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_FIELD_NUMBER: _ClassVar[int]
    RECURRING_REVENUE_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    RFM_FIELD_NUMBER: _ClassVar[int]
    SURVEYS_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.RepeatedCompositeFieldContainer[CustomerAttribute]
    customer_id: str
    first_event_time: _timestamp_pb2.Timestamp
    kinds: _containers.RepeatedCompositeFieldContainer[_tenant_service_pb2.KindCount]
    last_activity_time: _timestamp_pb2.Timestamp
    last_event_time: _timestamp_pb2.Timestamp
    net_revenue_minor_units: int
    order_count: int
    prediction: CustomerPrediction
    recurring_revenue_minor_units: int
    rfm: RfmCell
    surveys: _containers.RepeatedCompositeFieldContainer[CustomerSurvey]
    def __init__(self, customer_id: _Optional[str] = ..., first_event_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., last_event_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., last_activity_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., kinds: _Optional[_Iterable[_Union[_tenant_service_pb2.KindCount, _Mapping]]] = ..., order_count: _Optional[int] = ..., net_revenue_minor_units: _Optional[int] = ..., recurring_revenue_minor_units: _Optional[int] = ..., surveys: _Optional[_Iterable[_Union[CustomerSurvey, _Mapping]]] = ..., attributes: _Optional[_Iterable[_Union[CustomerAttribute, _Mapping]]] = ..., rfm: _Optional[_Union[RfmCell, _Mapping]] = ..., prediction: _Optional[_Union[CustomerPrediction, _Mapping]] = ...) -> None: ...

class CustomerAttribute(_message.Message):
    __slots__ = ["key", "value"]
    KEY_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    value: str
    def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class CustomerPrediction(_message.Message):
    __slots__ = ["expected_purchases", "outcome", "probability_alive"]
    EXPECTED_PURCHASES_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_ALIVE_FIELD_NUMBER: _ClassVar[int]
    expected_purchases: float
    outcome: _lifetime_value_pb2.FitOutcome
    probability_alive: float
    def __init__(self, outcome: _Optional[_Union[_lifetime_value_pb2.FitOutcome, str]] = ..., probability_alive: _Optional[float] = ..., expected_purchases: _Optional[float] = ...) -> None: ...

class CustomerSurvey(_message.Message):
    __slots__ = ["score", "survey_id", "time", "type"]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    score: int
    survey_id: str
    time: _timestamp_pb2.Timestamp
    type: _event_pb2.SurveyType
    def __init__(self, survey_id: _Optional[str] = ..., type: _Optional[_Union[_event_pb2.SurveyType, str]] = ..., score: _Optional[int] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCustomerRequest(_message.Message):
    __slots__ = ["customer_id", "include_rfm", "options", "prediction_horizon"]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_RFM_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_HORIZON_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    include_rfm: bool
    options: _query_pb2.QueryOptions
    prediction_horizon: _duration_pb2.Duration
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., customer_id: _Optional[str] = ..., include_rfm: bool = ..., prediction_horizon: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class GetCustomerResponse(_message.Message):
    __slots__ = ["customer", "info"]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    customer: Customer
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., customer: _Optional[_Union[Customer, _Mapping]] = ...) -> None: ...

class ListCustomerEventsRequest(_message.Message):
    __slots__ = ["customer_id", "kinds", "options", "order", "page_size", "page_token", "window"]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    kinds: _containers.RepeatedScalarFieldContainer[_event_pb2.EventKind]
    options: _query_pb2.QueryOptions
    order: EventOrder
    page_size: int
    page_token: str
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., customer_id: _Optional[str] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., kinds: _Optional[_Iterable[_Union[_event_pb2.EventKind, str]]] = ..., order: _Optional[_Union[EventOrder, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCustomerEventsResponse(_message.Message):
    __slots__ = ["events", "info", "next_page_token", "total_count"]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[_event_pb2.Event]
    info: _query_pb2.AnswerInfo
    next_page_token: str
    total_count: int
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., events: _Optional[_Iterable[_Union[_event_pb2.Event, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., total_count: _Optional[int] = ...) -> None: ...

class RfmCell(_message.Message):
    __slots__ = ["days_since_purchase", "frequency_score", "monetary_score", "net_revenue_minor_units", "order_count", "recency_score", "segment"]
    DAYS_SINCE_PURCHASE_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_SCORE_FIELD_NUMBER: _ClassVar[int]
    MONETARY_SCORE_FIELD_NUMBER: _ClassVar[int]
    NET_REVENUE_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    ORDER_COUNT_FIELD_NUMBER: _ClassVar[int]
    RECENCY_SCORE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_FIELD_NUMBER: _ClassVar[int]
    days_since_purchase: int
    frequency_score: int
    monetary_score: int
    net_revenue_minor_units: int
    order_count: int
    recency_score: int
    segment: RfmSegment
    def __init__(self, recency_score: _Optional[int] = ..., frequency_score: _Optional[int] = ..., monetary_score: _Optional[int] = ..., days_since_purchase: _Optional[int] = ..., order_count: _Optional[int] = ..., net_revenue_minor_units: _Optional[int] = ..., segment: _Optional[_Union[RfmSegment, str]] = ...) -> None: ...

class RfmSegment(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class EventOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
