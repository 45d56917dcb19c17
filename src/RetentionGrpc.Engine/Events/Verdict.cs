namespace RetentionGrpc.Engine.Events;

/// <summary>Whether an event is accepted; if not, why, which field is at fault, and what to do.</summary>
/// <param name="Reason">The reason, or <see cref="RejectionReason.None"/>.</param>
/// <param name="Field">The path of the field from the event, e.g. <c>survey_response.score</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public readonly record struct Verdict(RejectionReason Reason, string Field, string Message)
{
    /// <summary>The event is accepted.</summary>
    public static Verdict Accepted => default;

    /// <summary>Whether the event is accepted.</summary>
    public bool IsAccepted => Reason == RejectionReason.None;
}
