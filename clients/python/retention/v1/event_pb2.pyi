from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

CAMPAIGN_CHANNEL_EMAIL: CampaignChannel
CAMPAIGN_CHANNEL_IN_APP: CampaignChannel
CAMPAIGN_CHANNEL_OTHER: CampaignChannel
CAMPAIGN_CHANNEL_PUSH: CampaignChannel
CAMPAIGN_CHANNEL_SMS: CampaignChannel
CAMPAIGN_CHANNEL_UNSPECIFIED: CampaignChannel
CAMPAIGN_STAGE_BOUNCED: CampaignStage
CAMPAIGN_STAGE_CLICKED: CampaignStage
CAMPAIGN_STAGE_CONVERTED: CampaignStage
CAMPAIGN_STAGE_DELIVERED: CampaignStage
CAMPAIGN_STAGE_OPENED: CampaignStage
CAMPAIGN_STAGE_SENT: CampaignStage
CAMPAIGN_STAGE_UNSPECIFIED: CampaignStage
CAMPAIGN_STAGE_UNSUBSCRIBED: CampaignStage
CANCEL_REASON_DELINQUENT: CancelReason
CANCEL_REASON_UNSPECIFIED: CancelReason
CANCEL_REASON_VOLUNTARY: CancelReason
COUPON_ACTION_EXPIRED: CouponAction
COUPON_ACTION_ISSUED: CouponAction
COUPON_ACTION_REDEEMED: CouponAction
COUPON_ACTION_UNSPECIFIED: CouponAction
DESCRIPTOR: _descriptor.FileDescriptor
EVENT_KIND_ACTIVITY: EventKind
EVENT_KIND_CAMPAIGN_TOUCH: EventKind
EVENT_KIND_COUPON: EventKind
EVENT_KIND_LOYALTY: EventKind
EVENT_KIND_PROFILE: EventKind
EVENT_KIND_PURCHASE: EventKind
EVENT_KIND_REFERRAL: EventKind
EVENT_KIND_REFUND: EventKind
EVENT_KIND_RETRACTION: EventKind
EVENT_KIND_SPEND: EventKind
EVENT_KIND_SUBSCRIPTION: EventKind
EVENT_KIND_SUPPORT_CASE: EventKind
EVENT_KIND_SURVEY_RESPONSE: EventKind
EVENT_KIND_UNSPECIFIED: EventKind
LOYALTY_ACTION_EARNED: LoyaltyAction
LOYALTY_ACTION_EXPIRED: LoyaltyAction
LOYALTY_ACTION_REDEEMED: LoyaltyAction
LOYALTY_ACTION_UNSPECIFIED: LoyaltyAction
SPEND_PURPOSE_ACQUISITION: SpendPurpose
SPEND_PURPOSE_RETENTION: SpendPurpose
SPEND_PURPOSE_UNSPECIFIED: SpendPurpose
SUBSCRIPTION_ACTION_CANCELLED: SubscriptionAction
SUBSCRIPTION_ACTION_CHANGED: SubscriptionAction
SUBSCRIPTION_ACTION_PAUSED: SubscriptionAction
SUBSCRIPTION_ACTION_RESUMED: SubscriptionAction
SUBSCRIPTION_ACTION_STARTED: SubscriptionAction
SUBSCRIPTION_ACTION_UNSPECIFIED: SubscriptionAction
SUPPORT_ACTION_OPENED: SupportAction
SUPPORT_ACTION_RESOLVED: SupportAction
SUPPORT_ACTION_RESPONDED: SupportAction
SUPPORT_ACTION_UNSPECIFIED: SupportAction
SUPPORT_TYPE_COMPLAINT: SupportType
SUPPORT_TYPE_QUESTION: SupportType
SUPPORT_TYPE_UNSPECIFIED: SupportType
SURVEY_TYPE_CES: SurveyType
SURVEY_TYPE_CSAT: SurveyType
SURVEY_TYPE_NPS: SurveyType
SURVEY_TYPE_UNSPECIFIED: SurveyType

class Activity(_message.Message):
    __slots__ = ["name", "session_duration"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SESSION_DURATION_FIELD_NUMBER: _ClassVar[int]
    name: str
    session_duration: _duration_pb2.Duration
    def __init__(self, name: _Optional[str] = ..., session_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class CampaignTouch(_message.Message):
    __slots__ = ["campaign_id", "channel", "stage", "variant"]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    campaign_id: str
    channel: CampaignChannel
    stage: CampaignStage
    variant: str
    def __init__(self, campaign_id: _Optional[str] = ..., variant: _Optional[str] = ..., channel: _Optional[_Union[CampaignChannel, str]] = ..., stage: _Optional[_Union[CampaignStage, str]] = ...) -> None: ...

class Coupon(_message.Message):
    __slots__ = ["action", "campaign_id", "coupon_id"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    action: CouponAction
    campaign_id: str
    coupon_id: str
    def __init__(self, action: _Optional[_Union[CouponAction, str]] = ..., coupon_id: _Optional[str] = ..., campaign_id: _Optional[str] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ["activity", "campaign_touch", "coupon", "customer_id", "event_id", "loyalty", "occurred_time", "profile", "properties", "purchase", "referral", "refund", "retraction", "spend", "subscription", "support_case", "survey_response"]
    class PropertiesEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_TOUCH_FIELD_NUMBER: _ClassVar[int]
    COUPON_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    LOYALTY_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_FIELD_NUMBER: _ClassVar[int]
    REFERRAL_FIELD_NUMBER: _ClassVar[int]
    REFUND_FIELD_NUMBER: _ClassVar[int]
    RETRACTION_FIELD_NUMBER: _ClassVar[int]
    SPEND_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_FIELD_NUMBER: _ClassVar[int]
    SUPPORT_CASE_FIELD_NUMBER: _ClassVar[int]
    SURVEY_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    activity: Activity
    campaign_touch: CampaignTouch
    coupon: Coupon
    customer_id: str
    event_id: str
    loyalty: Loyalty
    occurred_time: _timestamp_pb2.Timestamp
    profile: Profile
    properties: _containers.ScalarMap[str, str]
    purchase: Purchase
    referral: Referral
    refund: Refund
    retraction: Retraction
    spend: Spend
    subscription: Subscription
    support_case: SupportCase
    survey_response: SurveyResponse
    def __init__(self, event_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., occurred_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., properties: _Optional[_Mapping[str, str]] = ..., activity: _Optional[_Union[Activity, _Mapping]] = ..., purchase: _Optional[_Union[Purchase, _Mapping]] = ..., refund: _Optional[_Union[Refund, _Mapping]] = ..., subscription: _Optional[_Union[Subscription, _Mapping]] = ..., survey_response: _Optional[_Union[SurveyResponse, _Mapping]] = ..., coupon: _Optional[_Union[Coupon, _Mapping]] = ..., campaign_touch: _Optional[_Union[CampaignTouch, _Mapping]] = ..., referral: _Optional[_Union[Referral, _Mapping]] = ..., support_case: _Optional[_Union[SupportCase, _Mapping]] = ..., loyalty: _Optional[_Union[Loyalty, _Mapping]] = ..., profile: _Optional[_Union[Profile, _Mapping]] = ..., retraction: _Optional[_Union[Retraction, _Mapping]] = ..., spend: _Optional[_Union[Spend, _Mapping]] = ...) -> None: ...

class Loyalty(_message.Message):
    __slots__ = ["action", "points"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    action: LoyaltyAction
    points: int
    def __init__(self, action: _Optional[_Union[LoyaltyAction, str]] = ..., points: _Optional[int] = ...) -> None: ...

class Money(_message.Message):
    __slots__ = ["currency_code", "minor_units"]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    MINOR_UNITS_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    minor_units: int
    def __init__(self, minor_units: _Optional[int] = ..., currency_code: _Optional[str] = ...) -> None: ...

class Profile(_message.Message):
    __slots__ = ["attributes"]
    class AttributesEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.ScalarMap[str, str]
    def __init__(self, attributes: _Optional[_Mapping[str, str]] = ...) -> None: ...

class Purchase(_message.Message):
    __slots__ = ["amount", "coupon_code", "order_id"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    COUPON_CODE_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    amount: Money
    coupon_code: str
    order_id: str
    def __init__(self, order_id: _Optional[str] = ..., amount: _Optional[_Union[Money, _Mapping]] = ..., coupon_code: _Optional[str] = ...) -> None: ...

class Referral(_message.Message):
    __slots__ = ["referred_customer_id"]
    REFERRED_CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    referred_customer_id: str
    def __init__(self, referred_customer_id: _Optional[str] = ...) -> None: ...

class Refund(_message.Message):
    __slots__ = ["amount", "order_id"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    amount: Money
    order_id: str
    def __init__(self, order_id: _Optional[str] = ..., amount: _Optional[_Union[Money, _Mapping]] = ...) -> None: ...

class Retraction(_message.Message):
    __slots__ = ["campaign_id", "campaign_stage", "case_id", "coupon_action", "coupon_id", "kind", "loyalty_action", "name", "order_id", "referred_customer_id", "spend_channel", "spend_purpose", "subscription_action", "subscription_id", "support_action", "survey_id"]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_STAGE_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_ACTION_FIELD_NUMBER: _ClassVar[int]
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LOYALTY_ACTION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REFERRED_CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    SPEND_CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SPEND_PURPOSE_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_ACTION_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_ID_FIELD_NUMBER: _ClassVar[int]
    SUPPORT_ACTION_FIELD_NUMBER: _ClassVar[int]
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    campaign_id: str
    campaign_stage: CampaignStage
    case_id: str
    coupon_action: CouponAction
    coupon_id: str
    kind: EventKind
    loyalty_action: LoyaltyAction
    name: str
    order_id: str
    referred_customer_id: str
    spend_channel: str
    spend_purpose: SpendPurpose
    subscription_action: SubscriptionAction
    subscription_id: str
    support_action: SupportAction
    survey_id: str
    def __init__(self, kind: _Optional[_Union[EventKind, str]] = ..., name: _Optional[str] = ..., order_id: _Optional[str] = ..., subscription_id: _Optional[str] = ..., subscription_action: _Optional[_Union[SubscriptionAction, str]] = ..., survey_id: _Optional[str] = ..., coupon_id: _Optional[str] = ..., coupon_action: _Optional[_Union[CouponAction, str]] = ..., campaign_id: _Optional[str] = ..., campaign_stage: _Optional[_Union[CampaignStage, str]] = ..., referred_customer_id: _Optional[str] = ..., case_id: _Optional[str] = ..., support_action: _Optional[_Union[SupportAction, str]] = ..., loyalty_action: _Optional[_Union[LoyaltyAction, str]] = ..., spend_channel: _Optional[str] = ..., spend_purpose: _Optional[_Union[SpendPurpose, str]] = ...) -> None: ...

class Spend(_message.Message):
    __slots__ = ["amount", "campaign_id", "channel", "purpose"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    amount: Money
    campaign_id: str
    channel: str
    purpose: SpendPurpose
    def __init__(self, purpose: _Optional[_Union[SpendPurpose, str]] = ..., channel: _Optional[str] = ..., campaign_id: _Optional[str] = ..., amount: _Optional[_Union[Money, _Mapping]] = ...) -> None: ...

class Subscription(_message.Message):
    __slots__ = ["action", "billing_amount", "billing_months", "cancel_reason", "cancel_reason_text", "paid_through_time", "plan", "subscription_id"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BILLING_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BILLING_MONTHS_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_TEXT_FIELD_NUMBER: _ClassVar[int]
    PAID_THROUGH_TIME_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_ID_FIELD_NUMBER: _ClassVar[int]
    action: SubscriptionAction
    billing_amount: Money
    billing_months: int
    cancel_reason: CancelReason
    cancel_reason_text: str
    paid_through_time: _timestamp_pb2.Timestamp
    plan: str
    subscription_id: str
    def __init__(self, subscription_id: _Optional[str] = ..., action: _Optional[_Union[SubscriptionAction, str]] = ..., plan: _Optional[str] = ..., billing_amount: _Optional[_Union[Money, _Mapping]] = ..., billing_months: _Optional[int] = ..., paid_through_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_reason: _Optional[_Union[CancelReason, str]] = ..., cancel_reason_text: _Optional[str] = ...) -> None: ...

class SupportCase(_message.Message):
    __slots__ = ["action", "case_id", "channel", "type"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    action: SupportAction
    case_id: str
    channel: str
    type: SupportType
    def __init__(self, case_id: _Optional[str] = ..., channel: _Optional[str] = ..., type: _Optional[_Union[SupportType, str]] = ..., action: _Optional[_Union[SupportAction, str]] = ...) -> None: ...

class SurveyResponse(_message.Message):
    __slots__ = ["score", "survey_id", "type"]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    score: int
    survey_id: str
    type: SurveyType
    def __init__(self, survey_id: _Optional[str] = ..., type: _Optional[_Union[SurveyType, str]] = ..., score: _Optional[int] = ...) -> None: ...

class SubscriptionAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CancelReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SurveyType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CouponAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CampaignChannel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CampaignStage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SupportType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SupportAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class LoyaltyAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SpendPurpose(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class EventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
