using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.Simulation;

/// <summary>What a client was promised of an event.</summary>
internal enum Promise
{
    /// <summary>Nothing: it may count once or not at all.</summary>
    None,

    /// <summary>It was acknowledged: it counts once.</summary>
    Acknowledged,

    /// <summary>It was acknowledged, and its client was told that it is lost.</summary>
    ToldLost,
}

/// <summary>An event that a client made. Its time of occurrence is its number, so that it is known again wherever it turns up.</summary>
internal sealed class LedgerEvent(int number, Event message, bool isBad)
{
    /// <summary>Unique in the world.</summary>
    public int Number => number;

    /// <summary>As it is sent.</summary>
    public Event Message => message;

    /// <summary>Whether the server must reject it.</summary>
    public bool IsBad => isBad;

    /// <summary>What its client was promised last.</summary>
    public Promise Promise { get; set; }
}

/// <summary>A batch of a client.</summary>
internal sealed class LedgerBatch(long sequence, IReadOnlyList<LedgerEvent> events)
{
    /// <summary>Its sequence; 0 without a producer.</summary>
    public long Sequence => sequence;

    /// <summary>Its events.</summary>
    public IReadOnlyList<LedgerEvent> Events => events;

    /// <summary>Events that the server must reject.</summary>
    public int BadCount => events.Count(each => each.IsBad);

    /// <summary>As a message of a stream.</summary>
    public StreamEventsRequest ToStreamMessage() =>
        new() { Batch = new Batch { Sequence = sequence, Events = { events.Select(each => each.Message) } } };

    /// <summary>What it was promised.</summary>
    public void Promise(Promise promise)
    {
        foreach (var each in events)
            each.Promise = promise;
    }
}

/// <summary>Every event that was made in a world, and what was promised of it.</summary>
internal sealed class Ledger
{
    /// <summary>2020-01-01, when the first event occurred: before every clock of every world.</summary>
    public const long FirstMs = 1_577_836_800_000;

    /// <summary>From one event to the next: they fill months, and some days have several.</summary>
    public const long StepMs = 7 * 3600 * 1000;

    /// <summary>How many customers a tenant has.</summary>
    public const int Customers = 12;

    private readonly List<LedgerEvent> _events = [];

    /// <summary>The events, by number.</summary>
    public IReadOnlyList<LedgerEvent> Events => _events;

    /// <summary>The number of the event that occurred then, or -1.</summary>
    public int NumberAt(long occurredMs)
    {
        var (number, rest) = Math.DivRem(occurredMs - FirstMs, StepMs);
        return rest == 0 && number >= 0 && number < _events.Count ? (int)number : -1;
    }

    /// <summary>The id of a customer: long enough that its bytes are nothing else, and no part of another's.</summary>
    public static string CustomerOf(int number) => $"customer-{(char)('a' + number)}";

    /// <summary>Makes a batch of new events.</summary>
    public LedgerBatch NewBatch(long sequence, int count, SimRandom random, bool withIds)
    {
        var events = new LedgerEvent[count];
        for (var i = 0; i < count; i++)
        {
            var number = _events.Count;
            var isBad = random.Below(12) == 0;
            var message = new Event
            {
                EventId = withIds ? $"e-{number}" : "",
                CustomerId = CustomerOf(random.Below(Customers)),
                OccurredTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(FirstMs + number * StepMs)),
            };
            if (!isBad)
                message.Activity = new Activity { Name = $"n-{number % 5}" };
            _events.Add(events[i] = new LedgerEvent(number, message, isBad));
        }
        return new LedgerBatch(sequence, events);
    }
}
