using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Query;

/// <summary>Values as people read them.</summary>
internal static class CellText
{
    /// <summary>A value in one cell, or null if it takes several.</summary>
    public static string? Of(FieldDescriptor field, object? value) => value switch
    {
        null => "",
        Timestamp time => TimeOf(time),
        Duration duration => duration.ToTimeSpan().ToString("c", CultureInfo.InvariantCulture),
        Interval interval => $"{TimeOf(interval.StartTime)} … {TimeOf(interval.EndTime)}",
        Ratio { HasValue: true } mean when field.Name.Contains("_per_", StringComparison.Ordinal) =>
            string.Create(CultureInfo.InvariantCulture, $"{mean.Value:0.00} ({mean.Numerator}/{mean.Denominator})"),
        Ratio ratio => RatioOf(ratio),
        double number when IsRate(field) => Percent(number),
        string or bool => value.ToString(),
        IFormattable number when field.FieldType != FieldType.Enum => number.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list and not IMessage => string.Join(' ', list.Cast<object>().Select(x => Of(field, x))),
        IMessage => null,
        _ => NameOf(field.EnumType, (int)value),
    };

    /// <summary>A message in one cell: its count and rate if it has them, else its values; … marks what is not over.</summary>
    public static string Brief(IMessage message)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder()
            .Where(x => !x.HasPresence || x.Accessor.HasValue(message))
            .Select(x => (x.Name, Text: Of(x, x.Accessor.GetValue(message)) ?? ""))
            .ToDictionary(x => x.Name, x => x.Text);
        var state = fields.GetValueOrDefault("state");
        if (state == "NOT_YET")
            return "";
        var brief = fields.TryGetValue("count", out var count)
            ? $"{count} {fields.GetValueOrDefault("rate")}".TrimEnd()
            : string.Join(' ', fields.Where(x => x.Key != "state" && x.Value.Length > 0).Select(x => x.Value));
        return state == "PARTIAL" ? brief + "…" : brief;
    }

    private static bool IsRate(FieldDescriptor field) => field.Name is "rate" or "value" or "simple" or "sum_of_daily_rates";

    private static string RatioOf(Ratio ratio)
    {
        var counts = string.Create(CultureInfo.InvariantCulture, $"{ratio.Numerator}/{ratio.Denominator}");
        return ratio.HasValue ? $"{Percent(ratio.Value)} ({counts})" : counts;
    }

    private static string Percent(double rate) => (100 * rate).ToString("0.00", CultureInfo.InvariantCulture) + "%";

    private static string TimeOf(Timestamp? time) => time?.ToDateTime() switch
    {
        null => "",
        // All times are UTC.
        { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { } instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
    };

    // The end of the name in the proto: CELL_STATE_VALUE is VALUE.
    private static string NameOf(EnumDescriptor type, int number)
    {
        var prefix = type.Values[0].Name.Length - "UNSPECIFIED".Length;
        return type.FindValueByNumber(number) is { } known ? known.Name[prefix..] : number.ToString(CultureInfo.InvariantCulture);
    }
}
