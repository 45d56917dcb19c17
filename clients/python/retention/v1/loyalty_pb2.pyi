from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
LOYALTY_GROUP_ACTIVE: LoyaltyGroup
LOYALTY_GROUP_MEMBERS: LoyaltyGroup
LOYALTY_GROUP_REDEEMERS: LoyaltyGroup
LOYALTY_GROUP_UNSPECIFIED: LoyaltyGroup

class ComputeLoyaltyRequest(_message.Message):
    __slots__ = ["bucket_multiple", "churn", "customer_filter", "group_by", "options", "selector", "series_bucket", "window"]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CHURN_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket_multiple: int
    churn: _churn_pb2.ChurnDefinition
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    selector: _query_pb2.ActivitySelector
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., churn: _Optional[_Union[_churn_pb2.ChurnDefinition, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeLoyaltyResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[LoyaltyGroupAnswer]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[LoyaltyGroupAnswer, _Mapping]]] = ...) -> None: ...

class LoyaltyBucket(_message.Message):
    __slots__ = ["counts", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: LoyaltyCounts
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[LoyaltyCounts, _Mapping]] = ...) -> None: ...

class LoyaltyCounts(_message.Message):
    __slots__ = ["earned_points", "expired_points", "member_count", "outstanding_points", "redeemed_points", "redeemers_over_active"]
    EARNED_POINTS_FIELD_NUMBER: _ClassVar[int]
    EXPIRED_POINTS_FIELD_NUMBER: _ClassVar[int]
    MEMBER_COUNT_FIELD_NUMBER: _ClassVar[int]
    OUTSTANDING_POINTS_FIELD_NUMBER: _ClassVar[int]
    REDEEMED_POINTS_FIELD_NUMBER: _ClassVar[int]
    REDEEMERS_OVER_ACTIVE_FIELD_NUMBER: _ClassVar[int]
    earned_points: int
    expired_points: int
    member_count: int
    outstanding_points: int
    redeemed_points: int
    redeemers_over_active: _query_pb2.Ratio
    def __init__(self, earned_points: _Optional[int] = ..., redeemed_points: _Optional[int] = ..., expired_points: _Optional[int] = ..., outstanding_points: _Optional[int] = ..., redeemers_over_active: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., member_count: _Optional[int] = ...) -> None: ...

class LoyaltyGroupAnswer(_message.Message):
    __slots__ = ["counts", "customer_count", "group", "member_churn", "other_churn", "series"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    MEMBER_CHURN_FIELD_NUMBER: _ClassVar[int]
    OTHER_CHURN_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    counts: LoyaltyCounts
    customer_count: int
    group: _query_pb2.Group
    member_churn: _churn_pb2.WindowChurn
    other_churn: _churn_pb2.WindowChurn
    series: _containers.RepeatedCompositeFieldContainer[LoyaltyBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., customer_count: _Optional[int] = ..., counts: _Optional[_Union[LoyaltyCounts, _Mapping]] = ..., member_churn: _Optional[_Union[_churn_pb2.WindowChurn, _Mapping]] = ..., other_churn: _Optional[_Union[_churn_pb2.WindowChurn, _Mapping]] = ..., series: _Optional[_Iterable[_Union[LoyaltyBucket, _Mapping]]] = ...) -> None: ...

class LoyaltyGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
