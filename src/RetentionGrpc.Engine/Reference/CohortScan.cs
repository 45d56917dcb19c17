using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Decides, customer by customer, who is a member of which cohort and in which cells a member counts.</summary>
internal sealed class CohortScan
{
    private readonly TenantState _tenant;
    private readonly CohortDefinition _definition;
    private readonly CohortLayout _layout;
    private readonly BoundSelector _starts;
    private readonly BoundSelector _returns;
    private readonly BoundFilter _filter;
    private readonly int _keyNumber = -1;
    private readonly bool _mustReturnWithSameValue;
    private readonly Dictionary<int, int> _groupOfValue = [];

    public CohortScan(TenantState tenant, CohortDefinition definition)
    {
        _tenant = tenant;
        _definition = definition;
        _layout = definition.Layout;
        _starts = definition.StartSelector.Bind(tenant);
        _returns = definition.ReturnSelector.Bind(tenant);
        _filter = definition.CustomerFilter.Bind(tenant);
        if (definition.Grouping is not { } grouping)
            return;
        _keyNumber = tenant.Texts.Find(grouping.Key);
        _mustReturnWithSameValue = !grouping.IsAttribute && grouping.ValueRule == GroupValueRule.SameValue;
        for (var group = 0; group < grouping.Values.Count; group++)
        {
            if (tenant.Texts.Find(grouping.Values[group]) is >= 0 and var value)
                _groupOfValue[value] = group;
        }
    }

    public IEnumerable<CohortMember> Members()
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            foreach (var start in StartsOf(_tenant.Live(customer)))
                yield return MemberOf(customer, start);
        }
    }

    /// <summary>Of each customer the distinct values with which it is a member; no value is not among them.</summary>
    public IEnumerable<HashSet<int>> ValuesOfCustomers()
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
            yield return [.. StartsOf(_tenant.Live(customer)).Select(start => start.Value).Where(value => value >= 0)];
    }

    private List<Start> StartsOf(ReadOnlySpan<TimelineEvent> live)
    {
        if (!_filter.PassesCustomer(live))
            return [];
        if (_definition.Rule == CohortRule.Recurring)
            return RecurringStarts(live);
        var first = FirstStart(live);
        var row = first < 0 ? -1 : _layout.RowOf(live[first].OccurredMs);
        return row < 0 ? [] : [StartAt(live, first, row)];
    }

    private int FirstStart(ReadOnlySpan<TimelineEvent> live)
    {
        for (var i = 0; i < live.Length; i++)
        {
            if (_starts.Picks(live[i]))
                return i;
            if (_definition.Rule == CohortRule.FirstEver && _starts.PicksUnfiltered(live[i]))
                return -1;
        }
        return -1;
    }

    private List<Start> RecurringStarts(ReadOnlySpan<TimelineEvent> live)
    {
        var starts = new List<Start>();
        for (var i = 0; i < live.Length; i++)
        {
            var row = _layout.RowOf(live[i].OccurredMs);
            var isFirstInRow = row >= 0 && (starts.Count == 0 || (starts[^1].Row != row && !_layout.IsRolling));
            if (isFirstInRow && _starts.Picks(live[i]))
                starts.Add(StartAt(live, i, row));
        }
        return starts;
    }

    private Start StartAt(ReadOnlySpan<TimelineEvent> live, int position, int row)
    {
        if (_definition.Grouping is not { } grouping)
            return new(position, row, -1);
        var value = grouping.IsAttribute
            ? CustomerAttributes.ValueOf(live, _keyNumber, grouping.Key.AsSpan().SequenceEqual(CustomerAttributes.Plan))
            : live[position].ValueOf(_keyNumber);
        return new(position, row, value);
    }

    private CohortMember MemberOf(int customer, Start start)
    {
        var live = _tenant.Live(customer);
        var startMs = live[start.Position].OccurredMs;
        return new(customer, start.Row, GroupOf(start.Value), startMs, CellsOf(start.Row, ReturnBuckets(live, start)));
    }

    private int GroupOf(int value)
    {
        if (_definition.Grouping is not { } grouping)
            return 0;
        return value < 0 ? grouping.None : _groupOfValue.GetValueOrDefault(value, grouping.Other);
    }

    /// <summary>The base buckets with enough return events, ascending. Only events later in the customer's timeline count.</summary>
    private List<int> ReturnBuckets(ReadOnlySpan<TimelineEvent> live, Start start)
    {
        var found = new List<int>();
        var (bucket, returns) = (-1, 0);
        for (var i = start.Position + 1; i < live.Length; i++)
        {
            var bucketOfEvent = _layout.BaseBucketOf(start.Row, live[start.Position].OccurredMs, live[i].OccurredMs);
            if (bucketOfEvent < 0)
                break;
            if (!_returns.Picks(live[i]) || (_mustReturnWithSameValue && live[i].ValueOf(_keyNumber) != start.Value))
                continue;
            returns = bucketOfEvent == bucket ? returns + 1 : 1;
            bucket = bucketOfEvent;
            if (returns == _definition.MinOccurrences)
                found.Add(bucket);
        }
        return found;
    }

    private List<int> CellsOf(int row, List<int> returnBuckets)
    {
        var cells = new List<int>();
        if (returnBuckets.Count == 0)
            return cells;
        if (returnBuckets[0] == 0)
            cells.Add(0);
        var (isInAny, isInEach) = (false, true);
        var cellCount = _layout.CellCount(row);
        for (var cell = 1; cell <= cellCount && _layout.StateOf(row, cell) != CellState.NotYet; cell++)
        {
            var isIn = HasAny(returnBuckets, _layout.FirstOf(cell), _layout.LastOf(cell));
            isInAny |= isIn;
            isInEach &= isIn;
            var counts = _layout.Criterion switch
            {
                ReturnCriterion.OnOrAfter => returnBuckets[^1] >= _layout.FirstOf(cell),
                ReturnCriterion.OnOrBefore => isInAny,
                ReturnCriterion.Streak => isInEach,
                _ => isIn,
            };
            if (counts)
                cells.Add(cell);
        }
        return cells;
    }

    private static bool HasAny(List<int> ascending, int first, int last)
    {
        var place = ascending.BinarySearch(first);
        return place >= 0 || (~place < ascending.Count && ascending[~place] <= last);
    }

    /// <summary>A start event.</summary>
    /// <param name="Position">Its place in the timeline.</param>
    /// <param name="Row">Its cohort.</param>
    /// <param name="Value">The number of the grouping's value, or -1 without one.</param>
    private readonly record struct Start(int Position, int Row, int Value);
}
