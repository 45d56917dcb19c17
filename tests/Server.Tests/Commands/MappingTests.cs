using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Server.Commands.Import;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

public sealed class MappingTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("customer_id=1", "customer_id", "1", null)]
    [InlineData("occurred_time=2:yyyyMMdd", "occurred_time", "2", "yyyyMMdd")]
    [InlineData("occurred_time=at:HH:mm:ss", "occurred_time", "at", "HH:mm:ss")]
    [InlineData("properties.country=Land", "properties.country", "Land", null)]
    public void A_map_is_read(string text, string field, string column, string? format) =>
        Assert.Equal(new FieldMapping(field, column, format), FieldMapping.Parse(text));

    [Theory]
    [InlineData("customer_id")]
    [InlineData("=1")]
    [InlineData("customer_id=")]
    [InlineData("customer_id=:yyyy")]
    public void What_is_no_map_is_none(string text) => Assert.Null(FieldMapping.Parse(text));

    [Theory]
    [InlineData("a,b,c", ',')]
    [InlineData("a;b,5;c", ';')]
    [InlineData("a\tb, c\td", '\t')]
    [InlineData("\"a,b,c\";d", ';')]
    [InlineData(" a  b ", null)]
    public void The_delimiter_is_found(string line, char? expected) => Assert.Equal(expected, DelimitedText.Detect(line).Delimiter);

    [Theory]
    [InlineData(',', "a, b ,,d", "a|b||d")]
    [InlineData(',', "a,", "a|")]
    [InlineData(',', "\"a,\"\"b\"\"\", \"c\" ,d\"e", "a,\"b\"|c|d\"e")]
    [InlineData(',', "\"two\nlines\",x", "two\nlines|x")]
    [InlineData('\t', "a\t\t b", "a||b")]
    [InlineData(null, "  00001 19970101  1   11.77 ", "00001|19970101|1|11.77")]
    [InlineData(null, "a \"b c\"  d", "a|b c|d")]
    public void Rows_are_split(char? delimiter, string row, string expected) =>
        Assert.Equal(expected.Split('|'), new DelimitedText(delimiter).Split(row));

    [Fact]
    public void An_open_quote_asks_for_more() => Assert.Null(new DelimitedText(',').Split("a,\"b"));

    [Theory]
    [InlineData("occured_time", "Event has no field 'occured_time'")]
    [InlineData("purchase", "'purchase' is a message")]
    [InlineData("properties", "'properties' is a map")]
    [InlineData("customer_id.name", "'customer_id' has no fields")]
    [InlineData("purchase.amount.cents", "Money has no field 'cents'")]
    public void A_path_that_leads_nowhere_is_told(string path, string expected) =>
        Assert.StartsWith(expected, EventField.Find(path, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "2026-03-01", "2026-03-01T00:00:00Z")]
    [InlineData(null, "2026-03-01 12:30", "2026-03-01T12:30:00Z")]
    [InlineData(null, "2026-03-01T12:30:15.25Z", "2026-03-01T12:30:15.250Z")]
    [InlineData(null, "2026-03-01T12:30:15+02:00", "2026-03-01T10:30:15Z")]
    [InlineData("yyyyMMdd", "20260301", "2026-03-01T00:00:00Z")]
    [InlineData("dd.MM.yyyy HH:mm zzz", "01.03.2026 12:30 +01:00", "2026-03-01T11:30:00Z")]
    [InlineData("unix", "1772366400.5", "2026-03-01T12:00:00.500Z")]
    [InlineData("unix_ms", "-1", "1969-12-31T23:59:59.999Z")]
    public void Times_are_read(string? format, string text, string expected) =>
        Assert.Equal(Instant(expected), Convert("occurred_time", format, text));

    // In Berlin clocks skip 02:00 to 03:00 on 29 March 2026 and show 02:00 to 03:00 twice on 25 October.
    [Theory]
    [InlineData("2026-01-15 12:00", "2026-01-15T11:00:00Z")]
    [InlineData("2026-07-15 12:00", "2026-07-15T10:00:00Z")]
    [InlineData("2026-03-29 02:30", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25 02:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-07-15T12:00Z", "2026-07-15T12:00:00Z")]
    public void Times_without_a_zone_are_in_the_tenants(string text, string expected) =>
        Assert.Equal(Instant(expected), Convert("occurred_time", null, text, zone: "Europe/Berlin"));

    [Theory]
    [InlineData("USD", null, "11.77", 1177)]
    [InlineData("USD", "decimal", "-3", -300)]
    [InlineData("USD", "minor", "1177", 1177)]
    [InlineData("JPY", null, "1177", 1177)]
    [InlineData("KWD", null, "1.234", 1234)]
    [InlineData("USD", null, "0.50000", 50)]
    public void Amounts_are_read(string currency, string? format, string text, long expected) => Assert.Equal(
        new Money { MinorUnits = expected, CurrencyCode = currency }, Convert("purchase.amount", format, text, currency: currency));

    [Theory]
    [InlineData("subscription.action", "CANCELLED", SubscriptionAction.Cancelled)]
    [InlineData("subscription.action", "started", SubscriptionAction.Started)]
    [InlineData("survey_response.type", "SURVEY_TYPE_NPS", SurveyType.Nps)]
    [InlineData("survey_response.score", "10", 10)]
    [InlineData("loyalty.points", "5000000000", 5_000_000_000)]
    [InlineData("properties.country", "SE", "SE")]
    public void Enums_numbers_and_texts_are_read(string path, string text, object expected) =>
        Assert.Equal(expected, Convert(path, null, text));

    [Fact]
    public void Durations_are_seconds() =>
        Assert.Equal(new Duration { Seconds = 90, Nanos = 500_000_000 }, Convert("activity.session_duration", null, "90.5"));

    [Theory]
    [InlineData("occurred_time", null, "yesterday")]
    [InlineData("occurred_time", "yyyyMMdd", "1997-01-01")]
    [InlineData("occurred_time", "unix", "9e99")]
    [InlineData("purchase.amount", null, "11.777")]
    [InlineData("purchase.amount", "minor", "11.77")]
    [InlineData("purchase.amount", null, "1,000.00")]
    [InlineData("purchase.amount", null, "999999999999999999")]
    [InlineData("subscription.action", null, "PAUSE")]
    [InlineData("survey_response.score", null, "3.5")]
    [InlineData("activity.session_duration", null, "-1")]
    public void What_cannot_be_read_is_told(string path, string? format, string text)
    {
        var conversion = Find(path, format, "UTC", "USD");

        Assert.Contains(text, conversion(text).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("customer_id", "yyyy", "takes no format")]
    [InlineData("purchase.amount", "cents", "An amount is written as")]
    [InlineData("occurred_time", "%", "is no time format")]
    public void A_format_that_does_not_fit_is_told(string path, string format, string expected)
    {
        EventField.Find(path, out var field);

        Assert.Contains(expected, ConversionsOf("UTC", "USD").Find(field!, format, out _), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_becomes_an_event()
    {
        var rows = await ReadAsync(
            "id;at;sum;curr;land\nc1;2026-03-01 12:00;9.99;USD;SE\n\n\"c;2\";2026-03-01 12:00;1;USD;\n",
            ["customer_id=id", "occurred_time=2", "purchase.amount=sum", "purchase.amount.currency_code=curr", "properties.land=land"]);

        var money = new Money { MinorUnits = 999, CurrencyCode = "USD" };
        var first = new Event
        {
            CustomerId = "c1",
            OccurredTime = Timestamp.FromDateTime(Noon),
            Purchase = new() { Amount = money },
            Properties = { ["land"] = "SE" },
        };
        Assert.Equal((2L, first), (rows[0].Line, rows[0].Event));
        Assert.Equal((4L, "c;2", 0), (rows[1].Line, rows[1].Event!.CustomerId, rows[1].Event!.Properties.Count));
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task A_faulty_row_is_told_with_its_line_and_field()
    {
        const string Text = "c1,20260301\nc2,x\nc3\n\u00e9\ufffd,20260301\n";
        var rows = await ReadAsync(Text, ["customer_id=1", "occurred_time=2:yyyyMMdd"], kind: "activity");

        Assert.Null(rows[0].Fault);
        Assert.Equal((2L, RejectionReason.BadTime, "occurred_time"), (rows[1].Line, rows[1].Fault!.Reason, rows[1].Fault!.Field));
        Assert.Equal((3L, RejectionReason.BadValue, "occurred_time"), (rows[2].Line, rows[2].Fault!.Reason, rows[2].Fault!.Field));
        Assert.Equal((4L, RejectionReason.BadEncoding, "customer_id"), (rows[3].Line, rows[3].Fault!.Reason, rows[3].Fault!.Field));
        Assert.All(rows.Skip(1), x => Assert.Null(x.Event));
    }

    [Fact]
    public async Task A_quote_may_run_over_lines_but_an_open_one_loses_its_line_alone()
    {
        var rows = await ReadAsync(
            "c0,20260301\n\"c\n1\",20260301\n\"c2,20260301\nc3,20260301\n" + new string('x', 70_000) + ",20260301\nc4,20260301\n",
            ["customer_id=1", "occurred_time=2:yyyyMMdd"], kind: "activity");

        Assert.Equal([1L, 2, 4, 5, 6, 7], rows.Select(x => x.Line));
        Assert.Equal("c\n1", rows[1].Event!.CustomerId);
        Assert.Equal(RejectionReason.BadEncoding, rows[2].Fault!.Reason);
        Assert.Equal(["c3", "c4"], [rows[3].Event!.CustomerId, rows[5].Event!.CustomerId]);
    }

    [Theory]
    [InlineData(null, "customer_id=1", "Say what the rows are")]
    [InlineData("buy", "customer_id=1", "--kind is one of activity, purchase")]
    [InlineData("activity", "purchase.amount=1", "its kind is activity")]
    public void A_map_without_one_kind_is_told(string? kind, string map, string expected) => Assert.Contains(
        expected, ColumnMap.Create([FieldMapping.Parse(map)!], kind, ConversionsOf("UTC", "USD"), out _), StringComparison.Ordinal);

    [Fact]
    public async Task A_name_that_no_column_has_is_told()
    {
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("id,at\nc,1\n", ["customer_id=who"], kind: "activity"));

        Assert.Equal("There is no column 'who'; line 1 names id, at.", thrown.Message);
    }

    private static async Task<List<ImportRow>> ReadAsync(string text, string[] maps, string? kind = null)
    {
        var fault = ColumnMap.Create(maps.Select(x => FieldMapping.Parse(x)!), kind, ConversionsOf("UTC", "USD", false), out var map);
        Assert.Null(fault);
        var rows = new List<ImportRow>();
        using var reader = new StringReader(text);
        await foreach (var row in new ColumnRows(map!, skip: 0).ReadAsync(reader, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    private static Timestamp Instant(string text) => Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(text, null));

    private static object? Convert(string path, string? format, string text, string zone = "UTC", string currency = "USD")
    {
        var (value, fault) = Find(path, format, zone, currency)(text);
        Assert.Null(fault);
        return value;
    }

    private static Conversion Find(string path, string? format, string zone, string currency)
    {
        Assert.Null(EventField.Find(path, out var field));
        Assert.Null(ConversionsOf(zone, currency).Find(field!, format, out var conversion));
        return conversion;
    }

    private static Conversions ConversionsOf(string zone, string currency, bool namesCurrency = true) =>
        new(new TenantCalendar(zone, WeekStart.Monday), currency, namesCurrency);
}
