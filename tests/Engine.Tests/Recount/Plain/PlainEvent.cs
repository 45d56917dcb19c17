using System.Text;

namespace PlainRecount;

internal enum PlainKind
{
    Activity = 1,
    Purchase = 2,
    Refund = 3,
    Subscription = 4,
    SurveyResponse = 5,
    Coupon = 6,
    CampaignTouch = 7,
    Referral = 8,
    SupportCase = 9,
    Loyalty = 10,
    Profile = 11,
    Retraction = 12,
    Spend = 13,
}

internal static class PlainSubscription
{
    public const int Started = 1;
    public const int Changed = 2;
    public const int Paused = 3;
    public const int Resumed = 4;
    public const int Cancelled = 5;
}

/// <summary>One event as a row of a table. A retraction names what it takes back by the same columns and by Retracts.</summary>
internal sealed record PlainEvent(string Customer, long Ms, PlainKind Kind, int Action = 0, string Name = "")
{
    public string EventId { get; init; } = "";

    /// <summary>Minor units, points, score or session milliseconds.</summary>
    public long? Number { get; init; }

    /// <summary>Plan (reason text on CANCELLED), coupon code, campaign of a coupon or of spend, variant, channel of a case.</summary>
    public string Label { get; init; } = "";

    /// <summary>Billing months (cancel reason on CANCELLED), survey type, campaign channel, type of a case.</summary>
    public int Detail { get; init; }

    public long? PaidThroughMs { get; init; }

    /// <summary>Properties, or the attributes of a profile.</summary>
    public SortedDictionary<string, string> Properties { get; init; } = new(StringComparer.Ordinal);

    public PlainKind Retracts { get; init; }

    /// <summary>The last column of the table in METRICS 2.</summary>
    public bool CountsAsActivity => Kind switch
    {
        PlainKind.Activity or PlainKind.Purchase or PlainKind.SurveyResponse or PlainKind.Referral => true,
        PlainKind.Subscription => Action is PlainSubscription.Started or PlainSubscription.Changed or PlainSubscription.Resumed,
        PlainKind.Coupon => Action == 2,
        PlainKind.CampaignTouch => Action is 4 or 5 or 6,
        PlainKind.SupportCase => Action == 1,
        PlainKind.Loyalty => Action == 2,
        _ => false,
    };

    public string? PropertyOf(string key) => Properties.GetValueOrDefault(key);

    public override string ToString()
    {
        var text = new StringBuilder($"{Customer}@{Ms} {Kind}.{Action}");
        text.Append(Name.Length > 0 ? $" '{Name}'" : "").Append(Number is null ? "" : $" #{Number}");
        text.Append(Label.Length > 0 ? $" [{Label}]" : "").Append(Detail == 0 ? "" : $" d{Detail}");
        text.Append(PaidThroughMs is null ? "" : $" paid {PaidThroughMs}").Append(Kind == PlainKind.Retraction ? $" of {Retracts}" : "");
        return text.Append(string.Concat(Properties.Select(pair => $" {pair.Key}={pair.Value}"))).ToString();
    }
}

/// <summary>One customer's order: time, kind, action, name, number, label, detail, paid through, properties; absent first.</summary>
internal sealed class PlainOrder : IComparer<PlainEvent>
{
    public static readonly PlainOrder Instance = new();

    public int Compare(PlainEvent? x, PlainEvent? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int[] columns =
        [
            x.Ms.CompareTo(y.Ms), x.Kind.CompareTo(y.Kind), x.Action.CompareTo(y.Action), Bytewise(x.Name, y.Name),
            Nullable.Compare(x.Number, y.Number), Bytewise(x.Label, y.Label), x.Detail.CompareTo(y.Detail),
            Nullable.Compare(x.PaidThroughMs, y.PaidThroughMs), CompareProperties(x, y),
        ];
        return columns.FirstOrDefault(column => column != 0);
    }

    public static int Bytewise(string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));

    private static int CompareProperties(PlainEvent x, PlainEvent y)
    {
        foreach (var (first, second) in x.Properties.Zip(y.Properties))
        {
            var order = Bytewise(first.Key, second.Key);
            order = order == 0 ? Bytewise(first.Value, second.Value) : order;
            if (order != 0)
                return order;
        }
        return x.Properties.Count.CompareTo(y.Properties.Count);
    }
}
