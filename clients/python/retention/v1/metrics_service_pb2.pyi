from retention.v1 import acquisition_cost_pb2 as _acquisition_cost_pb2
from retention.v1 import activity_pb2 as _activity_pb2
from retention.v1 import campaign_performance_pb2 as _campaign_performance_pb2
from retention.v1 import churn_pb2 as _churn_pb2
from retention.v1 import churn_reasons_pb2 as _churn_reasons_pb2
from retention.v1 import cohort_retention_pb2 as _cohort_retention_pb2
from retention.v1 import coupon_redemption_pb2 as _coupon_redemption_pb2
from retention.v1 import funnel_pb2 as _funnel_pb2
from retention.v1 import lifecycle_pb2 as _lifecycle_pb2
from retention.v1 import lifetime_pb2 as _lifetime_pb2
from retention.v1 import lifetime_value_pb2 as _lifetime_value_pb2
from retention.v1 import live_pb2 as _live_pb2
from retention.v1 import loyalty_pb2 as _loyalty_pb2
from retention.v1 import metric_members_pb2 as _metric_members_pb2
from retention.v1 import recurring_revenue_pb2 as _recurring_revenue_pb2
from retention.v1 import referral_pb2 as _referral_pb2
from retention.v1 import repeat_purchase_pb2 as _repeat_purchase_pb2
from retention.v1 import retention_pb2 as _retention_pb2
from retention.v1 import support_pb2 as _support_pb2
from retention.v1 import survey_pb2 as _survey_pb2
from retention.v1 import win_back_pb2 as _win_back_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
