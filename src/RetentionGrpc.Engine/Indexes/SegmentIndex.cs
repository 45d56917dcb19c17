using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The indexes of the customers of one segment, who are numbered from 0 within it: so what is read for a segment is as small as the segment
/// is. A sum over customers.
/// </summary>
public sealed class SegmentIndex
{
    private const int Free = -1;

    private readonly TenantState _tenant;
    private readonly IndexPlan _plan;
    private readonly ActivityIndex[] _activities;
    private readonly StateIndex[] _rules;
    private readonly Stack<int> _freed = [];
    private int[] _customers = [];

    /// <summary>A segment without customers.</summary>
    /// <param name="tenant">Whose customers.</param>
    /// <param name="plan">What is indexed.</param>
    public SegmentIndex(TenantState tenant, IndexPlan plan)
    {
        (_tenant, _plan) = (tenant, plan);
        _activities = [.. plan.Selectors.Select(selector => new ActivityIndex(selector, plan))];
        _rules = [.. plan.Rules.Select(_ => new StateIndex(plan.Limit))];
        (Subscriptions, Paying, Revenue) = (new(plan.Limit), new(plan.Limit), new(plan.Limit));
        Attributes = new AttributeIndex(tenant, this);
    }

    /// <summary>How many numbers are given to customers, or were.</summary>
    public int Count { get; private set; }

    /// <summary>Who bought again.</summary>
    public PurchaseIndex Purchases { get; } = new();

    /// <summary>Contracts, whether they pay or not.</summary>
    public StateIndex Subscriptions { get; }

    /// <summary>Contracts with recurring revenue over 0.</summary>
    public StateIndex Paying { get; }

    /// <summary>Recurring revenue.</summary>
    public RevenueIndex Revenue { get; }

    /// <summary>The attributes of customers that were asked for.</summary>
    public AttributeIndex Attributes { get; }

    /// <summary>The partition's number of a customer; -1 if the segment's number is not given to one.</summary>
    public int CustomerOf(int number) => _customers[number];

    /// <summary>The index of a selector; null without one.</summary>
    public ActivityIndex? ActivityOf(ActivitySelector selector) =>
        _plan.NumberOf(selector) is >= 0 and var number ? _activities[number] : null;

    /// <summary>The customers of a declared inactivity rule; null if there is none like it.</summary>
    public StateIndex? RuleOf(ActivitySelector selector, long inactivityMs) =>
        _plan.RuleOf(_plan.NumberOf(selector), inactivityMs) is >= 0 and var number ? _rules[number] : null;

    /// <summary>What it consists of; see <see cref="DigestedPart"/>.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="attributes">The attributes, in UTF-8.</param>
    internal IEnumerable<DigestedPart> Parts(string name, IReadOnlyList<byte[]> attributes) =>
    [
        new($"{name}customers", 1, _ => DigestOfCustomers()),
        .. _activities.SelectMany((activity, i) => activity.Parts($"{name}selector {i}", _plan.Limit, this)),
        .. _rules.SelectMany((rule, i) => rule.Parts($"{name}inactivity rule {i}", _plan.Limit, this)),
        .. Subscriptions.Parts($"{name}contracts", _plan.Limit, this),
        .. Paying.Parts($"{name}paying contracts", _plan.Limit, this),
        .. Revenue.Parts($"{name}revenue", _plan.Limit, this),
        .. Purchases.ByDay.Parts($"{name}days with purchases", _plan.Limit),
        .. Purchases.ByOrder.Parts($"{name}orders", _plan.Limit),
        .. attributes.Select(key => new DigestedPart(
            $"{name}attribute {System.Text.Encoding.UTF8.GetString(key)}", 1, _ => Attributes.DigestOf(key))),
    ];

    /// <summary>The digest of a set of this segment's customers, or of two together, by the partition's numbers.</summary>
    internal ulong DigestOf(CustomerSet set, CustomerSet? also = null)
    {
        var digest = new CellDigest();
        Span<ulong> words = stackalloc ulong[CustomerSet.ChunkWords];
        for (var chunk = 0; chunk < Math.Max(set.ChunkCount, also?.ChunkCount ?? 0); chunk++)
        {
            words.Clear();
            set.OrInto(chunk, words);
            also?.OrInto(chunk, words);
            for (var i = 0; i < words.Length; i++)
            {
                for (var bits = words[i]; bits != 0; bits &= bits - 1)
                {
                    var number = (chunk << CustomerSet.ChunkBits) + 64 * i + System.Numerics.BitOperations.TrailingZeroCount(bits);
                    digest.Add(number < Count ? CustomerOf(number) : Free, 1);
                }
            }
        }
        return digest.Sum;
    }

    /// <summary>Of one who was forgotten it says nothing whether there still is a number.</summary>
    private ulong DigestOfCustomers()
    {
        var digest = new CellDigest();
        for (var number = 0; number < Count; number++)
        {
            if (CustomerOf(number) is not Free and var customer && !_tenant.Customers.Timelines.IsEmpty(customer))
                digest.Add(customer, 1);
        }
        return digest.Sum;
    }

    /// <summary>Gives a customer a number.</summary>
    internal int Take(int customer)
    {
        if (!_freed.TryPop(out var number))
        {
            Growth.MakeRoom(ref _customers, Count);
            number = Count++;
        }
        _customers[number] = customer;
        return number;
    }

    /// <summary>Takes back the number of a customer who did nothing.</summary>
    internal void Release(int number)
    {
        Attributes.Forget(number);
        _customers[number] = Free;
        _freed.Push(number);
    }

    /// <summary>All matrices go on to a new day.</summary>
    /// <param name="before">The boundary that they are at.</param>
    /// <param name="today">The boundary after the newest event's day.</param>
    internal void RollTo(int before, int today)
    {
        foreach (var activity in _activities)
            activity.RollTo(before, today);
        foreach (var rule in _rules)
            rule.Matrix.RollTo(today);
        Purchases.RollTo(today);
        Subscriptions.Matrix.RollTo(today);
        Paying.Matrix.RollTo(today);
        Revenue.Matrix.RollTo(today);
    }

    /// <summary>Brings near what an event of a customer is going to need: the selector ANY has nearly all.</summary>
    internal void Bring(int number) => _activities[0].Bring(number);

    /// <summary>Takes an event that is later than all others of its customer.</summary>
    internal void Append(int number, in TimelineEvent added)
    {
        for (var i = 0; i < _activities.Length; i++)
        {
            if (_activities[i].Picks(added))
                _activities[i].Append(number, added);
        }
    }

    /// <summary>Replaces some parts of what a customer did.</summary>
    internal void Change(int number, CustomerActs before, CustomerActs after, in IndexParts parts)
    {
        for (var i = 0; i < _activities.Length; i++)
        {
            if (parts.HasSelector(i))
                _activities[i].Change(number, before.DaysOf(i), after.DaysOf(i));
        }
        for (var rule = 0; rule < _rules.Length; rule++)
        {
            if (parts.HasRule(rule))
                ChangeRule(number, rule, before, after);
        }
        if (parts.HasPurchases)
            Purchases.Change(before.Purchases, after.Purchases);
        if (!parts.HasContracts)
            return;
        Subscriptions.Change(number, before.Subscription, after.Subscription);
        Paying.Change(number, before.Paying, after.Paying);
        Revenue.Change(number, before.Revenue, after.Revenue);
    }

    /// <summary>Replaces when a customer was one by a rule.</summary>
    internal void ChangeRule(int number, int rule, CustomerActs before, CustomerActs after) =>
        _rules[rule].Change(number, before.OfRule(rule), after.OfRule(rule));
}
