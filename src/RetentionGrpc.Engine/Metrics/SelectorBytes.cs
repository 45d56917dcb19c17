using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// A selector in its canonical form as bytes, the same for every way of writing the selection; they are stored with what a tenant
/// declares. Counts, kinds and sets of actions (bits; 0: all) are varints, names, keys and values a length and their bytes.
/// </summary>
internal static class SelectorBytes
{
    /// <summary>The bytes of a selector that is in its canonical form.</summary>
    public static byte[] Of(ActivitySelector canonical)
    {
        var writer = new VarintWriter();
        writer.WriteCount(canonical.Kinds.Count);
        foreach (var selection in canonical.Kinds)
        {
            writer.WriteCount((int)selection.Kind);
            writer.WriteNumber(BoundSelector.Mask(selection.Actions));
        }
        WriteTexts(writer, canonical.ActivityNames);
        writer.WriteCount(canonical.EventFilter.Conditions.Count);
        foreach (var condition in canonical.EventFilter.Conditions)
        {
            writer.WriteBytes(condition.Key);
            writer.WriteCount(condition.Excludes ? 1 : 0);
            WriteTexts(writer, condition.Values);
        }
        return writer.ToArray();
    }

    /// <summary>The selector that has the bytes, or null if they are those of none.</summary>
    public static ActivitySelector? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var kinds = new List<KindSelection>();
        for (var count = reader.ReadVarint(); count > 0 && !reader.Failed; count--)
            kinds.Add(new((EventKind)Math.Min(reader.ReadVarint(), (ulong)EventKind.Spend), ActionsOf(reader.ReadVarint())));
        var names = ReadTexts(ref reader);
        var conditions = new List<Condition>();
        for (var count = reader.ReadVarint(); count > 0 && !reader.Failed; count--)
            conditions.Add(new(reader.ReadText().ToArray(), reader.ReadVarint() != 0, ReadTexts(ref reader)));
        if (reader.Failed || reader.Remaining > 0)
            return null;
        var selector = new ActivitySelector(kinds, names, conditions.Count == 0 ? Filter.None : new(conditions));
        // What is not canonical was not written here.
        return selector.CanonicalBytes.SequenceEqual(bytes) ? selector : null;
    }

    private static void WriteTexts(VarintWriter writer, IReadOnlyList<byte[]> texts)
    {
        writer.WriteCount(texts.Count);
        foreach (var text in texts)
            writer.WriteBytes(text);
    }

    private static List<byte[]> ReadTexts(ref WireReader reader)
    {
        var texts = new List<byte[]>();
        for (var count = reader.ReadVarint(); count > 0 && !reader.Failed; count--)
            texts.Add(reader.ReadText().ToArray());
        return texts;
    }

    private static List<byte> ActionsOf(ulong mask)
    {
        var actions = new List<byte>();
        for (byte action = 0; action < 64; action++)
        {
            if ((mask >> action & 1) != 0)
                actions.Add(action);
        }
        return actions;
    }
}
