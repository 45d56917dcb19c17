namespace PlainRecount;

internal enum PlainBasis
{
    Subscription = 1,
    PayingSubscription = 2,
    Activity = 3,
    Purchase = 4,
}

internal sealed record PlainPopulation(PlainBasis Basis, long InactivityMs, PlainSelector Selector, PlainFilter Filter);

/// <summary>The sets of METRICS 3 for one window.</summary>
internal sealed class PlainChurn
{
    public HashSet<string> Start { get; } = [];

    public HashSet<string> End { get; } = [];

    public HashSet<string> New { get; } = [];

    /// <summary>Customers at some time between the two ends.</summary>
    public HashSet<string> Inside { get; } = [];

    /// <summary>Those in any of the sets.</summary>
    public HashSet<string> Counted => [.. Start, .. End, .. New, .. LostFromReturned];

    public HashSet<string> Retained => [.. Start.Intersect(End)];

    public HashSet<string> LostFromStart => [.. Start.Except(End)];

    public HashSet<string> NewRetained => [.. New.Intersect(End)];

    public HashSet<string> LostFromNew => [.. New.Except(End)];

    public HashSet<string> Returned => [.. End.Except(Start).Except(New)];

    public HashSet<string> LostFromReturned => [.. Inside.Except(End).Except(Start).Except(New)];
}

/// <summary>ComputeChurn, word by word; of some customers alone where it is said of whom.</summary>
internal sealed class ChurnRecount(PlainHistory history, PlainPopulation population, Func<string, bool>? isOf = null)
{
    private readonly List<(string Id, List<PlainEvent> Events)> _customers =
        [.. history.Passing(population.Filter).Where(customer => isOf?.Invoke(customer.Id) != false)];

    public PlainChurn Sets(Span window)
    {
        var sets = new PlainChurn();
        foreach (var (id, events) in _customers)
        {
            if (IsCustomer(events, window.StartMs))
                sets.Start.Add(id);
            if (IsCustomer(events, window.EndMs))
                sets.End.Add(id);
            // Somebody who is a customer at the start is not new, or the identity of METRICS 3 would not hold.
            if (FirstEver(events) is { } first && window.Has(first) && !sets.Start.Contains(id))
                sets.New.Add(id);
            if (events.Any(one => window.Has(one.Ms) && IsCustomer(events, one.Ms + 1)))
                sets.Inside.Add(id);
        }
        return sets;
    }

    /// <summary>Start and lost of each tenant day, clipped to the window.</summary>
    public List<(long Start, long Lost)> Days(Span window) =>
    [
        .. history.Tenant.Calendar.DaysClipped(window.StartMs, window.EndMs).Select(day =>
        {
            var atStart = _customers.Where(customer => IsCustomer(customer.Events, day.StartMs)).ToList();
            return ((long)atStart.Count, (long)atStart.Count(customer => !IsCustomer(customer.Events, day.EndMs)));
        }),
    ];

    public static double SumOfDailyRates(List<(long Start, long Lost)> days)
    {
        var sum = 0.0;
        foreach (var (start, lost) in days)
            sum += start == 0 ? 0 : (double)lost / start;
        return sum;
    }

    /// <summary>When the last loss inside the window happened: a customer just before, none right after.</summary>
    public long? LastLoss(string id, Span window)
    {
        var events = history.Customers[id];
        List<long> candidates =
        [
            .. events.Select(one => one.Ms), .. events.Select(one => one.PaidThroughMs ?? one.Ms),
            .. events.Select(one => one.Ms + population.InactivityMs),
        ];
        var losses = candidates.Where(ms => window.Has(ms) && IsCustomer(events, ms) && !IsCustomer(events, ms + 1)).ToList();
        return losses.Count == 0 ? null : losses.Max();
    }

    public long? FirstReturn(string id, Span window)
    {
        var events = history.Customers[id];
        return events.Where(one => window.Has(one.Ms) && !IsCustomer(events, one.Ms) && IsCustomer(events, one.Ms + 1))
            .Select(one => (long?)one.Ms).FirstOrDefault();
    }

    public long? FirstEver(string id) => FirstEver(history.Customers[id]);

    /// <summary>Whether somebody is a customer at t, just before which is meant: events with a time under t, none later.</summary>
    public bool IsCustomer(List<PlainEvent> events, long t)
    {
        switch (population.Basis)
        {
            case PlainBasis.Activity:
                return events.Any(one => population.Selector.Picks(one) && one.Ms >= t - population.InactivityMs && one.Ms < t);
            case PlainBasis.Purchase:
                return events.Any(one => one.Kind == PlainKind.Purchase && one.Ms >= t - population.InactivityMs && one.Ms < t);
            default:
                return events.Where(one => one.Kind == PlainKind.Subscription && one.Ms < t).GroupBy(one => one.Name)
                    .Any(contract => Counts([.. contract], t)
                        && (population.Basis == PlainBasis.Subscription || BillingAmount(contract) > 0));
        }
    }

    /// <summary>Whether a contract with these events, all before t, counts at t.</summary>
    public bool Counts(List<PlainEvent> contract, long t)
    {
        if (contract.Count == 0)
            return false;
        var latest = contract[^1];
        if (latest.Action == PlainSubscription.Paused)
            return history.Tenant.PausedCounts;
        if (latest.Action != PlainSubscription.Cancelled)
            return true;
        if (!history.Tenant.CancelsAtPaidEnd)
            return false;
        var paidThrough = contract.LastOrDefault(one => one.PaidThroughMs is not null)?.PaidThroughMs;
        return Counts(contract[..^1], latest.Ms) && t <= Math.Max(latest.Ms, paidThrough ?? latest.Ms);
    }

    /// <summary>What a contract bills: nothing where STARTED or CHANGED name nothing, as before where RESUMED names nothing.</summary>
    private static long BillingAmount(IEnumerable<PlainEvent> contract)
    {
        long amount = 0;
        foreach (var step in contract)
        {
            if (step.Action is PlainSubscription.Started or PlainSubscription.Changed)
                amount = step.Number ?? 0;
            if (step.Action == PlainSubscription.Resumed)
                amount = step.Number ?? amount;
        }
        return amount;
    }

    private long? FirstEver(List<PlainEvent> events)
    {
        var firsts = population.Basis switch
        {
            PlainBasis.Subscription =>
                events.Where(one => one.Kind == PlainKind.Subscription && one.Action == PlainSubscription.Started),
            PlainBasis.PayingSubscription => events.Where(one => IsCustomer(events, one.Ms + 1)),
            PlainBasis.Purchase => events.Where(one => one.Kind == PlainKind.Purchase),
            _ => events.Where(population.Selector.Picks),
        };
        return firsts.Select(one => (long?)one.Ms).FirstOrDefault();
    }
}
