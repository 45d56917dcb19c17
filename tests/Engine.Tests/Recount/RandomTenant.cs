using PlainRecount;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>A tenant and its events by chance: everything that follows from a seed.</summary>
internal sealed class RandomTenant
{
    public const long DayMs = 86_400_000;
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"];
    private static readonly string[] FirstDays = ["2026-03-05", "2026-03-25", "2026-10-22", "2025-12-20"];
    private static readonly int[] Spans = [4, 12, 40, 100];
    private static readonly string[] Names = ["activity", "login", "view", "Übung"];
    private static readonly string[] Plans = ["", "basic", "pro"];
    private readonly List<PlainEvent> _events = [];
    private readonly List<long> _midnights;

    /// <param name="seed">What everything follows from.</param>
    /// <param name="isShop">Whether two of three events are purchases, refunds or their like.</param>
    /// <param name="rich">A kind of which every second event is, besides; null means none.</param>
    public RandomTenant(int seed, bool isShop = false, PlainKind? rich = null)
    {
        Seed = seed;
        Random = new Random(seed);
        Tenant = new PlainTenant(Pick(Zones), Random.Next(1, 8), Random.Next(2) == 0, Random.Next(2) == 0, ["account", "color", "size"]);
        var firstMs = DateTimeOffset.Parse(Pick(FirstDays) + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)
            .ToUnixTimeMilliseconds();
        Window = new(firstMs, firstMs + Pick(Spans) * DayMs);
        _midnights = [.. Tenant.Calendar.Buckets(Window.StartMs, Window.EndMs, PlainUnit.Day, 1).Select(day => day.StartMs)];
        Inactivities = [1, 3_600_000, DayMs, 2 * DayMs, 7 * DayMs, 30 * DayMs, Random.NextInt64(1, 20 * DayMs)];
        var customers = Enumerable.Range(0, Random.Next(5, 61)).Select(i => i % 7 == 3 ? $"ü{i}" : $"c{i}").ToList();
        foreach (var customer in customers)
        {
            for (var count = Random.Next(1, 22); count > 0; count--)
                _events.Add(WithIdAndProperties(isShop && Random.Next(3) > 0 ? Payment(customer)
                    : rich is { } kind && Random.Next(2) == 0 ? EventOf(customer, kind) : EventOf(customer)));
        }
        AddRetractions(customers);
        Arrival = Shuffled([.. _events, .. _events.Where(one => one.EventId.Length > 0 && Random.Next(2) == 0)]);
    }

    public int Seed { get; }

    public Random Random { get; }

    public PlainTenant Tenant { get; }

    public Span Window { get; }

    public long[] Inactivities { get; }

    /// <summary>The events with duplicates (by event_id) and retractions, in the order in which they arrive.</summary>
    public List<PlainEvent> Arrival { get; }

    public List<PlainEvent> Shuffled(List<PlainEvent> events)
    {
        var order = events.ToArray();
        Random.Shuffle(order);
        return [.. order];
    }

    public T Pick<T>(IReadOnlyList<T> of) => of[Random.Next(of.Count)];

    /// <summary>An instant at which something may just happen: at events, deadlines, midnights, and one millisecond beside them.</summary>
    public long Instant()
    {
        var anchor = Random.Next(10) switch
        {
            < 3 when _events.Count > 0 => Pick(_events).Ms,
            < 5 when _events.Count > 0 => Pick(_events).Ms + Pick(Inactivities),
            < 6 when _events.Count > 0 => Pick(_events).PaidThroughMs ?? Pick(_midnights),
            < 8 => Pick(_midnights),
            8 => Pick(_midnights) + Random.Next(24) * 3_600_000L,
            _ => Random.NextInt64(Window.StartMs, Window.EndMs),
        };
        return anchor + Random.Next(8) switch { 0 => -1, 1 => 1, _ => 0 };
    }

    private PlainEvent EventOf(string customer, PlainKind kind)
    {
        while (true)
        {
            var made = EventOf(customer);
            if (made.Kind == kind)
                return made;
        }
    }

    private PlainEvent EventOf(string customer) => Random.Next(100) switch
    {
        < 35 => new(customer, Instant(), PlainKind.Activity, 0, Pick(Names))
        {
            Number = Random.Next(3) == 0 ? Random.Next(0, 900_000) : null,
        },
        < 45 => new(customer, Instant(), PlainKind.Purchase, 0, Pick(["", "o1", "o2"]))
        {
            Number = Random.Next(3),
            Label = Pick(["", "SAVE"]),
        },
        < 48 => new(customer, Instant(), PlainKind.Refund, 0, Pick(["", "o1"])) { Number = Random.Next(3) },
        < 72 => Subscription(customer),
        < 76 => Survey(customer, Random.Next(1, 4)),
        < 79 => new(customer, Instant(), PlainKind.Coupon, Random.Next(1, 4), Pick(["k1", "k2"])) { Label = Pick(["", "spring"]) },
        < 84 => new(customer, Instant(), PlainKind.CampaignTouch, Random.Next(1, 8), Pick(["spring", "spring", "fall", "x"]))
        {
            Detail = Random.Next(1, 6),
            Label = Pick(["", "b"]),
        },
        < 86 => new(customer, Instant(), PlainKind.Referral, 0, Pick(["c1", "c2", "c4", "c5", "friend"])),
        < 89 => new(customer, Instant(), PlainKind.SupportCase, Random.Next(1, 4), Pick(["t1", "t1", "t2"])) { Detail = Random.Next(1, 3) },
        < 92 => new(customer, Instant(), PlainKind.Loyalty, Random.Next(1, 4)) { Number = Random.Next(1, 4) },
        < 99 => Profile(customer),
        _ => new("", Instant(), PlainKind.Spend, Random.Next(1, 3), Pick(["", "search"])) { Number = Random.Next(100) },
    };

    /// <summary>Often several a day, several of one order, of nothing, or more given back than was paid.</summary>
    private PlainEvent Payment(string customer)
    {
        var ms = Random.Next(3) == 0 ? Pick(_midnights) + Random.Next(-2, 3) * 3_600_000L : Instant();
        return Random.Next(5) == 0
            ? new(customer, ms, PlainKind.Refund, 0, Pick(["", "o1"])) { Number = Random.Next(900) }
            : new(customer, ms, PlainKind.Purchase, 0, Pick(["", "", "o1", "o2", "o3"])) { Number = Random.Next(3) * Random.Next(700) };
    }

    private PlainEvent Survey(string customer, int type) => new(customer, Instant(), PlainKind.SurveyResponse, 0, Pick(["s", "s", "t"]))
    {
        Detail = type,
        Number = type switch { 1 => Random.Next(0, 11), 2 => Random.Next(1, 6), _ => Random.Next(1, 8) },
    };

    private PlainEvent Subscription(string customer)
    {
        var action = Random.Next(10) switch { < 4 => 1, 4 => 2, 5 => 3, 6 => 4, _ => 5 };
        var isPriced = action is PlainSubscription.Started or PlainSubscription.Changed or PlainSubscription.Resumed;
        return new(customer, Instant(), PlainKind.Subscription, action, Pick(["s1", "s1", "s2"]))
        {
            Number = isPriced && Random.Next(4) > 0 ? Pick([0L, 500, 1000]) : null,
            Detail = isPriced ? Pick([1, 1, 1, 12, 12, 3, 7, 17]) : action == PlainSubscription.Cancelled ? Random.Next(3) : 0,
            Label = action == PlainSubscription.Cancelled ? Pick(["", "too dear"]) : Pick(Plans),
            PaidThroughMs = Random.Next(5) < 2 ? Instant() : null,
        };
    }

    private PlainEvent Profile(string customer)
    {
        var profile = new PlainEvent(customer, Instant(), PlainKind.Profile);
        (string Key, string[] Values)[] attributes =
        [
            ("country", ["", "DE", "FR", "Ö"]), ("tier", ["gold", "silver"]), ("plan", ["basic", "x"]),
            ("acquisition_channel", ["", "search", "ads"]),
        ];
        foreach (var (key, values) in attributes.Where(_ => Random.Next(2) == 0).DefaultIfEmpty(attributes[0]))
            profile.Properties[key] = Pick(values);
        return profile;
    }

    private PlainEvent WithIdAndProperties(PlainEvent bare)
    {
        var made = bare with { EventId = Random.Next(3) == 0 ? $"e{_events.Count}" : "" };
        if (made.Kind is PlainKind.Profile or PlainKind.Retraction)
            return made;
        (string Key, string[] Values)[] properties = [("color", ["red", "green", ""]), ("size", ["s", "l"]), ("noise", ["1"])];
        foreach (var (key, values) in properties.Where(_ => Random.Next(5) < 2))
            made.Properties[key] = Pick(values);
        // Of many customers each, in no order; without a draw, so that the rest of a seed is what it was.
        if (_events.Count % 4 > 0)
            made.Properties["account"] = $"a{_events.Count * 7 % 11}";
        return made;
    }

    /// <summary>Takes back some events, some of them twice, and a few that never were; some events have equal twins.</summary>
    private void AddRetractions(List<string> customers)
    {
        foreach (var twin in _events.Where(_ => Random.Next(20) == 0).ToList())
            _events.Add(WithIdAndProperties(twin with { Properties = new(StringComparer.Ordinal) }) with { Properties = twin.Properties });
        foreach (var taken in _events.Where(_ => Random.Next(10) == 0).ToList())
        {
            for (var times = Random.Next(5) == 0 ? 2 : 1; times > 0; times--)
                _events.Add(WithIdAndProperties(RetractionOf(taken)));
        }
        _events.Add(WithIdAndProperties(RetractionOf(new(Pick(customers), Instant(), PlainKind.Purchase, 0, "never"))));
    }

    private static PlainEvent RetractionOf(PlainEvent taken) =>
        new(taken.Customer, taken.Ms, PlainKind.Retraction, taken.Action, taken.Name) { Retracts = taken.Kind };
}
