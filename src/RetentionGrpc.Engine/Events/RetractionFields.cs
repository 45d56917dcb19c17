namespace RetentionGrpc.Engine.Events;

/// <summary>
/// A retraction names the event by fields that depend on its kind, and the kind may come last on the wire: until then every field is
/// kept, by number, in the slots that a profile uses for its attributes. A text keeps its slice, a number its value in KeyStart.
/// </summary>
internal static class RetractionFields
{
    /// <summary>The highest field number.</summary>
    public const int Last = 16;

    private const int KindField = 1;

    public static bool IsNumber(int field) => field is KindField or 5 or 8 or 10 or 13 or 14 or 16;

    /// <summary>Moves the fields of the retracted kind into the view's columns.</summary>
    public static Verdict Resolve(ref EventView view)
    {
        var kind = view.Attributes[KindField].KeyStart;
        if (kind is <= 0 or > (int)EventKind.Spend || kind == (int)EventKind.Retraction)
            return new(RejectionReason.BadValue, "retraction.kind", "Name the kind of the event to take back, e.g. EVENT_KIND_PURCHASE.");
        view.RetractedKind = (EventKind)kind;
        var (nameField, actionField) = FieldsOf(view.RetractedKind);
        for (var field = 2; field <= Last; field++)
        {
            var slot = view.Attributes[field];
            if (field == nameField)
                view.Name = view.Payload.Slice(slot.ValueStart, slot.ValueLength);
            else if (field == actionField)
                view.Action = (byte)Math.Clamp(slot.KeyStart, 0, byte.MaxValue);
            else if (slot.ValueLength > 0 || slot.KeyStart != 0)
                return new(RejectionReason.BadValue, "retraction", "Set only the fields that belong to the retraction's kind.");
        }
        return Verdict.Accepted;
    }

    private static (int Name, int Action) FieldsOf(EventKind kind) => kind switch
    {
        EventKind.Activity => (2, 0),
        EventKind.Purchase or EventKind.Refund => (3, 0),
        EventKind.Subscription => (4, 5),
        EventKind.SurveyResponse => (6, 0),
        EventKind.Coupon => (7, 8),
        EventKind.CampaignTouch => (9, 10),
        EventKind.Referral => (11, 0),
        EventKind.SupportCase => (12, 13),
        EventKind.Loyalty => (0, 14),
        EventKind.Spend => (15, 16),
        _ => (0, 0),
    };
}
