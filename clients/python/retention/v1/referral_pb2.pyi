from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
REFERRAL_GROUP_CONVERTED: ReferralGroup
REFERRAL_GROUP_REFERRED: ReferralGroup
REFERRAL_GROUP_REFERRERS: ReferralGroup
REFERRAL_GROUP_UNSPECIFIED: ReferralGroup

class ComputeReferralRequest(_message.Message):
    __slots__ = ["bucket_multiple", "conversion_selector", "customer_filter", "group_by", "options", "series_bucket", "window"]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CONVERSION_SELECTOR_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket_multiple: int
    conversion_selector: _query_pb2.ActivitySelector
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    series_bucket: _query_pb2.BucketUnit
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., conversion_selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ...) -> None: ...

class ComputeReferralResponse(_message.Message):
    __slots__ = ["counts", "groups", "info", "series"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    counts: ReferralCounts
    groups: _containers.RepeatedCompositeFieldContainer[ReferrerGroup]
    info: _query_pb2.AnswerInfo
    series: _containers.RepeatedCompositeFieldContainer[ReferralBucket]
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., counts: _Optional[_Union[ReferralCounts, _Mapping]] = ..., series: _Optional[_Iterable[_Union[ReferralBucket, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[ReferrerGroup, _Mapping]]] = ...) -> None: ...

class ReferralBucket(_message.Message):
    __slots__ = ["counts", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: ReferralCounts
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[ReferralCounts, _Mapping]] = ...) -> None: ...

class ReferralCounts(_message.Message):
    __slots__ = ["converted_over_referred", "referral_count", "referrer_count"]
    CONVERTED_OVER_REFERRED_FIELD_NUMBER: _ClassVar[int]
    REFERRAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFERRER_COUNT_FIELD_NUMBER: _ClassVar[int]
    converted_over_referred: _query_pb2.Ratio
    referral_count: int
    referrer_count: int
    def __init__(self, referral_count: _Optional[int] = ..., referrer_count: _Optional[int] = ..., converted_over_referred: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ...) -> None: ...

class ReferrerGroup(_message.Message):
    __slots__ = ["counts", "group", "series"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    counts: ReferralCounts
    group: _query_pb2.Group
    series: _containers.RepeatedCompositeFieldContainer[ReferralBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., counts: _Optional[_Union[ReferralCounts, _Mapping]] = ..., series: _Optional[_Iterable[_Union[ReferralBucket, _Mapping]]] = ...) -> None: ...

class ReferralGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
