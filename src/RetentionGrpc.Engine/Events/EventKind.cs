namespace RetentionGrpc.Engine.Events;

/// <summary>
/// What happened. The numbers are those of the wire's <c>EventKind</c>; one customer's events at one instant are ordered by them.
/// </summary>
public enum EventKind : byte
{
    /// <summary>None, or one that this engine does not know.</summary>
    None = 0,

    /// <summary>Any use of the product.</summary>
    Activity = 1,

    /// <summary>A payment for goods.</summary>
    Purchase = 2,

    /// <summary>Money given back.</summary>
    Refund = 3,

    /// <summary>A step in the life of a contract.</summary>
    Subscription = 4,

    /// <summary>An answer to a survey.</summary>
    SurveyResponse = 5,

    /// <summary>A step in the life of a coupon.</summary>
    Coupon = 6,

    /// <summary>A campaign reached the customer.</summary>
    CampaignTouch = 7,

    /// <summary>The customer brought another one.</summary>
    Referral = 8,

    /// <summary>A step of a support case.</summary>
    SupportCase = 9,

    /// <summary>Loyalty points moved.</summary>
    Loyalty = 10,

    /// <summary>Attributes of the customer.</summary>
    Profile = 11,

    /// <summary>Takes back one event.</summary>
    Retraction = 12,

    /// <summary>Money spent on customers; has no customer.</summary>
    Spend = 13,
}
