using System.Text;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Erasures;

/// <summary>
/// Takes out of a tenant's share of a partition what only forgotten customers have used: texts, and patterns of ids; and in events of
/// others that name one of them, the receipt's id takes the place of the customer's. One walk over all timelines, whatever the number of
/// those customers: that is why it is not done at each erasure.
/// </summary>
internal sealed class StateSweep
{
    private readonly TenantState _tenant;
    private readonly TimelineOrder _order;
    private readonly bool[] _isTextUsed;
    private readonly bool[] _isPatternUsed;
    private readonly ByteStringTable _erasedIds = new();
    private readonly List<byte[]> _replacements = [];

    private StateSweep(TenantState tenant)
    {
        (_tenant, _order) = (tenant, tenant.Order);
        _isTextUsed = new bool[tenant.Texts.Count];
        foreach (var erasure in tenant.Erasures.All.Where(erasure => erasure.Stage == ErasureStage.Erased))
        {
            _erasedIds.NumberOf(erasure.CustomerId);
            _replacements.Add(Erasure.Text(erasure.Id));
        }
        CutLinks();
        _isPatternUsed = new bool[_order.Vocabulary.Ids.Count];
    }

    /// <summary>Sweeps a tenant's share; without customers that were forgotten there is nothing to do, and it is false.</summary>
    public static bool Run(TenantState tenant)
    {
        if (tenant.Erasures.All.All(erasure => erasure.Stage != ErasureStage.Erased))
            return false;
        var sweep = new StateSweep(tenant);
        sweep.Mark();
        sweep.Forget();
        tenant.Tally.Sweep();
        tenant.Erasures.Sweep();
        return true;
    }

    /// <summary>Events that name a forgotten customer name its receipt from now on.</summary>
    private void CutLinks()
    {
        var mayBe = _tenant.Tally.OfKind(EventKind.Referral) + _tenant.Tally.OfKind(EventKind.Retraction) > 0;
        for (var customer = 0; mayBe && customer < _tenant.Customers.Count; customer++)
        {
            var all = _tenant.Customers.Timelines.Everything(customer, _order, out var accepted);
            foreach (ref readonly var named in all)
            {
                if (ErasedOf(named) < 0)
                    continue;
                Rename(customer, all.ToArray(), accepted);
                break;
            }
        }
    }

    /// <summary>Which forgotten customer an event names; -1 for none.</summary>
    private int ErasedOf(in TimelineEvent named) =>
        named.Kind == EventKind.Referral && named.NameNumber < 0 ? _erasedIds.Find(_order.TextOf(named.NameNumber)) : -1;

    private void Rename(int customer, TimelineEvent[] all, int accepted)
    {
        var timelines = _tenant.Customers.Timelines;
        timelines.Forget(customer);
        for (var i = 0; i < all.Length; i++)
        {
            if (ErasedOf(all[i]) is >= 0 and var erased)
                all[i].NameNumber = _order.Scratch.TakeText(_replacements[erased]);
            if (i < accepted)
                timelines.Add(customer, all[i], _order);
            else
                timelines.Retract(customer, all[i], _order);
        }
    }

    private void Mark()
    {
        MarkSettings();
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
            Mark(_tenant.Customers.Timelines.Everything(customer, _order, out _));
        Mark(_tenant.Spend.Everything(_order, out _));
    }

    private void MarkSettings()
    {
        var settings = _tenant.Settings;
        foreach (var text in settings.Selectors.Select(declared => declared.Selector)
            .Concat(settings.InactivityRules.Select(rule => rule.Selector)).SelectMany(selector => selector.Texts)
            .Concat(settings.EventProperties.Select(Encoding.UTF8.GetBytes)))
        {
            if (_tenant.Texts.Find(text) is >= 0 and var number)
                _isTextUsed[number] = true;
        }
    }

    private void Mark(ReadOnlySpan<TimelineEvent> events)
    {
        foreach (ref readonly var kept in events)
        {
            if (kept.NameNumber >= 0)
                _isTextUsed[kept.NameNumber] = true;
            else if (_order.Vocabulary.Ids.Find(_order.TextOf(kept.NameNumber)) is >= 0 and var pattern)
                _isPatternUsed[pattern] = true;
            _isTextUsed[kept.LabelNumber] = true;
            foreach (var property in kept.Properties.Span)
                (_isTextUsed[property.KeyNumber], _isTextUsed[property.ValueNumber]) = (true, true);
        }
    }

    private void Forget()
    {
        for (var number = 0; number < _isTextUsed.Length; number++)
        {
            if (!_isTextUsed[number])
                _tenant.Texts.Forget(number);
        }
        for (var number = 0; number < _isPatternUsed.Length; number++)
        {
            if (!_isPatternUsed[number])
                _order.Vocabulary.Ids.Forget(number);
        }
    }
}
