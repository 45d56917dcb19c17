from retention.v1 import event_pb2 as _event_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
SURVEY_COUNTING_ALL_ANSWERS: SurveyCounting
SURVEY_COUNTING_LATEST_PER_CUSTOMER: SurveyCounting
SURVEY_COUNTING_UNSPECIFIED: SurveyCounting
SURVEY_GROUP_ANSWERERS: SurveyGroup
SURVEY_GROUP_DETRACTORS: SurveyGroup
SURVEY_GROUP_PASSIVES: SurveyGroup
SURVEY_GROUP_PROMOTERS: SurveyGroup
SURVEY_GROUP_SATISFIED: SurveyGroup
SURVEY_GROUP_UNSPECIFIED: SurveyGroup

class ComputeSurveyScoreRequest(_message.Message):
    __slots__ = ["bucket_multiple", "counting", "customer_filter", "event_filter", "group_by", "options", "series_bucket", "survey_id", "type", "window"]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    COUNTING_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    EVENT_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SERIES_BUCKET_FIELD_NUMBER: _ClassVar[int]
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bucket_multiple: int
    counting: SurveyCounting
    customer_filter: _query_pb2.Filter
    event_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    options: _query_pb2.QueryOptions
    series_bucket: _query_pb2.BucketUnit
    survey_id: str
    type: _event_pb2.SurveyType
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., type: _Optional[_Union[_event_pb2.SurveyType, str]] = ..., survey_id: _Optional[str] = ..., counting: _Optional[_Union[SurveyCounting, str]] = ..., event_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., series_bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ...) -> None: ...

class ComputeSurveyScoreResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[SurveyScoreGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[SurveyScoreGroup, _Mapping]]] = ...) -> None: ...

class SurveyScore(_message.Message):
    __slots__ = ["answer_count", "customer_count", "detractor_count", "mean_score", "net_promoter_score", "passive_count", "promoter_count", "satisfied", "score_counts"]
    ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    DETRACTOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEAN_SCORE_FIELD_NUMBER: _ClassVar[int]
    NET_PROMOTER_SCORE_FIELD_NUMBER: _ClassVar[int]
    PASSIVE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PROMOTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    SATISFIED_FIELD_NUMBER: _ClassVar[int]
    SCORE_COUNTS_FIELD_NUMBER: _ClassVar[int]
    answer_count: int
    customer_count: int
    detractor_count: int
    mean_score: float
    net_promoter_score: float
    passive_count: int
    promoter_count: int
    satisfied: _query_pb2.Ratio
    score_counts: _containers.RepeatedCompositeFieldContainer[SurveyScoreCount]
    def __init__(self, customer_count: _Optional[int] = ..., answer_count: _Optional[int] = ..., promoter_count: _Optional[int] = ..., passive_count: _Optional[int] = ..., detractor_count: _Optional[int] = ..., net_promoter_score: _Optional[float] = ..., satisfied: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., mean_score: _Optional[float] = ..., score_counts: _Optional[_Iterable[_Union[SurveyScoreCount, _Mapping]]] = ...) -> None: ...

class SurveyScoreBucket(_message.Message):
    __slots__ = ["score", "state", "window"]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    score: SurveyScore
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., score: _Optional[_Union[SurveyScore, _Mapping]] = ...) -> None: ...

class SurveyScoreCount(_message.Message):
    __slots__ = ["answer_count", "score"]
    ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    answer_count: int
    score: int
    def __init__(self, score: _Optional[int] = ..., answer_count: _Optional[int] = ...) -> None: ...

class SurveyScoreGroup(_message.Message):
    __slots__ = ["group", "score", "series"]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    group: _query_pb2.Group
    score: SurveyScore
    series: _containers.RepeatedCompositeFieldContainer[SurveyScoreBucket]
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., score: _Optional[_Union[SurveyScore, _Mapping]] = ..., series: _Optional[_Iterable[_Union[SurveyScoreBucket, _Mapping]]] = ...) -> None: ...

class SurveyCounting(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SurveyGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
