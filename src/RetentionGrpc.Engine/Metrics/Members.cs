using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A customer behind a count.</summary>
/// <param name="Id">The customer's id, in UTF-8.</param>
/// <param name="TimeMs">When it became so, UTC milliseconds; null where there is no such time.</param>
/// <param name="Cells">Of a cohort: the cells in which the member counts, ascending, 0 for bucket 0; else empty.</param>
public sealed record Member(byte[] Id, long? TimeMs, IReadOnlyList<int> Cells)
{
    /// <summary>Of a total of recurring revenue: the member's own at both ends of the window; else null.</summary>
    public CustomerRevenue? Revenue { get; init; }
}

/// <summary>The first of the customers behind a count.</summary>
/// <param name="TotalCount">All of them: the count itself.</param>
/// <param name="Members">Those after the place asked for, ordered by id bytewise; one more than a page if there is a next page.</param>
public sealed record MemberPage(long TotalCount, IReadOnlyList<Member> Members);

/// <summary>A customer behind a count, before it is known whether the page has room.</summary>
/// <param name="Customer">The customer's number in the partition.</param>
/// <param name="TimeMs">See <see cref="Member.TimeMs"/>.</param>
/// <param name="Cells">See <see cref="Member.Cells"/>.</param>
public readonly record struct MemberMatch(int Customer, long? TimeMs, IReadOnlyList<int> Cells)
{
    /// <summary>See <see cref="Member.Revenue"/>.</summary>
    public CustomerRevenue? Revenue { get; init; }
}

/// <summary>The customers behind one count, a page at a time.</summary>
/// <param name="after">Only ids that are bytewise after this one; empty means from the first.</param>
/// <param name="pageSize">So many and one more are given, at least 1.</param>
public abstract class MembersQuery(byte[] after, int pageSize) : Query<MemberPage>
{
    /// <summary>Only members in one group of the answer, where it is split; null means all groups together.</summary>
    public ChosenGroup? Group { get; init; }

    /// <inheritdoc/>
    public override MemberPage Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        var total = 0L;
        var page = new SmallestMembers(pageSize + 1);
        var group = Group is { Grouping.IsAttribute: true } ? Group.Bind(tenant) : null;
        foreach (var match in Matches(tenant))
        {
            if (group is not null && !group.Has(tenant.Live(match.Customer)))
                continue;
            total++;
            var id = tenant.Customers.IdOf(match.Customer);
            if (id.SequenceCompareTo(after) > 0 && page.HasRoomFor(id))
                page.Add(new(id.ToArray(), match.TimeMs, match.Cells) { Revenue = match.Revenue });
        }
        return new(total, page.InOrder());
    }

    /// <inheritdoc/>
    public override MemberPage Merge(MemberPage left, MemberPage right)
    {
        var page = new SmallestMembers(pageSize + 1);
        foreach (var member in left.Members.Concat(right.Members).Where(member => page.HasRoomFor(member.Id)))
            page.Add(member);
        return new(left.TotalCount + right.TotalCount, page.InOrder());
    }

    /// <summary>
    /// Every customer behind the count, each once, in any order. Groups by a value of events are theirs to see to, by
    /// <see cref="GroupOfEvents"/>; those by an attribute are seen to here.
    /// </summary>
    protected abstract IEnumerable<MemberMatch> Matches(TenantState tenant);

    /// <summary>Tells which events count; null means all.</summary>
    private protected GroupTest? GroupOfEvents(TenantState tenant) =>
        Group is { Grouping.IsAttribute: false } ? Group.Bind(tenant) : null;

    /// <summary>Keeps the members with the smallest ids of those it is given.</summary>
    private sealed class SmallestMembers(int limit)
    {
        private static readonly Comparer<byte[]> LargestFirst = Comparer<byte[]>.Create((x, y) => y.AsSpan().SequenceCompareTo(x));
        private readonly PriorityQueue<Member, byte[]> _kept = new(LargestFirst);

        public bool HasRoomFor(ReadOnlySpan<byte> id) => _kept.Count < limit || id.SequenceCompareTo(_kept.Peek().Id) < 0;

        public void Add(Member member)
        {
            if (_kept.Count < limit)
                _kept.Enqueue(member, member.Id);
            else
                _kept.DequeueEnqueue(member, member.Id);
        }

        public Member[] InOrder()
        {
            var members = new Member[_kept.Count];
            while (_kept.TryDequeue(out var largest, out _))
                members[_kept.Count] = largest;
            return members;
        }
    }
}
