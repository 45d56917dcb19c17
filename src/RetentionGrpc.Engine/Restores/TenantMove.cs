using System.Text;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Restores;

/// <summary>One tenant of a <see cref="Repartition"/>.</summary>
/// <param name="targets">The tenant's share of each new partition.</param>
internal sealed class TenantMove(TenantState[] targets)
{
    private const int Unknown = -1;

    private readonly List<(int Source, RejectedEvent Event)> _rejected = [];
    private readonly int[][] _textOf = new int[targets.Length][];

    private string TenantId => targets[0].Settings.TenantId;

    /// <summary>Takes over the tenant's share of a partition.</summary>
    /// <param name="source">The share.</param>
    /// <param name="partition">The partition's number.</param>
    /// <exception cref="InvalidDataException">The tenant is not set up as in partition 0.</exception>
    public void Take(TenantState source, int partition)
    {
        var settings = targets[0].Settings;
        if (!settings.HasSameSetup(source.Settings) || !settings.DeclaresTheSame(source.Settings)
            || settings.CreatedMs != source.Settings.CreatedMs)
            throw new InvalidDataException("The partitions of the archive do not have the same tenants.");
        for (var i = 0; i < targets.Length; i++)
            Array.Fill(_textOf[i] = new int[source.Texts.Count], Unknown);
        for (var customer = 0; customer < source.Customers.Count; customer++)
            TakeCustomer(source, customer);
        TakeSpend(source);
        source.Tally.AddTo(targets[partition % targets.Length].Tally);
        foreach (var erasure in source.Erasures.All)
        {
            foreach (var target in targets)
                target.Erasures.TakeOver(erasure);
        }
        _rejected.AddRange(source.DeadLetter.Events.Select(rejected => (partition, rejected)));
    }

    /// <summary>All shares were taken over.</summary>
    public void Finish()
    {
        var count = 0;
        foreach (var (_, rejected) in _rejected.OrderBy(one => one.Event.ReceivedMs).ThenBy(one => one.Source)
            .ThenBy(one => one.Event.Key, RejectedEventKey.ByArrival))
        {
            EventReader.Read(rejected.Payload.Span, out var view);
            var home = Routing.PartitionOf(TenantId, view, Encoding.UTF8.GetBytes(rejected.ProducerId), targets.Length);
            // Before all that the new log brings: its first entry is 1.
            targets[home].DeadLetter.Add(rejected with { Key = new(0, 0, ++count) });
        }
    }

    /// <summary>A forgotten customer has left its number only.</summary>
    private void TakeCustomer(TenantState source, int customer)
    {
        var id = source.Customers.IdOf(customer);
        if (id.IsEmpty)
            return;
        var home = Routing.PartitionOf(TenantId, id, targets.Length);
        var target = targets[home];
        var number = target.Customers.NumberOf(id);
        var all = source.Customers.Timelines.Everything(customer, source.Order, out var accepted);
        for (var i = 0; i < all.Length; i++)
        {
            source.Tally.Move(all[i], isRetraction: i >= accepted, source.Texts, target.Tally);
            var moved = Translate(all[i], source, home);
            if (i < accepted)
                target.Customers.Timelines.Add(number, moved, target.Order);
            else
                target.Customers.Timelines.Retract(number, moved, target.Order);
        }
    }

    private void TakeSpend(TenantState source)
    {
        var all = source.Spend.Everything(source.Order, out var accepted);
        for (var i = 0; i < all.Length; i++)
        {
            var home = Routing.PartitionOf(TenantId, source.TextOf(all[i].NameNumber), targets.Length);
            source.Tally.Move(all[i], isRetraction: i >= accepted, source.Texts, targets[home].Tally);
            var moved = Translate(all[i], source, home);
            if (i < accepted)
                targets[home].Spend.Add(moved, targets[home].Order);
            else
                targets[home].Spend.Retract(moved, targets[home].Order);
        }
    }

    /// <summary>The event with the numbers that its texts have in another partition.</summary>
    private TimelineEvent Translate(TimelineEvent moved, TenantState source, int home)
    {
        var scratch = targets[home].Order.Scratch;
        scratch.Clear(0);
        moved.NameNumber = moved.NameNumber < 0
            ? scratch.TakeText(source.TextOf(moved.NameNumber))
            : TextOf(moved.NameNumber, source, home);
        moved.LabelNumber = TextOf(moved.LabelNumber, source, home);
        if (moved.Properties.IsEmpty)
            return moved;
        var properties = new PropertyValue[moved.Properties.Length];
        for (var i = 0; i < properties.Length; i++)
        {
            var (key, value) = moved.Properties.Span[i];
            properties[i] = new(TextOf(key, source, home), TextOf(value, source, home));
        }
        return moved with { Properties = properties };
    }

    private int TextOf(int number, TenantState source, int home)
    {
        ref var known = ref _textOf[home][number];
        return known == Unknown ? known = targets[home].Texts.NumberOf(source.Texts[number]) : known;
    }
}
