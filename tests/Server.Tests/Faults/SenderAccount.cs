using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>One sender's page of the ledger.</summary>
internal sealed class SenderAccount(AckLedger ledger, string producer, int number)
{
    private static readonly DateTime First = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private long _given;
    private long _acked;

    public string Producer => producer;

    /// <summary>When its first event happened. Accounts are so far from each other that their events never meet.</summary>
    public DateTime Start => First.AddDays(20 * number);

    /// <summary>Events given out.</summary>
    public long Given => Interlocked.Read(ref _given);

    /// <summary>Its first events, this many, were acknowledged.</summary>
    public long Acked => Interlocked.Read(ref _acked);

    /// <summary>The customers of all its events.</summary>
    public IEnumerable<string> Customers
    {
        get
        {
            for (var i = 0L; i < Given; i++)
                yield return CustomerOf(i);
        }
    }

    /// <summary>The next event.</summary>
    public Event Give() => EventAt(Interlocked.Increment(ref _given) - 1);

    /// <summary>The event of a place from 0, again.</summary>
    public Event EventAt(long place) => new()
    {
        CustomerId = CustomerOf(place),
        OccurredTime = Timestamp.FromDateTime(Start.AddSeconds(place)),
        Activity = new(),
    };

    /// <summary>So many more events, the next ones in order, were acknowledged.</summary>
    public void Acknowledge(long count)
    {
        if (Interlocked.Add(ref _acked, count) > Given)
            throw new InvalidOperationException($"{producer}: more events were acknowledged than there are.");
        ledger.Acknowledged(count);
    }

    private string CustomerOf(long place) => $"{producer}-{place}";
}
