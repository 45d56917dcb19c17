using System.Runtime.InteropServices;
using RetentionGrpc.V1;

namespace RetentionGrpc.SampleShop;

/// <summary>
/// A shop that never was: customers of 20 countries join in growing numbers, buy and drop out by BG/NBD, visit, answer surveys, redeem
/// coupons, return goods; a quarter subscribe to one of four plans, with trials, upgrades, pauses and cancellations. Amounts name no
/// currency, so they are in the tenant's.
/// </summary>
public sealed class Shop
{
    private const int MaxCustomers = 10_000_000;
    private const int MaxDays = 3_660;

    private readonly ShopOptions _options;
    private readonly long _startMs;
    private readonly long _endMs;

    /// <summary>The shop of these options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public Shop(ShopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Customers, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Customers, MaxCustomers, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Days, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Days, MaxDays, nameof(options));
        _endMs = (options.Until.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * StoryClock.DayMs;
        _startMs = _endMs - (options.Days * StoryClock.DayMs);
        ArgumentOutOfRangeException.ThrowIfNegative(_startMs, nameof(options));
        _options = options;
    }

    /// <summary>
    /// Every event, in order of occurrence, then customer. The whole shop is made before the first event comes: about 40 bytes an event,
    /// some 20 events a customer and year; the messages themselves are made one by one. May be called again, for the same events.
    /// </summary>
    public IEnumerable<Event> Events()
    {
        List<Moment> moments = [];
        for (int customer = 0; customer < _options.Customers; customer++)
        {
            ShopRandom random = new(_options.Seed, (ulong)customer);
            moments.AddRange(CustomerStory.Tell(random, customer, JoinMs(customer, random), _endMs));
        }

        CollectionsMarshal.AsSpan(moments).Sort();
        EventWriter writer = new(Tag());
        return moments.Select(writer.Write);
    }

    /// <summary>Customers join one after the other, twice as many a day in the end as in the beginning.</summary>
    private long JoinMs(int customer, ShopRandom random)
    {
        double share = (customer + random.Uniform()) / _options.Customers;
        double elapsed = Math.Sqrt(1 + (3 * share)) - 1;
        return Math.Min(_startMs + (long)(elapsed * (_endMs - _startMs)), _endMs - 1);
    }

    private ulong Tag()
    {
        ulong tag = ShopRandom.Mix(_options.Seed);
        tag = ShopRandom.Mix(tag + (ulong)_options.Customers);
        tag = ShopRandom.Mix(tag + (ulong)_options.Days);
        return ShopRandom.Mix(tag + (ulong)_options.Until.DayNumber);
    }
}
