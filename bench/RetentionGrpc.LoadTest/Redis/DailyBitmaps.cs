using System.Globalization;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.Redis;

/// <summary>
/// The documented way to count active customers with Redis: a bitmap for each day with a bit for each customer, windows by BITOP OR into
/// temporary keys, both by BITOP AND, counts by BITCOUNT; everything of one question in one pipelined round trip.
/// </summary>
/// <param name="connection">To Redis.</param>
/// <param name="options">The shop whose days are there.</param>
internal sealed class DailyBitmaps(RespConnection connection, LargeShopOptions options)
{
    private const long DayMs = 24L * 3600 * 1000;

    /// <summary>Fills the bitmaps: what SETBIT would have set one by one, each day's in one SET.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var shop = new LargeShop(options);
        var startMs = shop.EndMs - options.Days * DayMs;
        var bits = new byte[(options.Customers + 7) / 8];
        var day = 0;
        foreach (var block in shop.Blocks())
        {
            Array.Clear(bits);
            for (var i = 0; i < block.Count; i++)
            {
                if ((block.TimeOf(i) - startMs) / DayMs != day)
                    throw new InvalidOperationException("A block holds another day: no late or shuffled events here.");
                bits[block.CustomerOf(i) / 8] |= (byte)(0x80 >> (block.CustomerOf(i) % 8));
            }
            connection.AddSet(Key(day++), bits);
            await connection.SendAsync(cancellation);
        }
    }

    /// <summary>Distinct customers of a window.</summary>
    public async Task<long> ActiveAsync(int endDaysAgo, int days, CancellationToken cancellation)
    {
        AddWindow("w:a", endDaysAgo, days);
        connection.Add("BITCOUNT", days == 1 ? Key(options.Days - endDaysAgo - 1) : "w:a");
        return (await connection.SendAsync(cancellation))[^1];
    }

    /// <summary>Distinct customers of the last day, of 7 and of 30 days that end with it.</summary>
    public async Task<long[]> TrailingAsync(int endDaysAgo, CancellationToken cancellation)
    {
        connection.Add("BITCOUNT", Key(options.Days - endDaysAgo - 1));
        AddWindow("w:a", endDaysAgo, 7);
        connection.Add("BITCOUNT", "w:a");
        AddWindow("w:b", endDaysAgo, 30);
        connection.Add("BITCOUNT", "w:b");
        var replies = await connection.SendAsync(cancellation);
        return [replies[0], replies[2], replies[4]];
    }

    /// <summary>Customers of a window, of a later one of the same length, and of both.</summary>
    public async Task<long[]> RetainedAsync(int endDaysAgo, int days, int daysBetween, CancellationToken cancellation)
    {
        var first = AddWindow("w:a", endDaysAgo + days + daysBetween, days);
        var second = AddWindow("w:b", endDaysAgo, days);
        connection.Add("BITOP", "AND", "w:c", first, second);
        connection.Add("BITCOUNT", first);
        connection.Add("BITCOUNT", second);
        connection.Add("BITCOUNT", "w:c");
        return (await connection.SendAsync(cancellation))[^3..];
    }

    /// <summary>Adds the command that makes a window's key; a window of a day is that day's key.</summary>
    private string AddWindow(string key, int endDaysAgo, int days)
    {
        var end = options.Days - endDaysAgo;
        if (days == 1)
            return Key(end - 1);
        connection.Add(["BITOP", "OR", key, .. Enumerable.Range(end - days, days).Select(Key)]);
        return key;
    }

    private static string Key(int day) => string.Create(CultureInfo.InvariantCulture, $"active:{day}");
}
