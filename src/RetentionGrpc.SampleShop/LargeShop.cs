namespace RetentionGrpc.SampleShop;

/// <summary>
/// A shop of any size as bytes, made day by day: it keeps 4 bytes a subscriber and the events of one block. Customers join in even numbers
/// a day; three in ten stay, the others leave after 200 days in the mean; one in four comes two and a half times as often as the others.
/// The plainer sister of <see cref="Shop"/>, for those who measure.
/// </summary>
public sealed class LargeShop
{
    private const int MostCustomers = 10_000_000;
    private const int MostDays = 3_660;
    private const int Tries = 32;
    private const double MeanStayDays = 200;
    private const int StayersOf256 = 77;
    private const int SubscriberEvery = 5;

    private readonly LargeShopOptions _options;
    private readonly long _startMs;
    private readonly int[] _stayDays = new int[256];

    /// <summary>The shop of these options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public LargeShop(LargeShopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireRange(options.Customers, 1, MostCustomers);
        RequireRange(options.Days, 1, MostDays);
        RequireRange(options.EventsPerCustomer, 1, 1_000);
        RequireRange(options.ShuffledDays, 0, MostDays);
        RequireRange(options.Accounts, 0, MostCustomers);
        if (options.LateShare is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.LateShare, "the share of late events is 0 to 1");
        _options = options;
        EndMs = (options.Until.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * StoryClock.DayMs;
        _startMs = EndMs - (options.Days * StoryClock.DayMs);
        ArgumentOutOfRangeException.ThrowIfNegative(_startMs, nameof(options));
        for (int i = 0; i < _stayDays.Length; i++)
        {
            double share = (i - StayersOf256 + 0.5) / (_stayDays.Length - StayersOf256);
            _stayDays[i] = i < StayersOf256 ? int.MaxValue / 2 : 1 + (int)(-PortableMath.Log(share) * MeanStayDays);
        }
    }

    /// <summary>The end of the last day, UTC milliseconds since 1970: every event is before it.</summary>
    public long EndMs { get; }

    /// <summary>
    /// Every event, in the order in which it comes in: that of occurrence, but for those that are late or shuffled. A block holds a day, or
    /// the days that are shuffled. One and the same block is filled anew for each step. May be called again, for the same events.
    /// </summary>
    public IEnumerable<EventBlock> Blocks()
    {
        Telling telling = new(this);
        EventBlock block = new();
        EventBlock shuffled = new();
        int daysOfBlock = Math.Max(_options.ShuffledDays, 1);
        for (int day = 0; day < _options.Days;)
        {
            block.Clear();
            for (int end = Math.Min(day + daysOfBlock, _options.Days); day < end; day++)
            {
                telling.Tell(day, block);
            }

            if (_options.ShuffledDays == 0)
            {
                yield return block;
                continue;
            }

            shuffled.Clear();
            shuffled.AddShuffled(block, telling.Random);
            yield return shuffled;
        }
    }

    private static void RequireRange(int value, int low, int high)
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(nameof(value), value, $"an option that must be {low} to {high}");
    }

    /// <summary>Customers who have joined when a day is over.</summary>
    private int JoinedThrough(int day) => (int)((((long)_options.Customers * (day + 1)) + _options.Days - 1) / _options.Days);

    private int JoinDay(int customer) => (int)((long)customer * _options.Days / _options.Customers);

    private ulong NatureOf(int customer) => ShopRandom.Mix(_options.Seed + ((ulong)customer * 0x9E3779B97F4A7C15));

    private int LeaveDay(int customer) => JoinDay(customer) + _stayDays[(byte)NatureOf(customer)];

    /// <summary>One telling of the shop's days.</summary>
    private sealed class Telling(LargeShop shop)
    {
        private readonly LargeShopOptions _options = shop._options;
        private readonly List<int>?[] _leaving = new List<int>?[shop._options.Days];
        private int _order;

        public ShopRandom Random { get; } = new(shop._options.Seed, 0);

        /// <summary>Adds a day's events. Days are told one after the other, from 0.</summary>
        public void Tell(int day, EventBlock block)
        {
            int joined = day == 0 ? 0 : shop.JoinedThrough(day - 1);
            int joining = shop.JoinedThrough(day) - joined;
            // The joined grow evenly, and so do the visits of a day.
            long visitsOfAll = (_options.EventsPerCustomer - 1L) * _options.Customers;
            long days = _options.Days;
            long visitsBefore = visitsOfAll * day * (day + 1) / (days * (days + 1));
            long visits = (visitsOfAll * (day + 1) * (day + 2) / (days * (days + 1))) - visitsBefore;
            long slots = joining + visits;
            int joins = 0;
            for (long slot = 0; slot < slots; slot++)
            {
                long dayMs = shop._startMs + (day * StoryClock.DayMs);
                long timeMs = dayMs + (long)((slot + Random.Uniform()) * StoryClock.DayMs / slots);
                if (joins * slots < joining * (slot + 1) && joins < joining)
                {
                    Join(joined + joins++, day, timeMs, block);
                }
                else
                {
                    Visit(PickOne(joined + joins, day), timeMs, block);
                }
            }

            foreach (int customer in _leaving[day] ?? [])
            {
                Cancel(customer, day, block);
            }
        }

        private void Join(int customer, int day, long timeMs, EventBlock block)
        {
            ulong nature = shop.NatureOf(customer) >> 16;
            if (_options.HasProfiles)
            {
                WireEventWriter profile = WireEventWriter.Begin(block.Reserve(WireEventWriter.MostBytes), customer, timeMs);
                profile.WriteProfile((int)(nature % (ulong)Catalogue.Countries.Length));
                block.Add(profile.Length, customer, timeMs);
                if (nature % SubscriberEvery == 0)
                {
                    Start(customer, day, timeMs, block);
                }
            }

            WireEventWriter signUp = WireEventWriter.Begin(block.Reserve(WireEventWriter.MostBytes), customer, timeMs);
            signUp.WriteActivity(0);
            block.Add(signUp.Length, customer, timeMs);
        }

        private void Start(int customer, int day, long timeMs, EventBlock block)
        {
            WireEventWriter started = WireEventWriter.Begin(block.Reserve(WireEventWriter.MostBytes), customer, timeMs);
            started.WriteStarted(customer, (int)((shop.NatureOf(customer) >> 8) % (ulong)Catalogue.Plans.Length));
            block.Add(started.Length, customer, timeMs);
            int leaveDay = Math.Max(shop.LeaveDay(customer), day + 1);
            if (leaveDay < _options.Days)
            {
                (_leaving[leaveDay] ??= []).Add(customer);
            }
        }

        private void Cancel(int customer, int day, EventBlock block)
        {
            long timeMs = shop._startMs + ((day + 1) * StoryClock.DayMs) - 1;
            WireEventWriter cancelled = WireEventWriter.Begin(block.Reserve(WireEventWriter.MostBytes), customer, timeMs);
            cancelled.WriteCancelled(customer);
            block.Add(cancelled.Length, customer, timeMs);
        }

        private void Visit(int customer, long timeMs, EventBlock block)
        {
            ulong bits = Random.NextBits();
            if (_options.LateShare > 0 && Random.Chance(_options.LateShare))
            {
                timeMs = Math.Max(shop._startMs, timeMs - (StoryClock.DayMs * (1 + (long)(bits >> 8) % 29)));
            }

            WireEventWriter visit = WireEventWriter.Begin(block.Reserve(WireEventWriter.MostBytes), customer, timeMs);
            if (_options.Accounts > 0)
            {
                visit.WriteAccount(customer % _options.Accounts);
            }

            if (bits % 10 == 0)
            {
                visit.WritePurchase(++_order, 100 + (long)((bits >> 16) % 20_000));
            }
            else if (_options.HasOtherKinds && bits % 10 == 1)
            {
                visit.WriteOther(_options.Customers, bits >> 16);
            }
            else
            {
                visit.WriteActivity((int)((bits >> 24) % (ulong)Catalogue.ShopperActivities.Length));
            }

            block.Add(visit.Length, customer, timeMs);
        }

        /// <summary>One of the first <paramref name="joined"/> customers, most probably one who has not left.</summary>
        private int PickOne(int joined, int day)
        {
            int customer = 0;
            for (int i = 0; i < Tries; i++)
            {
                customer = Random.Between(0, joined);
                ulong nature = shop.NatureOf(customer);
                bool comesOften = (nature & 0x300) == 0;
                if (day < shop.JoinDay(customer) + shop._stayDays[(byte)nature] && (comesOften || Random.Chance(0.4)))
                {
                    break;
                }
            }

            return customer;
        }
    }
}
