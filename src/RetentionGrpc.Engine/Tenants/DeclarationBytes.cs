using System.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>
/// What a tenant declares to be indexed, as the bytes that the log and snapshots hold: selectors, inactivity rules and segments, each a
/// count and so many; numbers are varints, texts and canonical selectors a length and their bytes.
/// </summary>
internal static class DeclarationBytes
{
    /// <summary>More bytes than the limits allow to be declared.</summary>
    public const int Longest = 512 * 1024;

    /// <summary>The bytes of what the settings declare.</summary>
    public static byte[] Of(TenantSettings settings)
    {
        var writer = new VarintWriter();
        writer.WriteCount(settings.Selectors.Count);
        foreach (var declared in settings.Selectors)
        {
            writer.WriteText(declared.Name);
            writer.WriteBytes(declared.Selector.CanonicalBytes);
        }
        writer.WriteCount(settings.InactivityRules.Count);
        foreach (var rule in settings.InactivityRules)
        {
            writer.WriteBytes(rule.Selector.CanonicalBytes);
            writer.WriteNumber((ulong)rule.InactivityMs);
        }
        writer.WriteCount(settings.Segments.Count);
        foreach (var segment in settings.Segments)
        {
            writer.WriteText(segment.Attribute);
            writer.WriteCount(segment.Values.Count);
            foreach (var value in segment.Values)
                writer.WriteText(value);
        }
        return writer.ToArray();
    }

    /// <summary>The settings with what the bytes declare; null if they are malformed or beyond <see cref="DeclarationLimits"/>.</summary>
    public static TenantSettings? AddTo(TenantSettings settings, ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var (selectors, rules, segments) = (new List<DeclaredSelector>(), new List<InactivityRule>(), new List<DeclaredSegment>());
        for (var count = ReadCount(ref reader, DeclarationLimits.Selectors); count > 0; count--)
        {
            var name = ReadText(ref reader);
            if (SelectorBytes.Read(reader.ReadBytes()) is not { } selector)
                return null;
            selectors.Add(new(name, selector));
        }
        for (var count = ReadCount(ref reader, DeclarationLimits.InactivityRules); count > 0; count--)
        {
            if (SelectorBytes.Read(reader.ReadBytes()) is not { } selector)
                return null;
            rules.Add(new(selector, reader.ReadInt64()));
        }
        for (var count = ReadCount(ref reader, DeclarationLimits.Segments); count > 0; count--)
        {
            var attribute = ReadText(ref reader);
            var values = new string[ReadCount(ref reader, DeclarationLimits.SegmentValues)];
            for (var i = 0; i < values.Length; i++)
                values[i] = ReadText(ref reader);
            segments.Add(new(attribute, values));
        }
        var read = settings with { Selectors = selectors, InactivityRules = rules, Segments = segments };
        return !reader.Failed && reader.Remaining == 0 && HaveARange(rules) && Of(read).AsSpan().SequenceEqual(bytes) ? read : null;
    }

    private static bool HaveARange(List<InactivityRule> rules) =>
        rules.TrueForAll(rule => rule.InactivityMs is > 0 and <= ChurnPopulation.LongestInactivityMs);

    /// <summary>A count beyond the limit is none: what follows it cannot be read.</summary>
    private static int ReadCount(ref WireReader reader, int limit) =>
        reader.ReadVarint() is var count && count <= (ulong)limit ? (int)count : 0;

    private static string ReadText(ref WireReader reader) => Encoding.UTF8.GetString(reader.ReadText());
}
