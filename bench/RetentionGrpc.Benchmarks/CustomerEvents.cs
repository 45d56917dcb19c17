using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.V1;
using RejectionReason = RetentionGrpc.Engine.Events.RejectionReason;

namespace RetentionGrpc.Benchmarks;

/// <summary>How events come.</summary>
internal enum Arrival
{
    /// <summary>In the order of their times.</summary>
    InOrder,

    /// <summary>One in twenty up to 30 days late.</summary>
    Late,

    /// <summary>In no order.</summary>
    Shuffled,
}

/// <summary>
/// Events of many customers over 730 days, 30 each on average: nine in ten activities of 8 names, the others purchases with an amount and
/// an order id of their own. The same seed gives the same events.
/// </summary>
internal sealed class CustomerEvents(int customers, int partitions, Arrival arrival, bool hasIds)
{
    public const int EventsACustomer = 30;

    public const int EventsPerEntry = 500;
    private const long DayMs = 86_400_000;
    private const long FirstMs = 1_704_067_200_000;
    private static readonly string[] Names = ["view", "search", "login", "share", "read", "rate", "cart", "visit"];

    private readonly Random _random = new(7);
    private readonly EntryWriter _writer = new();
    private readonly long[] _entries = new long[partitions];
    private readonly Event _next = new() { OccurredTime = new Timestamp() };
    private readonly Activity _activity = new();
    private readonly Purchase _purchase = new() { Amount = new Money() };
    private long _count;

    public long EventCount => (long)customers * EventsACustomer;

    /// <summary>The first entry of each partition.</summary>
    public byte[] Tenant()
    {
        _writer.WriteTenant(0, new TenantSettings { TenantId = TenantSettings.DefaultId });
        return _writer.Written.ToArray();
    }

    /// <summary>The next entry of a partition.</summary>
    public byte[] NextEntry(int partition)
    {
        _writer.BeginBatches(FirstMs + _count, 1);
        var sequence = ++_entries[partition];
        _writer.BeginSubBatch(new(TenantSettings.DefaultId, "bench", sequence, sequence - 1, 0), EventsPerEntry);
        for (var i = 0; i < EventsPerEntry; i++)
            _writer.WriteEvent(i, RejectionReason.None, NextEvent(partition).ToByteArray());
        return _writer.Written.ToArray();
    }

    private Event NextEvent(int partition)
    {
        var span = (double)(730 * DayMs);
        var ms = FirstMs + (long)(span * (arrival == Arrival.Shuffled ? _random.NextDouble() : (double)_count / EventCount))
            + _random.Next(1_000);
        if (arrival == Arrival.Late && _random.Next(20) == 0)
            ms -= _random.NextInt64(30 * DayMs);
        _next.EventId = hasIds ? $"e-{_count:D10}" : "";
        _next.CustomerId = $"c-{(_random.Next(customers / partitions) * partitions) + partition:D7}";
        (_next.OccurredTime.Seconds, _next.OccurredTime.Nanos) = (ms / 1_000, (int)(ms % 1_000) * 1_000_000);
        if (_random.Next(10) == 0)
        {
            _purchase.OrderId = $"o-{_count:D9}";
            _purchase.Amount.MinorUnits = _random.Next(500, 50_000);
            _next.Purchase = _purchase;
        }
        else
        {
            _activity.Name = Names[Math.Min(_random.Next(8), _random.Next(8))];
            _next.Activity = _activity;
        }
        _count++;
        return _next;
    }
}
