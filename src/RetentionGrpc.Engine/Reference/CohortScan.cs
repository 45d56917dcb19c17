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
    private readonly List<Start> _startsOfCustomer = [];
    private readonly List<int> _valuesOfCustomer = [];
    private readonly CohortCells _cells;

    // Of the customer whose starts are read: the bucket of each event that is a return, -1 of the others.
    private readonly List<int> _returnBuckets = [];
    private readonly List<(int First, int Last)> _found = [];

    public CohortScan(TenantState tenant, CohortDefinition definition)
    {
        _tenant = tenant;
        _definition = definition;
        _layout = definition.Layout;
        _cells = new(_layout);
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

    /// <summary>Every member, whose cells are valid until the next.</summary>
    public IEnumerable<CohortMember> Members()
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            FindStarts(_tenant.Live(customer));
            if (_startsOfCustomer.Count > 0)
                FindReturns(_tenant.Live(customer), _startsOfCustomer[0].Position);
            for (var i = 0; i < _startsOfCustomer.Count; i++)
                yield return MemberOf(customer, _startsOfCustomer[i]);
        }
    }

    /// <summary>Of each customer the distinct values with which it is a member, valid until the next; no value is not among them.</summary>
    public IEnumerable<List<int>> ValuesOfCustomers()
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            FindStarts(_tenant.Live(customer));
            _valuesOfCustomer.Clear();
            foreach (var start in _startsOfCustomer)
            {
                if (start.Value >= 0 && !_valuesOfCustomer.Contains(start.Value))
                    _valuesOfCustomer.Add(start.Value);
            }
            yield return _valuesOfCustomer;
        }
    }

    private void FindStarts(ReadOnlySpan<TimelineEvent> live)
    {
        _startsOfCustomer.Clear();
        if (!_filter.PassesCustomer(live))
            return;
        if (_definition.Rule == CohortRule.Recurring)
        {
            FindRecurringStarts(live);
            return;
        }
        var first = FirstStart(live);
        if (first >= 0 && _layout.RowOf(live[first].OccurredMs) is >= 0 and var row)
            _startsOfCustomer.Add(StartAt(live, first, row));
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

    private void FindRecurringStarts(ReadOnlySpan<TimelineEvent> live)
    {
        var starts = _startsOfCustomer;
        for (var i = 0; i < live.Length; i++)
        {
            var row = _layout.RowOf(live[i].OccurredMs);
            var isFirstInRow = row >= 0 && (starts.Count == 0 || (starts[^1].Row != row && !_layout.IsRolling));
            if (isFirstInRow && _starts.Picks(live[i]))
                starts.Add(StartAt(live, i, row));
        }
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

    private CohortMember MemberOf(int customer, in Start start)
    {
        var live = _tenant.Live(customer);
        FindBaseBuckets(live, start);
        _cells.Set(start.Row, _found);
        return new(customer, start.Row, GroupOf(start.Value), live[start.Position].OccurredMs, _cells);
    }

    private int GroupOf(int value)
    {
        if (_definition.Grouping is not { } grouping)
            return 0;
        return value < 0 ? grouping.None : _groupOfValue.GetValueOrDefault(value, grouping.Other);
    }

    /// <summary>Finds a customer's returns once for all its starts: with rolling buckets there is one.</summary>
    private void FindReturns(ReadOnlySpan<TimelineEvent> live, int first)
    {
        _returnBuckets.Clear();
        for (var i = 0; i < live.Length; i++)
        {
            var bucket = i <= first ? -1 : _layout.BaseBucketOf(0, live[first].OccurredMs, live[i].OccurredMs);
            _returnBuckets.Add(bucket >= 0 && _returns.Picks(live[i]) ? bucket : -1);
        }
    }

    /// <summary>
    /// The base buckets with enough return events, as runs, ascending. Only events later in the customer's timeline count.
    /// </summary>
    private void FindBaseBuckets(ReadOnlySpan<TimelineEvent> live, in Start start)
    {
        _found.Clear();
        var (bucket, returns) = (-1, 0);
        for (var i = start.Position + 1; i < _returnBuckets.Count; i++)
        {
            var next = _returnBuckets[i];
            if (next < 0 || (_mustReturnWithSameValue && live[i].ValueOf(_keyNumber) != start.Value))
                continue;
            returns = next == bucket ? returns + 1 : 1;
            bucket = next;
            if (returns == _definition.MinOccurrences)
                Add(_layout.IsRolling ? bucket : bucket - start.Row);
        }
    }

    private void Add(int bucket)
    {
        if (_found.Count > 0 && _found[^1].Last == bucket - 1)
            _found[^1] = (_found[^1].First, bucket);
        else
            _found.Add((bucket, bucket));
    }

    /// <summary>A start event.</summary>
    /// <param name="Position">Its place in the timeline.</param>
    /// <param name="Row">Its cohort.</param>
    /// <param name="Value">The number of the grouping's value, or -1 without one.</param>
    private readonly record struct Start(int Position, int Row, int Value);
}
