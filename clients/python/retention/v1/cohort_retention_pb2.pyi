from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

BUCKETING_CALENDAR: Bucketing
BUCKETING_ROLLING: Bucketing
BUCKETING_UNSPECIFIED: Bucketing
COHORT_RULE_FIRST_EVER: CohortRule
COHORT_RULE_FIRST_MATCHING: CohortRule
COHORT_RULE_RECURRING: CohortRule
COHORT_RULE_UNSPECIFIED: CohortRule
DESCRIPTOR: _descriptor.FileDescriptor
RETURN_CRITERION_ON: ReturnCriterion
RETURN_CRITERION_ON_OR_AFTER: ReturnCriterion
RETURN_CRITERION_ON_OR_BEFORE: ReturnCriterion
RETURN_CRITERION_STREAK: ReturnCriterion
RETURN_CRITERION_UNSPECIFIED: ReturnCriterion

class Cohort(_message.Message):
    __slots__ = ["cells", "returned_in_bucket_0", "size", "state", "window"]
    CELLS_FIELD_NUMBER: _ClassVar[int]
    RETURNED_IN_BUCKET_0_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    cells: _containers.RepeatedCompositeFieldContainer[CohortCell]
    returned_in_bucket_0: int
    size: int
    state: _query_pb2.CellState
    window: _query_pb2.Interval
    def __init__(self, window: _Optional[_Union[_query_pb2.Interval, _Mapping]] = ..., state: _Optional[_Union[_query_pb2.CellState, str]] = ..., size: _Optional[int] = ..., returned_in_bucket_0: _Optional[int] = ..., cells: _Optional[_Iterable[_Union[CohortCell, _Mapping]]] = ...) -> None: ...

class CohortAverage(_message.Message):
    __slots__ = ["k", "pooled", "simple"]
    K_FIELD_NUMBER: _ClassVar[int]
    POOLED_FIELD_NUMBER: _ClassVar[int]
    SIMPLE_FIELD_NUMBER: _ClassVar[int]
    k: int
    pooled: _query_pb2.Ratio
    simple: float
    def __init__(self, k: _Optional[int] = ..., pooled: _Optional[_Union[_query_pb2.Ratio, _Mapping]] = ..., simple: _Optional[float] = ...) -> None: ...

class CohortCell(_message.Message):
    __slots__ = ["count", "eligible", "eligible_returned", "rate", "state"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_RETURNED_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    count: int
    eligible: int
    eligible_returned: int
    rate: float
    state: _query_pb2.CellState
    def __init__(self, state: _Optional[_Union[_query_pb2.CellState, str]] = ..., count: _Optional[int] = ..., eligible: _Optional[int] = ..., eligible_returned: _Optional[int] = ..., rate: _Optional[float] = ...) -> None: ...

class CohortGroup(_message.Message):
    __slots__ = ["averages", "cohorts", "group"]
    AVERAGES_FIELD_NUMBER: _ClassVar[int]
    COHORTS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    averages: _containers.RepeatedCompositeFieldContainer[CohortAverage]
    cohorts: _containers.RepeatedCompositeFieldContainer[Cohort]
    group: _query_pb2.Group
    def __init__(self, group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., cohorts: _Optional[_Iterable[_Union[Cohort, _Mapping]]] = ..., averages: _Optional[_Iterable[_Union[CohortAverage, _Mapping]]] = ...) -> None: ...

class ComputeCohortRetentionRequest(_message.Message):
    __slots__ = ["bracket_sizes", "bucket", "bucket_multiple", "bucketing", "cohort_rule", "count_by", "criterion", "customer_filter", "group_by", "min_occurrences", "options", "return_selector", "start_selector", "window"]
    BRACKET_SIZES_FIELD_NUMBER: _ClassVar[int]
    BUCKETING_FIELD_NUMBER: _ClassVar[int]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    BUCKET_MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    COHORT_RULE_FIELD_NUMBER: _ClassVar[int]
    COUNT_BY_FIELD_NUMBER: _ClassVar[int]
    CRITERION_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    MIN_OCCURRENCES_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    RETURN_SELECTOR_FIELD_NUMBER: _ClassVar[int]
    START_SELECTOR_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    bracket_sizes: _containers.RepeatedScalarFieldContainer[int]
    bucket: _query_pb2.BucketUnit
    bucket_multiple: int
    bucketing: Bucketing
    cohort_rule: CohortRule
    count_by: str
    criterion: ReturnCriterion
    customer_filter: _query_pb2.Filter
    group_by: _query_pb2.GroupBy
    min_occurrences: int
    options: _query_pb2.QueryOptions
    return_selector: _query_pb2.ActivitySelector
    start_selector: _query_pb2.ActivitySelector
    window: _query_pb2.Window
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., window: _Optional[_Union[_query_pb2.Window, _Mapping]] = ..., start_selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., return_selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., customer_filter: _Optional[_Union[_query_pb2.Filter, _Mapping]] = ..., cohort_rule: _Optional[_Union[CohortRule, str]] = ..., bucket: _Optional[_Union[_query_pb2.BucketUnit, str]] = ..., bucket_multiple: _Optional[int] = ..., bucketing: _Optional[_Union[Bucketing, str]] = ..., criterion: _Optional[_Union[ReturnCriterion, str]] = ..., bracket_sizes: _Optional[_Iterable[int]] = ..., min_occurrences: _Optional[int] = ..., group_by: _Optional[_Union[_query_pb2.GroupBy, _Mapping]] = ..., count_by: _Optional[str] = ...) -> None: ...

class ComputeCohortRetentionResponse(_message.Message):
    __slots__ = ["groups", "info"]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INFO_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[CohortGroup]
    info: _query_pb2.AnswerInfo
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[CohortGroup, _Mapping]]] = ...) -> None: ...

class CohortRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Bucketing(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ReturnCriterion(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
