from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from retention.v1 import error_reason_pb2 as _error_reason_pb2
from retention.v1 import event_pb2 as _event_pb2
from retention.v1 import query_pb2 as _query_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

CANCELLATION_POLICY_AT_CANCEL: CancellationPolicy
CANCELLATION_POLICY_AT_PAID_PERIOD_END: CancellationPolicy
CANCELLATION_POLICY_UNSPECIFIED: CancellationPolicy
DAY_OF_WEEK_FRIDAY: DayOfWeek
DAY_OF_WEEK_MONDAY: DayOfWeek
DAY_OF_WEEK_SATURDAY: DayOfWeek
DAY_OF_WEEK_SUNDAY: DayOfWeek
DAY_OF_WEEK_THURSDAY: DayOfWeek
DAY_OF_WEEK_TUESDAY: DayOfWeek
DAY_OF_WEEK_UNSPECIFIED: DayOfWeek
DAY_OF_WEEK_WEDNESDAY: DayOfWeek
DESCRIPTOR: _descriptor.FileDescriptor
INDEX_STATE_BUILDING: IndexState
INDEX_STATE_NOT_NEEDED: IndexState
INDEX_STATE_READY: IndexState
INDEX_STATE_UNSPECIFIED: IndexState
PAUSE_POLICY_NOT_A_CUSTOMER: PausePolicy
PAUSE_POLICY_STILL_A_CUSTOMER: PausePolicy
PAUSE_POLICY_UNSPECIFIED: PausePolicy

class CreateTenantRequest(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class CreateTenantResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class DeclareEventPropertiesRequest(_message.Message):
    __slots__ = ["event_properties", "tenant_id"]
    EVENT_PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    event_properties: _containers.RepeatedScalarFieldContainer[str]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., event_properties: _Optional[_Iterable[str]] = ...) -> None: ...

class DeclareEventPropertiesResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class DeclareInactivityRulesRequest(_message.Message):
    __slots__ = ["inactivity_rules", "remove_inactivity_rules", "tenant_id"]
    INACTIVITY_RULES_FIELD_NUMBER: _ClassVar[int]
    REMOVE_INACTIVITY_RULES_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    inactivity_rules: _containers.RepeatedCompositeFieldContainer[InactivityRule]
    remove_inactivity_rules: _containers.RepeatedCompositeFieldContainer[InactivityRule]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., inactivity_rules: _Optional[_Iterable[_Union[InactivityRule, _Mapping]]] = ..., remove_inactivity_rules: _Optional[_Iterable[_Union[InactivityRule, _Mapping]]] = ...) -> None: ...

class DeclareInactivityRulesResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class DeclareSegmentsRequest(_message.Message):
    __slots__ = ["remove_attributes", "segments", "tenant_id"]
    REMOVE_ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    remove_attributes: _containers.RepeatedScalarFieldContainer[str]
    segments: _containers.RepeatedCompositeFieldContainer[DeclaredSegment]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., segments: _Optional[_Iterable[_Union[DeclaredSegment, _Mapping]]] = ..., remove_attributes: _Optional[_Iterable[str]] = ...) -> None: ...

class DeclareSegmentsResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class DeclareSelectorsRequest(_message.Message):
    __slots__ = ["remove_names", "selectors", "tenant_id"]
    REMOVE_NAMES_FIELD_NUMBER: _ClassVar[int]
    SELECTORS_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    remove_names: _containers.RepeatedScalarFieldContainer[str]
    selectors: _containers.RepeatedCompositeFieldContainer[DeclaredSelector]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., selectors: _Optional[_Iterable[_Union[DeclaredSelector, _Mapping]]] = ..., remove_names: _Optional[_Iterable[str]] = ...) -> None: ...

class DeclareSelectorsResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class DeclaredIndex(_message.Message):
    __slots__ = ["inactivity_rule", "segment_attribute", "selector_name", "state"]
    INACTIVITY_RULE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ATTRIBUTE_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    inactivity_rule: InactivityRule
    segment_attribute: str
    selector_name: str
    state: IndexState
    def __init__(self, selector_name: _Optional[str] = ..., inactivity_rule: _Optional[_Union[InactivityRule, _Mapping]] = ..., segment_attribute: _Optional[str] = ..., state: _Optional[_Union[IndexState, str]] = ...) -> None: ...

class DeclaredSegment(_message.Message):
    __slots__ = ["attribute", "values"]
    ATTRIBUTE_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    attribute: str
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, attribute: _Optional[str] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...

class DeclaredSelector(_message.Message):
    __slots__ = ["name", "selector"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    name: str
    selector: _query_pb2.ActivitySelector
    def __init__(self, name: _Optional[str] = ..., selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ...) -> None: ...

class DeleteTenantRequest(_message.Message):
    __slots__ = ["tenant_id"]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ...) -> None: ...

class DeleteTenantResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class DescribeTenantRequest(_message.Message):
    __slots__ = ["tenant_id"]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ...) -> None: ...

class DescribeTenantResponse(_message.Message):
    __slots__ = ["activity_names", "attributes", "customer_count", "event_count", "event_properties", "first_event_time", "indexes", "kinds", "last_event_time", "rejections", "tenant"]
    ACTIVITY_NAMES_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    EVENT_PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    FIRST_EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    INDEXES_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    LAST_EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    REJECTIONS_FIELD_NUMBER: _ClassVar[int]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    activity_names: _containers.RepeatedCompositeFieldContainer[NameCount]
    attributes: _containers.RepeatedCompositeFieldContainer[NameCount]
    customer_count: int
    event_count: int
    event_properties: _containers.RepeatedCompositeFieldContainer[NameCount]
    first_event_time: _timestamp_pb2.Timestamp
    indexes: _containers.RepeatedCompositeFieldContainer[DeclaredIndex]
    kinds: _containers.RepeatedCompositeFieldContainer[KindCount]
    last_event_time: _timestamp_pb2.Timestamp
    rejections: _containers.RepeatedCompositeFieldContainer[ReasonCount]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ..., customer_count: _Optional[int] = ..., event_count: _Optional[int] = ..., first_event_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., last_event_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., kinds: _Optional[_Iterable[_Union[KindCount, _Mapping]]] = ..., activity_names: _Optional[_Iterable[_Union[NameCount, _Mapping]]] = ..., event_properties: _Optional[_Iterable[_Union[NameCount, _Mapping]]] = ..., attributes: _Optional[_Iterable[_Union[NameCount, _Mapping]]] = ..., rejections: _Optional[_Iterable[_Union[ReasonCount, _Mapping]]] = ..., indexes: _Optional[_Iterable[_Union[DeclaredIndex, _Mapping]]] = ...) -> None: ...

class GetTenantRequest(_message.Message):
    __slots__ = ["tenant_id"]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ...) -> None: ...

class GetTenantResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class InactivityRule(_message.Message):
    __slots__ = ["inactivity", "selector"]
    INACTIVITY_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    inactivity: _duration_pb2.Duration
    selector: _query_pb2.ActivitySelector
    def __init__(self, selector: _Optional[_Union[_query_pb2.ActivitySelector, _Mapping]] = ..., inactivity: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class KindCount(_message.Message):
    __slots__ = ["event_count", "kind"]
    EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    event_count: int
    kind: _event_pb2.EventKind
    def __init__(self, kind: _Optional[_Union[_event_pb2.EventKind, str]] = ..., event_count: _Optional[int] = ...) -> None: ...

class ListTenantsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTenantsResponse(_message.Message):
    __slots__ = ["next_page_token", "tenants"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TENANTS_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    tenants: _containers.RepeatedCompositeFieldContainer[Tenant]
    def __init__(self, tenants: _Optional[_Iterable[_Union[Tenant, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class NameCount(_message.Message):
    __slots__ = ["count", "name"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    count: int
    name: str
    def __init__(self, name: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class ReasonCount(_message.Message):
    __slots__ = ["event_count", "reason"]
    EVENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    event_count: int
    reason: _error_reason_pb2.RejectionReason
    def __init__(self, reason: _Optional[_Union[_error_reason_pb2.RejectionReason, str]] = ..., event_count: _Optional[int] = ...) -> None: ...

class Tenant(_message.Message):
    __slots__ = ["cancellation_policy", "create_time", "currency_code", "earliest_event_time", "event_properties", "inactivity_rules", "pause_policy", "segments", "selectors", "tenant_id", "time_zone", "week_start"]
    CANCELLATION_POLICY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    EARLIEST_EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    EVENT_PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    INACTIVITY_RULES_FIELD_NUMBER: _ClassVar[int]
    PAUSE_POLICY_FIELD_NUMBER: _ClassVar[int]
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    SELECTORS_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    WEEK_START_FIELD_NUMBER: _ClassVar[int]
    cancellation_policy: CancellationPolicy
    create_time: _timestamp_pb2.Timestamp
    currency_code: str
    earliest_event_time: _timestamp_pb2.Timestamp
    event_properties: _containers.RepeatedScalarFieldContainer[str]
    inactivity_rules: _containers.RepeatedCompositeFieldContainer[InactivityRule]
    pause_policy: PausePolicy
    segments: _containers.RepeatedCompositeFieldContainer[DeclaredSegment]
    selectors: _containers.RepeatedCompositeFieldContainer[DeclaredSelector]
    tenant_id: str
    time_zone: str
    week_start: DayOfWeek
    def __init__(self, tenant_id: _Optional[str] = ..., time_zone: _Optional[str] = ..., week_start: _Optional[_Union[DayOfWeek, str]] = ..., currency_code: _Optional[str] = ..., pause_policy: _Optional[_Union[PausePolicy, str]] = ..., cancellation_policy: _Optional[_Union[CancellationPolicy, str]] = ..., earliest_event_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., event_properties: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., selectors: _Optional[_Iterable[_Union[DeclaredSelector, _Mapping]]] = ..., inactivity_rules: _Optional[_Iterable[_Union[InactivityRule, _Mapping]]] = ..., segments: _Optional[_Iterable[_Union[DeclaredSegment, _Mapping]]] = ...) -> None: ...

class IndexState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class DayOfWeek(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class PausePolicy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CancellationPolicy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
