from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import event_pb2 as _event_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

CAMPAIGN_MEMBER_GROUP_ATTRIBUTED: CampaignMemberGroup
CAMPAIGN_MEMBER_GROUP_STAGE: CampaignMemberGroup
CAMPAIGN_MEMBER_GROUP_UNSPECIFIED: CampaignMemberGroup
CAMPAIGN_SPLIT_ALL: CampaignSplit
CAMPAIGN_SPLIT_CAMPAIGN: CampaignSplit
CAMPAIGN_SPLIT_CHANNEL: CampaignSplit
CAMPAIGN_SPLIT_UNSPECIFIED: CampaignSplit
CAMPAIGN_SPLIT_VARIANT: CampaignSplit
DESCRIPTOR: _descriptor.FileDescriptor

class CampaignBucket(_message.Message):
    __slots__ = ["counts", "state", "window"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    counts: CampaignCounts
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., counts: _Optional[_Union[CampaignCounts, _Mapping]] = ...) -> None: ...

class CampaignCounts(_message.Message):
    __slots__ = ["attributed_count", "attributed_revenue_minor_units", "clicks_per_open", "stage_converted_count", "stages", "unique_clicks_per_delivered", "unique_opens_per_delivered"]
    ATTRIBUTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTED_REVENUE_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    CLICKS_PER_OPEN_FIELD_NUMBER: _ClassVar[int]
    STAGES_FIELD_NUMBER: _ClassVar[int]
    STAGE_CONVERTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNIQUE_CLICKS_PER_DELIVERED_FIELD_NUMBER: _ClassVar[int]
    UNIQUE_OPENS_PER_DELIVERED_FIELD_NUMBER: _ClassVar[int]
    attributed_count: int
    attributed_revenue_minor_units: int
    clicks_per_open: _query_pb2.Ratio
    stage_converted_count: int
    stages: _containers.RepeatedCompositeFieldContainer[CampaignStageCount]
    unique_clicks_per_delivered: _query_pb2.Ratio
    unique_opens_per_delivered: _query_pb2.Ratio
    def __init__(self, stages: _Optional[_Iterable[_Union[CampaignStageCount, _Mapping]]] = ..., unique_opens_per_delivered: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., unique_clicks_per_delivered: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., clicks_per_open: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., stage_converted_count: _Optional[int] = ..., attributed_count: _Optional[int] = ..., attributed_revenue_minor_units: _Optional[int] = ...) -> None: ...

class CampaignGroup(_message.Message):
    __slots__ = ["counts", "customer_count", "group", "hours", "series", "weekdays"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    WEEKDAYS_FIELD_NUMBER: _ClassVar[int]
    counts: CampaignCounts
    customer_count: int
    group: _query_pb2.Group
    hours: _containers.RepeatedCompositeFieldContainer[CampaignTimeRow]
    series: _containers.RepeatedCompositeFieldContainer[CampaignBucket]
    weekdays: _containers.RepeatedCompositeFieldContainer[CampaignTimeRow]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., customer_count: _Optional[int] = ..., counts: _Optional[_Union[CampaignCounts, _Mapping]] = ..., hours: _Optional[_Iterable[_Union[CampaignTimeRow, _Mapping]]] = ..., weekdays: _Optional[_Iterable[_Union[CampaignTimeRow, _Mapping]]] = ..., series: _Optional[_Iterable[_Union[CampaignBucket, _Mapping]]] = ...) -> None: ...

class CampaignStageCount(_message.Message):
    __slots__ = ["stage", "total_count", "unique_count"]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNIQUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    stage: _event_pb2.CampaignStage
    total_count: int
    unique_count: int
    def __init__(self, stage: _Optional[_Union[_event_pb2.CampaignStage, str]] = ..., total_count: _Optional[int] = ..., unique_count: _Optional[int] = ...) -> None: ...

class CampaignTimeRow(_message.Message):
    __slots__ = ["stage_counts", "unit"]
    STAGE_COUNTS_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    stage_counts: _containers.RepeatedScalarFieldContainer[int]
    unit: int
    def __init__(self, unit: _Optional[int] = ..., stage_counts: _Optional[_Iterable[int]] = ...) -> None: ...

class ComputeCampaignPerformanceRequest(_message.Message):
    __slots__ = ["attribution_window", "bucket_multiple", "campaign_ids", "conversion_selector", "customer_filter", "group_limit", "options", "series_bucket", "split", "times", "window"]
    ATTRIBUTION_WINDOW_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_IDS_FIELD_NUMBER: _ClassVar[int]
    CONVERSION_SELECTOR_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_LIMIT_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    SPLIT_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    attribution_window: _duration_pb2.Duration
    bucket_multiple: int
    campaign_ids: _containers.RepeatedScalarFieldContainer[str]
    conversion_selector: _query_pb2.ActivitySelector
    customer_filter: _query_pb2.Filter
    group_limit: int
    options: _query_pb2.QueryOptions
    series_bucket: _query_pb2.BucketUnit
    split: CampaignSplit
    times: bool
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., campaign_ids: _Optional[_Iterable[str]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., split: _Optional[_Union[CampaignSplit, str]] = ..., group_limit: _Optional[int] = ..., conversion_selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., attribution_window: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., times: bool = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeCampaignPerformanceResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[CampaignGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[CampaignGroup, _Mapping]]] = ...) -> None: ...

class CampaignSplit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CampaignMemberGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
