using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>Events of one customer in the order of <see cref="TimelineOrder"/>, packed one behind the other.</summary>
internal static class PackedRun
{
    /// <summary>A run that takes more bytes is divided; one of two huge events may be larger.</summary>
    public const int MaxBytes = 504;

    /// <summary>Bytes of a run and of the most that one more event adds to it.</summary>
    public const int LongestSplice = 4 * PackedEvent.MaxBytes;

    /// <summary>Milliseconds from the first event to the last.</summary>
    public static long ElapsedMs(ReadOnlySpan<byte> packed, TimelineOrder order)
    {
        var elapsedMs = 0L;
        for (var at = 0; at < packed.Length;)
            PackedEvent.Skip(packed, ref at, ref elapsedMs, order.Vocabulary);
        return elapsedMs;
    }

    /// <summary>How many events there are.</summary>
    public static int Count(ReadOnlySpan<byte> packed, TimelineOrder order)
    {
        var (count, elapsedMs) = (0, 0L);
        for (var at = 0; at < packed.Length; count++)
            PackedEvent.Skip(packed, ref at, ref elapsedMs, order.Vocabulary);
        return count;
    }

    /// <summary>Unpacks a run.</summary>
    /// <param name="packed">The run.</param>
    /// <param name="firstMs">When its first event happened; then when its last did.</param>
    /// <param name="order">The tenant's order.</param>
    /// <param name="events">Room for the events.</param>
    /// <returns>How many they are.</returns>
    public static int Unpack(ReadOnlySpan<byte> packed, ref long firstMs, TimelineOrder order, Span<TimelineEvent> events)
    {
        var next = 0;
        for (var at = 0; at < packed.Length; next++)
            PackedEvent.Read(packed, ref at, ref firstMs, order, ref events[next]);
        return next;
    }

    /// <summary>As <see cref="Unpack"/>, but only the events of a kind.</summary>
    public static int UnpackOnly(
        EventKind kind, ReadOnlySpan<byte> packed, ref long firstMs, TimelineOrder order, Span<TimelineEvent> events)
    {
        var next = 0;
        for (var at = 0; at < packed.Length;)
        {
            if (PackedEvent.ReadIf(kind, packed, ref at, ref firstMs, order, ref events[next]))
                next++;
        }
        return next;
    }

    /// <summary>Writes a run with one more event at its place.</summary>
    /// <param name="packed">The run; not empty.</param>
    /// <param name="firstMs">When its first event happens; then when that of the new run does.</param>
    /// <param name="added">The event.</param>
    /// <param name="order">The tenant's order.</param>
    /// <param name="room">Room for <see cref="LongestSplice"/>.</param>
    /// <returns>How many bytes the new run takes.</returns>
    public static int Splice(
        ReadOnlySpan<byte> packed, ref long firstMs, in TimelineEvent added, TimelineOrder order, Span<byte> room)
    {
        var beforeMs = firstMs;
        var place = PlaceIn(packed, added, order, ref beforeMs);
        packed[..place].CopyTo(room);
        var length = place + PackedEvent.Write(room[place..], added, place == 0 ? 0 : added.OccurredMs - beforeMs, order);
        if (place < packed.Length)
        {
            var (at, nextMs) = (place, beforeMs);
            PackedEvent.Skip(packed, ref at, ref nextMs, order.Vocabulary);
            length += PackedEvent.Retime(packed[place..], room[length..], nextMs - added.OccurredMs);
        }
        firstMs = Math.Min(firstMs, added.OccurredMs);
        return length;
    }

    /// <summary>The start of the event, not the first, nearest to the middle, and when it happened; of two or more.</summary>
    public static (int Start, long OccurredMs) Middle(ReadOnlySpan<byte> packed, long firstMs, TimelineOrder order)
    {
        var nearest = (Start: 0, OccurredMs: firstMs);
        var occurredMs = firstMs;
        for (var at = 0; at < packed.Length;)
        {
            var start = at;
            PackedEvent.Skip(packed, ref at, ref occurredMs, order.Vocabulary);
            var isNearer = Math.Abs(packed.Length - 2 * start) < Math.Abs(packed.Length - 2 * nearest.Start);
            if (start > 0 && (nearest.Start == 0 || isNearer))
                nearest = (start, occurredMs);
        }
        return nearest;
    }

    /// <summary>Looks through a run of a snapshot: its events must be in order, and refer to what is there.</summary>
    /// <param name="packed">The run.</param>
    /// <param name="last">The event before the run; then its last. Times of a run whose first is not known may begin at 0.</param>
    /// <param name="firstMs">When its first event happened.</param>
    /// <param name="isFirst">Whether no event is before it.</param>
    /// <param name="order">The tenant's order.</param>
    /// <param name="reader">Says where a fault is.</param>
    /// <returns>How many events there are.</returns>
    public static int Check(
        ReadOnlySpan<byte> packed, ref TimelineEvent last, long firstMs, bool isFirst, TimelineOrder order, SnapshotReader reader)
    {
        var (count, occurredMs) = (0, firstMs);
        for (var at = 0; at < packed.Length; count++)
        {
            TimelineEvent next = default;
            try
            {
                PackedEvent.Read(packed, ref at, ref occurredMs, order, ref next);
            }
            catch (InvalidDataException)
            {
                throw reader.Fault("a packed event that is cut or malformed");
            }
            if (!IsPossible(next, order.Vocabulary.Texts.Count) || (count == 0 && occurredMs != firstMs))
                throw reader.Fault("a packed event that cannot be");
            if (!(isFirst && count == 0) && last.OccurredMs >= occurredMs && order.Compare(last, next) > 0)
                throw reader.Fault("an event out of order");
            last = next;
        }
        return count > 0 ? count : throw reader.Fault("an empty run of events");
    }

    /// <summary>Where the first event that is later in the order starts.</summary>
    private static int PlaceIn(ReadOnlySpan<byte> packed, in TimelineEvent added, TimelineOrder order, ref long beforeMs)
    {
        var occurredMs = beforeMs;
        for (var at = 0; at < packed.Length;)
        {
            var (start, startMs) = (at, occurredMs);
            PackedEvent.Skip(packed, ref at, ref occurredMs, order.Vocabulary);
            if (occurredMs > added.OccurredMs || (occurredMs == added.OccurredMs && IsLater(packed[start..], startMs, added, order)))
                return start;
            beforeMs = occurredMs;
        }
        return packed.Length;
    }

    private static bool IsLater(ReadOnlySpan<byte> packed, long beforeMs, in TimelineEvent added, TimelineOrder order)
    {
        TimelineEvent known = default;
        var at = 0;
        PackedEvent.Read(packed, ref at, ref beforeMs, order, ref known);
        return order.Compare(known, added) > 0;
    }

    private static bool IsPossible(in TimelineEvent read, int textCount)
    {
        foreach (var property in read.Properties.Span)
        {
            if (property.KeyNumber >= textCount || property.ValueNumber >= textCount)
                return false;
        }
        return read.OccurredMs is >= EventLimits.FirstMs and <= EventLimits.LastMs
            && read.Kind is > EventKind.None and <= EventKind.Spend
            && read.NameNumber < textCount && read.LabelNumber < textCount;
    }
}
