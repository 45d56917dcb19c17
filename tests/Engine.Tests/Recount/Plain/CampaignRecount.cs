namespace PlainRecount;

/// <summary>ComputeCampaignPerformance, word by word.</summary>
internal sealed record CampaignRecount(
    PlainHistory History, PlainFilter Filter, string[] Campaigns, int Split, PlainSelector Conversion, long AttributionMs)
{
    private static readonly string[] Channels = ["EMAIL", "PUSH", "SMS", "IN_APP", "OTHER"];

    public sealed record Touch(string Customer, PlainEvent Event, string? Value);

    /// <summary>An event that is attributed to a touch.</summary>
    public sealed record Attribution(string Customer, PlainEvent Event, string? Value);

    public List<Touch> Touches(Span window) =>
    [
        .. from customer in History.Passing(Filter)
           from touch in customer.Events
           where touch.Kind == PlainKind.CampaignTouch && window.Has(touch.Ms)
               && (Campaigns.Length == 0 || Campaigns.Contains(touch.Name))
           select new Touch(customer.Id, touch, ValueOf(touch)),
    ];

    public List<Attribution> Attributed(Span window)
    {
        List<Attribution> attributed = [];
        foreach (var ofCampaign in Touches(window).GroupBy(touch => (touch.Customer, touch.Event.Name)))
        {
            var last = ofCampaign.LastOrDefault(touch => touch.Event.Action == 5)
                ?? ofCampaign.LastOrDefault(touch => touch.Event.Action == 4);
            if (last is null)
                continue;
            var events = History.Customers[last.Customer];
            var place = events.FindIndex(one => ReferenceEquals(one, last.Event));
            var next = events.Skip(place + 1).FirstOrDefault(Conversion.Picks);
            if (next is not null && next.Ms <= last.Event.Ms + AttributionMs)
                attributed.Add(new(last.Customer, next, last.Value));
        }
        return attributed;
    }

    public static string Line(IEnumerable<Touch> touches, IEnumerable<Attribution> attributed)
    {
        var (list, credited) = (touches.ToList(), attributed.ToList());
        var stages = Enumerable.Range(1, 7).Select(stage => list.Where(touch => touch.Event.Action == stage).ToList())
            .Select(ofStage => $"{ofStage.Count}/{ofStage.Select(touch => (touch.Customer, touch.Event.Name)).Distinct().Count()}");
        var paid = credited.Where(one => one.Event.Kind == PlainKind.Purchase).Sum(one => one.Event.Number!.Value);
        return $"{string.Join(" ", stages)} {list.Select(touch => (touch.Customer, touch.Event.Name)).Distinct().Count()} "
            + $"{credited.Count}={paid}";
    }

    private string? ValueOf(PlainEvent touch) => Split switch
    {
        1 => touch.Name,
        2 => touch.Label.Length == 0 ? null : touch.Label,
        3 => Channels[touch.Detail - 1],
        _ => null,
    };
}
