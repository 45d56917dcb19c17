using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    /// <summary>Answers any Compute request as its own rpc does.</summary>
    /// <exception cref="RpcException">As its own rpc ends.</exception>
    private async Task<MetricResponse> AnswerAsync(MetricRequest request, ServerCallContext context) => request.MetricCase switch
    {
        MetricRequest.MetricOneofCase.Churn => new() { Churn = await ComputeChurn(request.Churn, context) },
        MetricRequest.MetricOneofCase.Retention => new() { Retention = await ComputeRetention(request.Retention, context) },
        MetricRequest.MetricOneofCase.CohortRetention =>
            new() { CohortRetention = await ComputeCohortRetention(request.CohortRetention, context) },
        MetricRequest.MetricOneofCase.Activity => new() { Activity = await ComputeActivity(request.Activity, context) },
        MetricRequest.MetricOneofCase.Lifecycle => new() { Lifecycle = await ComputeLifecycle(request.Lifecycle, context) },
        MetricRequest.MetricOneofCase.RepeatPurchase =>
            new() { RepeatPurchase = await ComputeRepeatPurchase(request.RepeatPurchase, context) },
        MetricRequest.MetricOneofCase.SurveyScore => new() { SurveyScore = await ComputeSurveyScore(request.SurveyScore, context) },
        MetricRequest.MetricOneofCase.CouponRedemption =>
            new() { CouponRedemption = await ComputeCouponRedemption(request.CouponRedemption, context) },
        MetricRequest.MetricOneofCase.CampaignPerformance =>
            new() { CampaignPerformance = await ComputeCampaignPerformance(request.CampaignPerformance, context) },
        MetricRequest.MetricOneofCase.Loyalty => new() { Loyalty = await ComputeLoyalty(request.Loyalty, context) },
        MetricRequest.MetricOneofCase.Support => new() { Support = await ComputeSupport(request.Support, context) },
        MetricRequest.MetricOneofCase.Referral => new() { Referral = await ComputeReferral(request.Referral, context) },
        MetricRequest.MetricOneofCase.Funnel => new() { Funnel = await ComputeFunnel(request.Funnel, context) },
        MetricRequest.MetricOneofCase.WinBack => new() { WinBack = await ComputeWinBack(request.WinBack, context) },
        MetricRequest.MetricOneofCase.RecurringRevenue =>
            new() { RecurringRevenue = await ComputeRecurringRevenue(request.RecurringRevenue, context) },
        MetricRequest.MetricOneofCase.Lifetime => new() { Lifetime = await ComputeLifetime(request.Lifetime, context) },
        MetricRequest.MetricOneofCase.LifetimeValue => new() { LifetimeValue = await ComputeLifetimeValue(request.LifetimeValue, context) },
        MetricRequest.MetricOneofCase.AcquisitionCost =>
            new() { AcquisitionCost = await ComputeAcquisitionCost(request.AcquisitionCost, context) },
        _ => throw new InvalidOperationException("A request without a metric is refused before."),
    };

    /// <summary>
    /// The request of a metric itself, or null where none is set. Its options are its first field, as info is that of replies.
    /// </summary>
    private static IMessage? RequestOf(MetricRequest request) => MessageOf(request, MetricRequest.Descriptor);

    private static IMessage? ResponseOf(MetricResponse response) => MessageOf(response, MetricResponse.Descriptor);

    private static IMessage? MessageOf(IMessage metric, MessageDescriptor descriptor) =>
        descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(metric)?.Accessor.GetValue(metric) as IMessage;

    internal static IFieldAccessor FirstField(IMessage message) => message.Descriptor.FindFieldByNumber(1).Accessor;
}
