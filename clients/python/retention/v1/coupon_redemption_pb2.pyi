from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

COUPON_GROUP_EXPIRED: CouponGroup
COUPON_GROUP_ISSUED: CouponGroup
COUPON_GROUP_REDEEMED: CouponGroup
COUPON_GROUP_UNSPECIFIED: CouponGroup
COUPON_READING_BY_EVENT_WINDOW: CouponReading
COUPON_READING_BY_ISSUE_COHORT: CouponReading
COUPON_READING_UNSPECIFIED: CouponReading
DESCRIPTOR: _descriptor.FileDescriptor

class ComputeCouponRedemptionRequest(_message.Message):
    __slots__ = ["bucket_multiple", "campaign_ids", "campaign_limit", "customer_filter", "group_by", "options", "reading", "series_bucket", "window"]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_IDS_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    READING_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket_multiple: int
    campaign_ids: _containers.RepeatedScalarFieldContainer[str]
    campaign_limit: int
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    reading: CouponReading
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., reading: _Optional[_Union[CouponReading, str]] = ..., campaign_ids: _Optional[_Iterable[str]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., campaign_limit: _Optional[int] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeCouponRedemptionResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[CouponGroupAnswer]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[CouponGroupAnswer, _Mapping]]] = ...) -> None: ...

class CouponBucket(_message.Message):
    __slots__ = ["counts", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: CouponCounts
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[CouponCounts, _Mapping]] = ...) -> None: ...

class CouponCounts(_message.Message):
    __slots__ = ["expired_count", "redeemed_coupons", "redeemed_customers"]
    EXPIRED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REDEEMED_COUPONS_FIELD_NUMBER: _ClassVar[int]
    REDEEMED_CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    expired_count: int
    redeemed_coupons: _query_pb2.Ratio
    redeemed_customers: _query_pb2.Ratio
    def __init__(self, redeemed_coupons: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., redeemed_customers: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., expired_count: _Optional[int] = ...) -> None: ...

class CouponGroupAnswer(_message.Message):
    __slots__ = ["counts", "customer_count", "group", "series"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    counts: CouponCounts
    customer_count: int
    group: _query_pb2.Group
    series: _containers.RepeatedCompositeFieldContainer[CouponBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., customer_count: _Optional[int] = ..., counts: _Optional[_Union[CouponCounts, _Mapping]] = ..., series: _Optional[_Iterable[_Union[CouponBucket, _Mapping]]] = ...) -> None: ...

class CouponReading(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CouponGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
