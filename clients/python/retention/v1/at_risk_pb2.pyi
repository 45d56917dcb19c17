from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListCustomersAtRiskRequest(_message.Message):
    __slots__ = ["customer_filter", "gap_multiple", "options", "page_size", "page_token", "selector", "silence"]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GAP_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    SILENCE_FIELD_NUMBER: _ClassVar[int]
    customer_filter: _query_pb2.Filter
    gap_multiple: float
    options: _query_pb2.QueryOptions
    page_size: int
    page_token: str
    selector: _query_pb2.ActivitySelector
    silence: _duration_pb2.Duration
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., gap_multiple: _Optional[float] = ..., silence: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCustomersAtRiskResponse(_message.Message):
    __slots__ = ["customer_id", "info", "last_activity_time", "median_gap_days", "net_revenue_minor_units", "next_page_token", "recurring_revenue_minor_units", "silent_days", "total_count"]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    LAST_ACTIVITY_TIME_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_GAP_DAYS_FIELD_NUMBER: _ClassVar[int]
    NET_REVENUE_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RECURRING_REVENUE_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    SILENT_DAYS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    info: _query_pb2.AnswerInfo
    last_activity_time: _timestamp_pb2.Timestamp
    median_gap_days: float
    net_revenue_minor_units: int
    next_page_token: str
    recurring_revenue_minor_units: int
    silent_days: int
    total_count: int
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., total_count: _Optional[int] = ..., customer_id: _Optional[str] = ..., last_activity_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., silent_days: _Optional[int] = ..., median_gap_days: _Optional[float] = ..., recurring_revenue_minor_units: _Optional[int] = ..., net_revenue_minor_units: _Optional[int] = ..., next_page_token: _Optional[str] = ...) -> None: ...
