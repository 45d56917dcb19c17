namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// The order of one customer's events: time, kind, action, then what is stored of them (name, number, label, detail, until, properties;
/// texts bytewise). Events that are equal in all of it cannot be told apart by any answer, so no answer depends on the order of arrival.
/// </summary>
/// <param name="vocabulary">What the tenant's events refer to.</param>
/// <param name="scratch">Where they are unpacked.</param>
public sealed class TimelineOrder(Vocabulary vocabulary, TimelineScratch scratch) : IComparer<TimelineEvent>
{
    /// <summary>What the tenant's events refer to.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>Where they are unpacked.</summary>
    public TimelineScratch Scratch { get; } = scratch;

    /// <summary>The text of a number: from 0 on one of the tenant's table, below of an id in the scratch, while that is held.</summary>
    public ReadOnlySpan<byte> TextOf(int number) => number >= 0 ? Vocabulary.Texts[number] : Scratch.TextOf(number);

    /// <inheritdoc/>
    public int Compare(TimelineEvent x, TimelineEvent y)
    {
        var order = CompareIdentity(x, y);
        if (order == 0)
            order = x.Number.CompareTo(y.Number);
        if (order == 0)
            order = CompareTexts(x.LabelNumber, y.LabelNumber);
        if (order == 0)
            order = x.Detail.CompareTo(y.Detail);
        if (order == 0)
            order = x.UntilMs.CompareTo(y.UntilMs);
        return order == 0 ? CompareProperties(x.Properties.Span, y.Properties.Span) : order;
    }

    /// <summary>The part of the order that a retraction names: time, kind, action, name.</summary>
    public int CompareIdentity(in TimelineEvent x, in TimelineEvent y)
    {
        var order = x.OccurredMs.CompareTo(y.OccurredMs);
        if (order == 0)
            order = x.Kind.CompareTo(y.Kind);
        if (order == 0)
            order = x.Action.CompareTo(y.Action);
        return order == 0 ? CompareTexts(x.NameNumber, y.NameNumber) : order;
    }

    private int CompareTexts(int x, int y) => x == y ? 0 : TextOf(x).SequenceCompareTo(TextOf(y));

    private int CompareProperties(ReadOnlySpan<PropertyValue> x, ReadOnlySpan<PropertyValue> y)
    {
        for (var i = 0; i < x.Length && i < y.Length; i++)
        {
            var order = CompareTexts(x[i].KeyNumber, y[i].KeyNumber);
            if (order == 0)
                order = CompareTexts(x[i].ValueNumber, y[i].ValueNumber);
            if (order != 0)
                return order;
        }
        return x.Length.CompareTo(y.Length);
    }
}
