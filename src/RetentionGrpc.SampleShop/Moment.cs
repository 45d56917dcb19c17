namespace RetentionGrpc.SampleShop;

/// <summary>What happens at a <see cref="Moment"/>, and how its fields are to be read.</summary>
internal enum MomentKind : byte
{
    /// <summary>Choice: country; Extra: channel.</summary>
    Profile,

    /// <summary>The first activity.</summary>
    SignUp,

    /// <summary>Choice: activity; Value: seconds, 0 for none.</summary>
    ShopperActivity,

    /// <summary>Choice: activity; Value: seconds, 0 for none.</summary>
    SubscriberActivity,

    /// <summary>Number: order; Value: minor units; Choice: 1 with the coupon.</summary>
    Purchase,

    /// <summary>Number: order; Value: minor units.</summary>
    Refund,

    /// <summary>The welcome coupon.</summary>
    CouponIssued,

    /// <summary>The welcome coupon.</summary>
    CouponRedeemed,

    /// <summary>The welcome coupon.</summary>
    CouponExpired,

    /// <summary>Number: subscription; Choice: plan; Extra: months billed, 0 for a trial.</summary>
    Started,

    /// <summary>As <see cref="Started"/>.</summary>
    Changed,

    /// <summary>Number: subscription.</summary>
    Paused,

    /// <summary>Number: subscription.</summary>
    Resumed,

    /// <summary>Number: subscription; Choice: reason; Value: paid through, milliseconds, 0 if not.</summary>
    Cancelled,

    /// <summary>Choice: score 0 to 10.</summary>
    Nps,

    /// <summary>Choice: score 1 to 5.</summary>
    Csat,
}

/// <summary>An event before it is a message: small, so that a large shop can be sorted in memory.</summary>
internal readonly record struct Moment(
    long TimeMs, MomentKind Kind, byte Choice = 0, byte Extra = 0, int Number = 0, long Value = 0) : IComparable<Moment>
{
    /// <summary>Index of the customer, from 0.</summary>
    public int Customer { get; init; }

    /// <summary>Position in the customer's story, from 0.</summary>
    public int Position { get; init; }

    /// <summary>In order of time, then customer, then position.</summary>
    public int CompareTo(Moment other)
    {
        int order = TimeMs.CompareTo(other.TimeMs);
        order = order != 0 ? order : Customer.CompareTo(other.Customer);
        return order != 0 ? order : Position.CompareTo(other.Position);
    }
}
