from google.protobuf import duration_pb2 as _duration_pb2
from retention.v1 import acquisition_cost_pb2 as _acquisition_cost_pb2
from retention.v1 import activity_pb2 as _activity_pb2
from retention.v1 import campaign_performance_pb2 as _campaign_performance_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import cohort_retention_pb2 as _cohort_retention_pb2
from retention.v1 import coupon_redemption_pb2 as _coupon_redemption_pb2
from retention.v1 import funnel_pb2 as _funnel_pb2
from retention.v1 import ingestion_service_pb2 as _ingestion_service_pb2
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
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BatchComputeRequest(_message.Message):
    __slots__ = ["options", "requests"]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    REQUESTS_FIELD_NUMBER: _ClassVar[int]
    options: _query_pb2.QueryOptions
    requests: _containers.RepeatedCompositeFieldContainer[MetricRequest]
    def __init__(self, options: _Optional[_Union[_query_pb2.QueryOptions, _Mapping]] = ..., requests: _Optional[_Iterable[_Union[MetricRequest, _Mapping]]] = ...) -> None: ...

class BatchComputeResponse(_message.Message):
    __slots__ = ["answers"]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[MetricAnswer]
    def __init__(self, answers: _Optional[_Iterable[_Union[MetricAnswer, _Mapping]]] = ...) -> None: ...

class MetricAnswer(_message.Message):
    __slots__ = ["failure", "response"]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    failure: _ingestion_service_pb2.Failure
    response: MetricResponse
    def __init__(self, response: _Optional[_Union[MetricResponse, _Mapping]] = ..., failure: _Optional[_Union[_ingestion_service_pb2.Failure, _Mapping]] = ...) -> None: ...

class MetricRequest(_message.Message):
    __slots__ = ["acquisition_cost", "activity", "campaign_performance", "churn", "cohort_retention", "coupon_redemption", "funnel", "lifecycle", "lifetime", "lifetime_value", "loyalty", "recurring_revenue", "referral", "repeat_purchase", "retention", "support", "survey_score", "win_back"]
    ACQUISITION_COST_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_PERFORMANCE_FIELD_NUMBER: _ClassVar[int]
    CHURN_FIELD_NUMBER: _ClassVar[int]
    COHORT_RETENTION_FIELD_NUMBER: _ClassVar[int]
    COUPON_REDEMPTION_FIELD_NUMBER: _ClassVar[int]
    FUNNEL_FIELD_NUMBER: _ClassVar[int]
    LIFECYCLE_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_VALUE_FIELD_NUMBER: _ClassVar[int]
    LOYALTY_FIELD_NUMBER: _ClassVar[int]
    RECURRING_REVENUE_FIELD_NUMBER: _ClassVar[int]
    REFERRAL_FIELD_NUMBER: _ClassVar[int]
    REPEAT_PURCHASE_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    SUPPORT_FIELD_NUMBER: _ClassVar[int]
    SURVEY_SCORE_FIELD_NUMBER: _ClassVar[int]
    WIN_BACK_FIELD_NUMBER: _ClassVar[int]
    acquisition_cost: _acquisition_cost_pb2.ComputeAcquisitionCostRequest
    activity: _activity_pb2.ComputeActivityRequest
    campaign_performance: _campaign_performance_pb2.ComputeCampaignPerformanceRequest
    churn: _churn_pb2.ComputeChurnRequest
    cohort_retention: _cohort_retention_pb2.ComputeCohortRetentionRequest
    coupon_redemption: _coupon_redemption_pb2.ComputeCouponRedemptionRequest
    funnel: _funnel_pb2.ComputeFunnelRequest
    lifecycle: _lifecycle_pb2.ComputeLifecycleRequest
    lifetime: _lifetime_pb2.ComputeLifetimeRequest
    lifetime_value: _lifetime_value_pb2.ComputeLifetimeValueRequest
    loyalty: _loyalty_pb2.ComputeLoyaltyRequest
    recurring_revenue: _recurring_revenue_pb2.ComputeRecurringRevenueRequest
    referral: _referral_pb2.ComputeReferralRequest
    repeat_purchase: _repeat_purchase_pb2.ComputeRepeatPurchaseRequest
    retention: _retention_pb2.ComputeRetentionRequest
    support: _support_pb2.ComputeSupportRequest
    survey_score: _survey_pb2.ComputeSurveyScoreRequest
    win_back: _win_back_pb2.ComputeWinBackRequest
    def __init__(self, churn: _Optional[_Union[_churn_pb2.ComputeChurnRequest, _Mapping]] = ..., retention: _Optional[_Union[_retention_pb2.ComputeRetentionRequest, _Mapping]] = ..., cohort_retention: _Optional[_Union[_cohort_retention_pb2.ComputeCohortRetentionRequest, _Mapping]] = ..., activity: _Optional[_Union[_activity_pb2.ComputeActivityRequest, _Mapping]] = ..., lifecycle: _Optional[_Union[_lifecycle_pb2.ComputeLifecycleRequest, _Mapping]] = ..., repeat_purchase: _Optional[_Union[_repeat_purchase_pb2.ComputeRepeatPurchaseRequest, _Mapping]] = ..., survey_score: _Optional[_Union[_survey_pb2.ComputeSurveyScoreRequest, _Mapping]] = ..., coupon_redemption: _Optional[_Union[_coupon_redemption_pb2.ComputeCouponRedemptionRequest, _Mapping]] = ..., campaign_performance: _Optional[_Union[_campaign_performance_pb2.ComputeCampaignPerformanceRequest, _Mapping]] = ..., loyalty: _Optional[_Union[_loyalty_pb2.ComputeLoyaltyRequest, _Mapping]] = ..., support: _Optional[_Union[_support_pb2.ComputeSupportRequest, _Mapping]] = ..., referral: _Optional[_Union[_referral_pb2.ComputeReferralRequest, _Mapping]] = ..., funnel: _Optional[_Union[_funnel_pb2.ComputeFunnelRequest, _Mapping]] = ..., win_back: _Optional[_Union[_win_back_pb2.ComputeWinBackRequest, _Mapping]] = ..., recurring_revenue: _Optional[_Union[_recurring_revenue_pb2.ComputeRecurringRevenueRequest, _Mapping]] = ..., lifetime: _Optional[_Union[_lifetime_pb2.ComputeLifetimeRequest, _Mapping]] = ..., lifetime_value: _Optional[_Union[_lifetime_value_pb2.ComputeLifetimeValueRequest, _Mapping]] = ..., acquisition_cost: _Optional[_Union[_acquisition_cost_pb2.ComputeAcquisitionCostRequest, _Mapping]] = ...) -> None: ...

class MetricResponse(_message.Message):
    __slots__ = ["acquisition_cost", "activity", "campaign_performance", "churn", "cohort_retention", "coupon_redemption", "funnel", "lifecycle", "lifetime", "lifetime_value", "loyalty", "recurring_revenue", "referral", "repeat_purchase", "retention", "support", "survey_score", "win_back"]
    ACQUISITION_COST_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_PERFORMANCE_FIELD_NUMBER: _ClassVar[int]
    CHURN_FIELD_NUMBER: _ClassVar[int]
    COHORT_RETENTION_FIELD_NUMBER: _ClassVar[int]
    COUPON_REDEMPTION_FIELD_NUMBER: _ClassVar[int]
    FUNNEL_FIELD_NUMBER: _ClassVar[int]
    LIFECYCLE_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_VALUE_FIELD_NUMBER: _ClassVar[int]
    LOYALTY_FIELD_NUMBER: _ClassVar[int]
    RECURRING_REVENUE_FIELD_NUMBER: _ClassVar[int]
    REFERRAL_FIELD_NUMBER: _ClassVar[int]
    REPEAT_PURCHASE_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    SUPPORT_FIELD_NUMBER: _ClassVar[int]
    SURVEY_SCORE_FIELD_NUMBER: _ClassVar[int]
    WIN_BACK_FIELD_NUMBER: _ClassVar[int]
    acquisition_cost: _acquisition_cost_pb2.ComputeAcquisitionCostResponse
    activity: _activity_pb2.ComputeActivityResponse
    campaign_performance: _campaign_performance_pb2.ComputeCampaignPerformanceResponse
    churn: _churn_pb2.ComputeChurnResponse
    cohort_retention: _cohort_retention_pb2.ComputeCohortRetentionResponse
    coupon_redemption: _coupon_redemption_pb2.ComputeCouponRedemptionResponse
    funnel: _funnel_pb2.ComputeFunnelResponse
    lifecycle: _lifecycle_pb2.ComputeLifecycleResponse
    lifetime: _lifetime_pb2.ComputeLifetimeResponse
    lifetime_value: _lifetime_value_pb2.ComputeLifetimeValueResponse
    loyalty: _loyalty_pb2.ComputeLoyaltyResponse
    recurring_revenue: _recurring_revenue_pb2.ComputeRecurringRevenueResponse
    referral: _referral_pb2.ComputeReferralResponse
    repeat_purchase: _repeat_purchase_pb2.ComputeRepeatPurchaseResponse
    retention: _retention_pb2.ComputeRetentionResponse
    support: _support_pb2.ComputeSupportResponse
    survey_score: _survey_pb2.ComputeSurveyScoreResponse
    win_back: _win_back_pb2.ComputeWinBackResponse
    def __init__(self, churn: _Optional[_Union[_churn_pb2.ComputeChurnResponse, _Mapping]] = ..., retention: _Optional[_Union[_retention_pb2.ComputeRetentionResponse, _Mapping]] = ..., cohort_retention: _Optional[_Union[_cohort_retention_pb2.ComputeCohortRetentionResponse, _Mapping]] = ..., activity: _Optional[_Union[_activity_pb2.ComputeActivityResponse, _Mapping]] = ..., lifecycle: _Optional[_Union[_lifecycle_pb2.ComputeLifecycleResponse, _Mapping]] = ..., repeat_purchase: _Optional[_Union[_repeat_purchase_pb2.ComputeRepeatPurchaseResponse, _Mapping]] = ..., survey_score: _Optional[_Union[_survey_pb2.ComputeSurveyScoreResponse, _Mapping]] = ..., coupon_redemption: _Optional[_Union[_coupon_redemption_pb2.ComputeCouponRedemptionResponse, _Mapping]] = ..., campaign_performance: _Optional[_Union[_campaign_performance_pb2.ComputeCampaignPerformanceResponse, _Mapping]] = ..., loyalty: _Optional[_Union[_loyalty_pb2.ComputeLoyaltyResponse, _Mapping]] = ..., support: _Optional[_Union[_support_pb2.ComputeSupportResponse, _Mapping]] = ..., referral: _Optional[_Union[_referral_pb2.ComputeReferralResponse, _Mapping]] = ..., funnel: _Optional[_Union[_funnel_pb2.ComputeFunnelResponse, _Mapping]] = ..., win_back: _Optional[_Union[_win_back_pb2.ComputeWinBackResponse, _Mapping]] = ..., recurring_revenue: _Optional[_Union[_recurring_revenue_pb2.ComputeRecurringRevenueResponse, _Mapping]] = ..., lifetime: _Optional[_Union[_lifetime_pb2.ComputeLifetimeResponse, _Mapping]] = ..., lifetime_value: _Optional[_Union[_lifetime_value_pb2.ComputeLifetimeValueResponse, _Mapping]] = ..., acquisition_cost: _Optional[_Union[_acquisition_cost_pb2.ComputeAcquisitionCostResponse, _Mapping]] = ...) -> None: ...

class WatchMetricRequest(_message.Message):
    __slots__ = ["interval", "request"]
    INTERVAL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    interval: _duration_pb2.Duration
    request: MetricRequest
    def __init__(self, request: _Optional[_Union[MetricRequest, _Mapping]] = ..., interval: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class WatchMetricResponse(_message.Message):
    __slots__ = ["response"]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    response: MetricResponse
    def __init__(self, response: _Optional[_Union[MetricResponse, _Mapping]] = ...) -> None: ...
