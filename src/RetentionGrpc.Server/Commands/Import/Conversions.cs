using System.Globalization;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Makes the value of a field from the text of a column: the value, or what is wrong.</summary>
internal delegate (object? Value, string? Fault) Conversion(string text);

/// <summary>How the texts of columns become values, in a tenant's zone and currency.</summary>
/// <param name="calendar">The zone of times that name none.</param>
/// <param name="currency">The currency of amounts, which decides their decimals.</param>
/// <param name="namesCurrency">Whether amounts say their currency; otherwise they are in the tenant's.</param>
internal sealed class Conversions(TenantCalendar calendar, string currency, bool namesCurrency)
{
    private const string UnixSeconds = "unix";
    private const string UnixMilliseconds = "unix_ms";
    private const string DecimalAmount = "decimal";
    private const string MinorAmount = "minor";

    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd",
    ];

    /// <summary>Finds the conversion to a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="format">How its values are written, or null.</param>
    /// <param name="conversion">The conversion.</param>
    /// <returns>What is wrong with the format, or null.</returns>
    public string? Find(EventField field, string? format, out Conversion conversion)
    {
        conversion = text => (text, null);
        var leaf = field.Leaf;
        if (leaf.IsMap || leaf.FieldType == FieldType.String)
            return NoFormat(field, format);
        if (leaf.FieldType == FieldType.Message && leaf.MessageType == Timestamp.Descriptor)
            return FindTime(format, out conversion);
        if (leaf.FieldType == FieldType.Message && leaf.MessageType == Money.Descriptor)
            return FindAmount(format, out conversion);
        conversion = leaf.FieldType switch
        {
            FieldType.Message => Seconds,
            FieldType.Enum => text => Enumerated(leaf.EnumType, text),
            FieldType.Int64 => text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? (whole, null)
                : (null, $"'{text}' is no whole number."),
            FieldType.Int32 => text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? (whole, null)
                : (null, $"'{text}' is no whole number."),
            _ => throw new NotSupportedException($"{leaf.FullName} has a type that no column can fill."),
        };
        return NoFormat(field, format);
    }

    private static string? NoFormat(EventField field, string? format) =>
        format is null ? null : $"'{field.Path}' takes no format; times and amounts do.";

    private string? FindTime(string? format, out Conversion conversion)
    {
        conversion = format switch
        {
            UnixSeconds => text => FromUnix(text, 1_000),
            UnixMilliseconds => text => FromUnix(text, 1),
            _ => text => FromClock(text, format is null ? IsoFormats : [format]),
        };
        if (format is null or UnixSeconds or UnixMilliseconds)
            return null;
        // A format that cannot write a time cannot read one either.
        try
        {
            return DateTime.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0 ? null : "A time format cannot be empty.";
        }
        catch (FormatException)
        {
            return $"'{format}' is no time format: take yyyy, MM, dd, HH, mm, ss, K, or {UnixSeconds}, or {UnixMilliseconds}.";
        }
    }

    private (object? Value, string? Fault) FromClock(string text, string[] formats)
    {
        const DateTimeStyles Styles = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (!DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, Styles, out var read))
            return (null, $"'{text}' is no time such as {DateTime.UnixEpoch.ToString(formats[0], CultureInfo.InvariantCulture)}.");
        var ms = (read.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        return (TimestampOf(read.Kind == DateTimeKind.Utc ? ms : calendar.InstantOfLocal(ms)), null);
    }

    private static (object? Value, string? Fault) FromUnix(string text, int unitMs)
    {
        var isNumber = decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var inRange = isNumber && Math.Abs(number) <= 253_402_300_799m * 1_000 / unitMs;
        return inRange ? (TimestampOf((long)decimal.Floor(number * unitMs)), null) : (null, $"'{text}' is no Unix time.");
    }

    private static Timestamp TimestampOf(long ms)
    {
        var seconds = Math.DivRem(ms, 1_000, out var rest);
        return rest < 0
            ? new Timestamp { Seconds = seconds - 1, Nanos = (int)(rest + 1_000) * 1_000_000 }
            : new Timestamp { Seconds = seconds, Nanos = (int)rest * 1_000_000 };
    }

    private string? FindAmount(string? format, out Conversion conversion)
    {
        var decimals = Currencies.DecimalsOf(currency);
        conversion = format == MinorAmount ? text => FromDecimal(text, 0) : text => FromDecimal(text, decimals);
        return format is null or DecimalAmount or MinorAmount
            ? null
            : $"An amount is written as {DecimalAmount} (11.77) or {MinorAmount} (1177), not '{format}'.";
    }

    private (object? Value, string? Fault) FromDecimal(string text, int decimals)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var amount) || Math.Abs(amount) > 1e18m)
            return (null, $"'{text}' is no amount such as 11.77.");
        var minor = amount;
        for (var i = 0; i < decimals; i++)
            minor *= 10;
        if (minor != decimal.Truncate(minor))
            return (null, $"'{text}' has more decimals than {currency}, which has {decimals}.");
        if (Math.Abs(minor) > long.MaxValue)
            return (null, $"'{text}' is too large.");
        return (new Money { MinorUnits = (long)minor, CurrencyCode = namesCurrency ? currency : "" }, null);
    }

    private static (object? Value, string? Fault) Seconds(string text)
    {
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var seconds) && seconds <= 315_576_000_000m
            ? (Duration.FromTimeSpan(TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))), null)
            : (null, $"'{text}' is no number of seconds.");
    }

    // By the whole name of the proto or by its end: SUBSCRIPTION_ACTION_STARTED, STARTED, started.
    private static (object? Value, string? Fault) Enumerated(EnumDescriptor type, string text)
    {
        var prefix = type.Values[0].Name[..^"UNSPECIFIED".Length];
        var found = type.Values.Skip(1).FirstOrDefault(x =>
            x.Name.Equals(text, StringComparison.OrdinalIgnoreCase) || x.Name.Equals(prefix + text, StringComparison.OrdinalIgnoreCase));
        return found is not null
            ? (System.Enum.ToObject(type.ClrType, found.Number), null)
            : (null, $"'{text}' is none of {string.Join(", ", type.Values.Skip(1).Select(x => x.Name[prefix.Length..]))}.");
    }
}
