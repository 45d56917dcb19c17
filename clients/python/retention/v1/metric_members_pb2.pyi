from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import acquisition_cost_pb2 as _acquisition_cost_pb2
from retention.v1 import activity_pb2 as _activity_pb2
from retention.v1 import campaign_performance_pb2 as _campaign_performance_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import churn_reasons_pb2 as _churn_reasons_pb2
from retention.v1 import cohort_retention_pb2 as _cohort_retention_pb2
from retention.v1 import coupon_redemption_pb2 as _coupon_redemption_pb2
from retention.v1 import event_pb2 as _event_pb2
from retention.v1 import funnel_pb2 as _funnel_pb2
from retention.v1 import lifecycle_pb2 as _lifecycle_pb2
from retention.v1 import lifetime_pb2 as _lifetime_pb2
from retention.v1 import lifetime_value_pb2 as _lifetime_value_pb2
from retention.v1 import loyalty_pb2 as _loyalty_pb2
from retention.v1 import query_pb2 as _query_pb2
from retention.v1 import recurring_revenue_pb2 as _recurring_revenue_pb2
from retention.v1 import referral_pb2 as _referral_pb2
from retention.v1 import repeat_purchase_pb2 as _repeat_purchase_pb2
from retention.v1 import retention_pb2 as _retention_pb2
from retention.v1 import support_pb2 as _support_pb2
from retention.v1 import survey_pb2 as _survey_pb2
from retention.v1 import win_back_pb2 as _win_back_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
LOSS_DATING_AT_DEADLINE: LossDating
LOSS_DATING_AT_LAST_EVENT: LossDating
LOSS_DATING_UNSPECIFIED: LossDating

class AcquisitionMembers(_message.Message):
    __slots__ = ["bucket_index", "channel", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    channel: _query_pb2.Group
    request: _acquisition_cost_pb2.ComputeAcquisitionCostRequest
    def __init__(self, request: _Optional[_Union[_acquisition_cost_pb2.ComputeAcquisitionCostRequest, _Mapping]] = ..., bucket_index: _Optional[int] = ..., channel: _Optional[_Union[_query_pb2.Group, _Mapping]] = ...) -> None: ...

class ActivityMembers(_message.Message):
    __slots__ = ["bucket_index", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    request: _activity_pb2.ComputeActivityRequest
    def __init__(self, request: _Optional[_Union[_activity_pb2.ComputeActivityRequest, _Mapping]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class CampaignMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request", "stage"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _campaign_performance_pb2.CampaignMemberGroup
    request: _campaign_performance_pb2.ComputeCampaignPerformanceRequest
    stage: _event_pb2.CampaignStage
    def __init__(self, request: _Optional[_Union[_campaign_performance_pb2.ComputeCampaignPerformanceRequest, _Mapping]] = ..., group: _Optional[_Union[_campaign_performance_pb2.CampaignMemberGroup, str]] = ..., bucket_index: _Optional[int] = ..., stage: _Optional[_Union[_event_pb2.CampaignStage, str]] = ...) -> None: ...

class ChurnMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "loss_dating", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    LOSS_DATING_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _churn_pb2.ChurnGroup
    loss_dating: LossDating
    request: _churn_pb2.ComputeChurnRequest
    def __init__(self, request: _Optional[_Union[_churn_pb2.ComputeChurnRequest, _Mapping]] = ..., group: _Optional[_Union[_churn_pb2.ChurnGroup, str]] = ..., bucket_index: _Optional[int] = ..., loss_dating: _Optional[_Union[LossDating, str]] = ...) -> None: ...

class ChurnReasonMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request", "text"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _churn_reasons_pb2.ChurnReasonGroup
    request: _churn_reasons_pb2.ListChurnReasonsRequest
    text: str
    def __init__(self, request: _Optional[_Union[_churn_reasons_pb2.ListChurnReasonsRequest, _Mapping]] = ..., group: _Optional[_Union[_churn_reasons_pb2.ChurnReasonGroup, str]] = ..., text: _Optional[str] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class CohortMembers(_message.Message):
    __slots__ = ["cohort_index", "group", "k", "request"]
    COHORT_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    K_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    cohort_index: int
    group: _query_pb2.Group
    k: int
    request: _cohort_retention_pb2.ComputeCohortRetentionRequest
    def __init__(self, request: _Optional[_Union[_cohort_retention_pb2.ComputeCohortRetentionRequest, _Mapping]] = ..., cohort_index: _Optional[int] = ..., k: _Optional[int] = ..., group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ...) -> None: ...

class CouponMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _coupon_redemption_pb2.CouponGroup
    request: _coupon_redemption_pb2.ComputeCouponRedemptionRequest
    def __init__(self, request: _Optional[_Union[_coupon_redemption_pb2.ComputeCouponRedemptionRequest, _Mapping]] = ..., group: _Optional[_Union[_coupon_redemption_pb2.CouponGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class FunnelMembers(_message.Message):
    __slots__ = ["bucket_index", "outcome", "request", "step"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    outcome: _funnel_pb2.FunnelOutcome
    request: _funnel_pb2.ComputeFunnelRequest
    step: int
    def __init__(self, request: _Optional[_Union[_funnel_pb2.ComputeFunnelRequest, _Mapping]] = ..., step: _Optional[int] = ..., outcome: _Optional[_Union[_funnel_pb2.FunnelOutcome, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class LifecycleMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _lifecycle_pb2.LifecycleGroup
    request: _lifecycle_pb2.ComputeLifecycleRequest
    def __init__(self, request: _Optional[_Union[_lifecycle_pb2.ComputeLifecycleRequest, _Mapping]] = ..., bucket_index: _Optional[int] = ..., group: _Optional[_Union[_lifecycle_pb2.LifecycleGroup, str]] = ...) -> None: ...

class LifetimeMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _lifetime_pb2.LifetimeGroup
    request: _lifetime_pb2.ComputeLifetimeRequest
    def __init__(self, request: _Optional[_Union[_lifetime_pb2.ComputeLifetimeRequest, _Mapping]] = ..., group: _Optional[_Union[_lifetime_pb2.LifetimeGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class LifetimeValueMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _lifetime_value_pb2.LifetimeValueGroup
    request: _lifetime_value_pb2.ComputeLifetimeValueRequest
    def __init__(self, request: _Optional[_Union[_lifetime_value_pb2.ComputeLifetimeValueRequest, _Mapping]] = ..., group: _Optional[_Union[_lifetime_value_pb2.LifetimeValueGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class ListMetricMembersRequest(_message.Message):
    __slots__ = ["acquisition_cost", "activity", "campaign_performance", "churn", "churn_reasons", "cohort_retention", "coupon_redemption", "funnel", "lifecycle", "lifetime", "lifetime_value", "loyalty", "page_size", "page_token", "recurring_revenue", "referral", "repeat_purchase", "reply_group", "retention", "support", "survey_score", "win_back"]
    ACQUISITION_COST_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_PERFORMANCE_FIELD_NUMBER: _ClassVar[int]
    CHURN_FIELD_NUMBER: _ClassVar[int]
    CHURN_REASONS_FIELD_NUMBER: _ClassVar[int]
    COHORT_RETENTION_FIELD_NUMBER: _ClassVar[int]
    COUPON_REDEMPTION_FIELD_NUMBER: _ClassVar[int]
    FUNNEL_FIELD_NUMBER: _ClassVar[int]
    LIFECYCLE_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_VALUE_FIELD_NUMBER: _ClassVar[int]
    LOYALTY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RECURRING_REVENUE_FIELD_NUMBER: _ClassVar[int]
    REFERRAL_FIELD_NUMBER: _ClassVar[int]
    REPEAT_PURCHASE_FIELD_NUMBER: _ClassVar[int]
    REPLY_GROUP_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    SUPPORT_FIELD_NUMBER: _ClassVar[int]
    SURVEY_SCORE_FIELD_NUMBER: _ClassVar[int]
    WIN_BACK_FIELD_NUMBER: _ClassVar[int]
    acquisition_cost: AcquisitionMembers
    activity: ActivityMembers
    campaign_performance: CampaignMembers
    churn: ChurnMembers
    churn_reasons: ChurnReasonMembers
    cohort_retention: CohortMembers
    coupon_redemption: CouponMembers
    funnel: FunnelMembers
    lifecycle: LifecycleMembers
    lifetime: LifetimeMembers
    lifetime_value: LifetimeValueMembers
    loyalty: LoyaltyMembers
    page_size: int
    page_token: str
    recurring_revenue: RecurringRevenueMembers
    referral: ReferralMembers
    repeat_purchase: RepeatPurchaseMembers
    reply_group: _query_pb2.Group
    retention: RetentionMembers
    support: SupportMembers
    survey_score: SurveyMembers
    win_back: WinBackMembers
    def __init__(self, churn: _Optional[_Union[ChurnMembers, _Mapping]] = ..., retention: _Optional[_Union[RetentionMembers, _Mapping]] = ..., cohort_retention: _Optional[_Union[CohortMembers, _Mapping]] = ..., activity: _Optional[_Union[ActivityMembers, _Mapping]] = ..., lifecycle: _Optional[_Union[LifecycleMembers, _Mapping]] = ..., repeat_purchase: _Optional[_Union[RepeatPurchaseMembers, _Mapping]] = ..., survey_score: _Optional[_Union[SurveyMembers, _Mapping]] = ..., recurring_revenue: _Optional[_Union[RecurringRevenueMembers, _Mapping]] = ..., funnel: _Optional[_Union[FunnelMembers, _Mapping]] = ..., churn_reasons: _Optional[_Union[ChurnReasonMembers, _Mapping]] = ..., win_back: _Optional[_Union[WinBackMembers, _Mapping]] = ..., lifetime: _Optional[_Union[LifetimeMembers, _Mapping]] = ..., lifetime_value: _Optional[_Union[LifetimeValueMembers, _Mapping]] = ..., acquisition_cost: _Optional[_Union[AcquisitionMembers, _Mapping]] = ..., loyalty: _Optional[_Union[LoyaltyMembers, _Mapping]] = ..., support: _Optional[_Union[SupportMembers, _Mapping]] = ..., coupon_redemption: _Optional[_Union[CouponMembers, _Mapping]] = ..., campaign_performance: _Optional[_Union[CampaignMembers, _Mapping]] = ..., referral: _Optional[_Union[ReferralMembers, _Mapping]] = ..., page_size: _Optional[int] = ..., reply_group: _Optional[_Union[_query_pb2.Group, _Mapping]] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMetricMembersResponse(_message.Message):
    __slots__ = ["info", "members", "next_page_token", "total_count"]
    INFO_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    info: _query_pb2.AnswerInfo
    members: _containers.RepeatedCompositeFieldContainer[MetricMember]
    next_page_token: str
    total_count: int
    def __init__(self, info: _Optional[_Union[_query_pb2.AnswerInfo, _Mapping]] = ..., members: _Optional[_Iterable[_Union[MetricMember, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., total_count: _Optional[int] = ...) -> None: ...

class LoyaltyMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _loyalty_pb2.LoyaltyGroup
    request: _loyalty_pb2.ComputeLoyaltyRequest
    def __init__(self, request: _Optional[_Union[_loyalty_pb2.ComputeLoyaltyRequest, _Mapping]] = ..., group: _Optional[_Union[_loyalty_pb2.LoyaltyGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class MemberRevenue(_message.Message):
    __slots__ = ["end_minor_units", "start_minor_units"]
    END_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    START_MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    end_minor_units: int
    start_minor_units: int
    def __init__(self, start_minor_units: _Optional[int] = ..., end_minor_units: _Optional[int] = ...) -> None: ...

class MetricMember(_message.Message):
    __slots__ = ["customer_id", "recurring_revenue", "returned_cells", "time"]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    RECURRING_REVENUE_FIELD_NUMBER: _ClassVar[int]
    RETURNED_CELLS_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    recurring_revenue: MemberRevenue
    returned_cells: _containers.RepeatedScalarFieldContainer[int]
    time: _timestamp_pb2.Timestamp
    def __init__(self, customer_id: _Optional[str] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., returned_cells: _Optional[_Iterable[int]] = ..., recurring_revenue: _Optional[_Union[MemberRevenue, _Mapping]] = ...) -> None: ...

class RecurringRevenueMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _recurring_revenue_pb2.RecurringRevenueTotal
    request: _recurring_revenue_pb2.ComputeRecurringRevenueRequest
    def __init__(self, request: _Optional[_Union[_recurring_revenue_pb2.ComputeRecurringRevenueRequest, _Mapping]] = ..., group: _Optional[_Union[_recurring_revenue_pb2.RecurringRevenueTotal, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class ReferralMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _referral_pb2.ReferralGroup
    request: _referral_pb2.ComputeReferralRequest
    def __init__(self, request: _Optional[_Union[_referral_pb2.ComputeReferralRequest, _Mapping]] = ..., group: _Optional[_Union[_referral_pb2.ReferralGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class RepeatPurchaseMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _repeat_purchase_pb2.RepeatPurchaseGroup
    request: _repeat_purchase_pb2.ComputeRepeatPurchaseRequest
    def __init__(self, request: _Optional[_Union[_repeat_purchase_pb2.ComputeRepeatPurchaseRequest, _Mapping]] = ..., group: _Optional[_Union[_repeat_purchase_pb2.RepeatPurchaseGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class RetentionMembers(_message.Message):
    __slots__ = ["comparison_index", "group", "request"]
    COMPARISON_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    comparison_index: int
    group: _retention_pb2.RetentionGroup
    request: _retention_pb2.ComputeRetentionRequest
    def __init__(self, request: _Optional[_Union[_retention_pb2.ComputeRetentionRequest, _Mapping]] = ..., group: _Optional[_Union[_retention_pb2.RetentionGroup, str]] = ..., comparison_index: _Optional[int] = ...) -> None: ...

class SupportMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _support_pb2.SupportGroup
    request: _support_pb2.ComputeSupportRequest
    def __init__(self, request: _Optional[_Union[_support_pb2.ComputeSupportRequest, _Mapping]] = ..., group: _Optional[_Union[_support_pb2.SupportGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class SurveyMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _survey_pb2.SurveyGroup
    request: _survey_pb2.ComputeSurveyScoreRequest
    def __init__(self, request: _Optional[_Union[_survey_pb2.ComputeSurveyScoreRequest, _Mapping]] = ..., group: _Optional[_Union[_survey_pb2.SurveyGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class WinBackMembers(_message.Message):
    __slots__ = ["bucket_index", "group", "request"]
    BUCKET_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    bucket_index: int
    group: _win_back_pb2.WinBackGroup
    request: _win_back_pb2.ComputeWinBackRequest
    def __init__(self, request: _Optional[_Union[_win_back_pb2.ComputeWinBackRequest, _Mapping]] = ..., group: _Optional[_Union[_win_back_pb2.WinBackGroup, str]] = ..., bucket_index: _Optional[int] = ...) -> None: ...

class LossDating(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
