using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Events;

/// <summary>
/// Decodes one event from its wire bytes, live and in replay, without allocating. It reads what Google.Protobuf reads: unknown fields
/// are skipped, the last of several values counts, the last of several kinds counts, and parts of one message are merged.
/// </summary>
public static class EventReader
{
    private static ReadOnlySpan<byte> DefaultActivityName => "activity"u8;

    /// <summary>An event has too many bytes.</summary>
    public static Verdict TooLarge { get; } =
        new(RejectionReason.TooLarge, "", "An event may have at most 16 KiB: send fewer or shorter properties.");

    /// <summary>Decodes and checks everything that depends on the event's bytes alone.</summary>
    /// <param name="payload">The bytes of one <c>retention.v1.Event</c>.</param>
    /// <param name="view">The event; on a rejection as much of it as could be read.</param>
    public static Verdict Read(ReadOnlySpan<byte> payload, out EventView view)
    {
        Start(payload, out view);
        if (payload.Length > EventLimits.EventBytes)
            return TooLarge;
        var parts = new EventParts();
        if (!ReadFields(payload, ref view, ref parts))
            return new(RejectionReason.BadEncoding, parts.FaultField, "This is no Event: check the encoder, and that texts are UTF-8.");
        if (view.Kind == EventKind.None)
            return new(RejectionReason.UnknownKind, "kind", "Set one of the kinds that this server knows, e.g. activity.");
        if (view.Kind == EventKind.Retraction && RetractionFields.Resolve(ref view) is { IsAccepted: false } verdict)
            return verdict;
        Complete(ref view, parts);
        return EventRules.Check(view, parts);
    }

    /// <summary>The ids that stand at the beginning of an event, as far as they are there; nothing is checked.</summary>
    /// <param name="payload">The bytes of one <c>retention.v1.Event</c>.</param>
    /// <param name="eventId">Its own.</param>
    /// <param name="customerId">Its customer's.</param>
    public static void PeekIds(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> eventId, out ReadOnlySpan<byte> customerId)
    {
        eventId = customerId = default;
        var reader = new WireReader(payload);
        while (reader.NextField(out var field, out var type) && type == WireType.Bytes && field <= 2)
        {
            if (field == 1)
                eventId = reader.ReadBytes();
            else
                customerId = reader.ReadBytes();
        }
    }

    /// <summary>The path of the field that a kind's currency comes from.</summary>
    public static string CurrencyField(EventKind kind) => KindColumns.MoneyField(kind) + ".currency_code";

    // All but the room for properties, of which nothing is read that was not written: to clear it would take longer than all the rest.
    private static void Start(ReadOnlySpan<byte> payload, out EventView view)
    {
        Unsafe.SkipInit(out view);
        view.Payload = payload;
        view.EventId = view.CustomerId = view.Name = view.Label = view.Currency = default;
        view.Number = view.UntilMs = EventView.Absent;
        view.OccurredMs = 0;
        view.Detail = view.Action = 0;
        view.Kind = view.RetractedKind = EventKind.None;
        view.PropertyCount = view.AttributeCount = 0;
    }

    private static bool ReadFields(ReadOnlySpan<byte> payload, ref EventView view, ref EventParts parts)
    {
        var reader = new WireReader(payload);
        while (reader.NextField(out var field, out var type))
        {
            if (type != WireType.Bytes || !ReadField(ref reader, field, ref view, ref parts))
                reader.Skip(field, type);
        }
        return !reader.Failed && !parts.Faulty;
    }

    /// <summary>Reads a field of the event; false if it is not known, with nothing consumed.</summary>
    private static bool ReadField(ref WireReader reader, int field, ref EventView view, ref EventParts parts)
    {
        switch (field)
        {
            case 1:
                view.EventId = reader.ReadText();
                if (reader.Failed)
                    parts.Fault("event_id");
                return true;
            case 2:
                view.CustomerId = reader.ReadText();
                if (reader.Failed)
                    parts.Fault("customer_id");
                return true;
            case 3:
                parts.HasTime = true;
                parts.Occurred.Read(reader.ReadBytes(), 1, ref parts, "occurred_time");
                return true;
            case 4:
                ReadMapEntry(
                    new(reader.ReadBytes(), depth: 1), view.Payload, ref view.Properties, ref view.PropertyCount, ref parts,
                    EventParts.PropertiesField);
                return true;
            default:
                var kind = KindColumns.KindOfField(field);
                if (kind == EventKind.None)
                    return false;
                if (view.Kind != kind)
                    StartKind(kind, ref view, ref parts);
                ReadKind(reader.ReadBytes(), ref view, ref parts);
                return true;
        }
    }

    private static void StartKind(EventKind kind, ref EventView view, ref EventParts parts)
    {
        view.Kind = kind;
        view.Name = view.Label = view.Currency = default;
        view.Number = view.UntilMs = EventView.Absent;
        view.Detail = view.Action = 0;
        view.AttributeCount = 0;
        if (kind == EventKind.Retraction)
            view.Attributes = default;
        parts.StartKind();
    }

    private static void ReadKind(ReadOnlySpan<byte> message, ref EventView view, ref EventParts parts)
    {
        var reader = new WireReader(message, depth: 1);
        while (reader.NextField(out var field, out var type))
        {
            var column = KindColumns.Of(view.Kind, field);
            var read = type switch
            {
                WireType.Bytes => ReadRun(ref reader, column, field, ref view, ref parts),
                WireType.Varint => ReadNumber(ref reader, column, field, ref view, ref parts),
                _ => false,
            };
            if (!read)
                reader.Skip(field, type);
        }
        if (reader.Failed)
            parts.Fault(KindColumns.MessageField(view.Kind));
    }

    private static bool ReadRun(ref WireReader reader, KindColumn column, int field, ref EventView view, ref EventParts parts)
    {
        switch (column)
        {
            case KindColumn.Name:
                view.Name = reader.ReadText();
                return true;
            case KindColumn.Label:
                view.Label = reader.ReadText();
                return true;
            case KindColumn.CancelText:
                parts.CancelText = SliceOf(view.Payload, reader.ReadText());
                return true;
            case KindColumn.Money:
                ReadMoney(reader.ReadBytes(), ref view, ref parts);
                return true;
            case KindColumn.Duration:
                parts.HasDuration = true;
                parts.Duration.Read(reader.ReadBytes(), 2, ref parts, "activity.session_duration");
                return true;
            case KindColumn.Until:
                parts.HasUntil = true;
                parts.Until.Read(reader.ReadBytes(), 2, ref parts, "subscription.paid_through_time");
                return true;
            case KindColumn.Attributes:
                ReadMapEntry(
                    new(reader.ReadBytes(), depth: 2), view.Payload, ref view.Attributes, ref view.AttributeCount, ref parts,
                    EventParts.AttributesField);
                return true;
            case KindColumn.Retraction when !RetractionFields.IsNumber(field):
                view.Attributes[field] = SliceOf(view.Payload, reader.ReadText());
                return true;
            default:
                return false;
        }
    }

    private static bool ReadNumber(ref WireReader reader, KindColumn column, int field, ref EventView view, ref EventParts parts)
    {
        switch (column)
        {
            case KindColumn.Number:
                view.Number = view.Kind == EventKind.Loyalty ? reader.ReadInt64() : reader.ReadInt32();
                return true;
            case KindColumn.Action:
                view.Action = (byte)Math.Clamp(reader.ReadInt32(), 0, byte.MaxValue);
                return true;
            case KindColumn.Detail:
                view.Detail = reader.ReadInt32();
                return true;
            case KindColumn.CancelReason:
                parts.CancelReason = reader.ReadInt32();
                return true;
            case KindColumn.Retraction when RetractionFields.IsNumber(field):
                view.Attributes[field] = new(reader.ReadInt32(), 0, 0, 0);
                return true;
            default:
                return false;
        }
    }

    private static void ReadMoney(ReadOnlySpan<byte> message, ref EventView view, ref EventParts parts)
    {
        if (view.Number == EventView.Absent)
            view.Number = 0;
        var reader = new WireReader(message, depth: 2);
        while (reader.NextField(out var field, out var type))
        {
            if (field == 1 && type == WireType.Varint)
                view.Number = Math.Max(reader.ReadInt64(), EventView.Absent + 1);
            else if (field == 2 && type == WireType.Bytes)
                view.Currency = reader.ReadText();
            else
                reader.Skip(field, type);
        }
        if (reader.Failed)
            parts.Fault(KindColumns.MoneyField(view.Kind));
    }

    private static void ReadMapEntry(
        WireReader reader, ReadOnlySpan<byte> payload, ref PropertySlices slots, ref int count, ref EventParts parts, string field)
    {
        ReadOnlySpan<byte> key = default, value = default;
        while (reader.NextField(out var number, out var type))
        {
            if (number == 1 && type == WireType.Bytes)
                key = reader.ReadText();
            else if (number == 2 && type == WireType.Bytes)
                value = reader.ReadText();
            else
                reader.SkipInEntry(number, type);
        }
        if (reader.Failed)
        {
            parts.Fault(field);
            return;
        }
        var slot = 0;
        while (slot < count && !payload.Slice(slots[slot].KeyStart, slots[slot].KeyLength).SequenceEqual(key))
            slot++;
        if (slot == EventLimits.Properties)
        {
            parts.Overflow(field);
            return;
        }
        slots[slot] = new(OffsetOf(payload, key), key.Length, OffsetOf(payload, value), value.Length);
        count = Math.Max(count, slot + 1);
    }

    private static PropertySlice SliceOf(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> text) =>
        new(0, 0, OffsetOf(payload, text), text.Length);

    private static int OffsetOf(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> part) => part.IsEmpty
        ? 0
        : (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(payload), ref MemoryMarshal.GetReference(part));

    /// <summary>Fills in the defaults that other fields decide.</summary>
    private static void Complete(ref EventView view, in EventParts parts)
    {
        view.OccurredMs = parts.Occurred.Milliseconds;
        if (view.Name.IsEmpty && (view.Kind == EventKind.Activity || view.RetractedKind == EventKind.Activity))
            view.Name = DefaultActivityName;
        if (view.Kind == EventKind.SurveyResponse && view.Number == EventView.Absent)
            view.Number = 0;
        if (parts.HasDuration)
            view.Number = parts.Duration.Milliseconds;
        if (parts.HasUntil)
            view.UntilMs = parts.Until.Milliseconds;
        if (view.Kind == EventKind.Subscription)
            CompleteSubscription(ref view, parts);
    }

    private static void CompleteSubscription(ref EventView view, in EventParts parts)
    {
        switch ((SubscriptionAction)view.Action)
        {
            case SubscriptionAction.Cancelled:
                view.Detail = parts.CancelReason;
                view.Label = view.ValueOf(parts.CancelText);
                DropPrice(ref view);
                break;
            case SubscriptionAction.Paused:
                view.Detail = 0;
                DropPrice(ref view);
                break;
            default:
                view.Detail = view.Detail == 0 ? 1 : view.Detail;
                break;
        }
    }

    /// <summary>A price on PAUSED or CANCELLED is not read, nor is its currency.</summary>
    private static void DropPrice(ref EventView view)
    {
        view.Number = EventView.Absent;
        view.Currency = default;
    }
}
