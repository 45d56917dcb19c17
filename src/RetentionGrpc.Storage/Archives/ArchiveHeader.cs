using System.Globalization;
using System.Text.Json;

namespace RetentionGrpc.Storage.Archives;

/// <summary>
/// What an archive says of itself at its beginning, as one JSON object, so that <c>head</c> shows it. Names that a reader does not know
/// are passed over.
/// </summary>
/// <param name="ProductVersion">The server that wrote it.</param>
/// <param name="CutMs">The server's clock at the point that the archive is of, in UTC milliseconds since 1970.</param>
/// <param name="LogId">The log that it was made of.</param>
/// <param name="PartitionCount">How many partitions follow.</param>
/// <param name="Durability">What an ack of that server promised; for people.</param>
/// <param name="Counts">What it holds.</param>
public sealed record ArchiveHeader(
    string ProductVersion, long CutMs, UInt128 LogId, int PartitionCount, LogDurability Durability, ArchiveCounts Counts)
{
    /// <summary>The JSON.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("product_version", ProductVersion);
            json.WriteString("cut_time", DateTimeOffset.FromUnixTimeMilliseconds(CutMs));
            json.WriteString("log_id", LogId.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteNumber("partition_count", PartitionCount);
            json.WriteString("durability", Durability.ToString());
            json.WriteNumber("tenant_count", Counts.Tenants);
            json.WriteNumber("customer_count", Counts.Customers);
            json.WriteNumber("event_count", Counts.Events);
            json.WriteNumber("rejected_event_count", Counts.RejectedEvents);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ArchiveException">It is something else.</exception>
    public static ArchiveHeader Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var json = document.RootElement;
            var header = new ArchiveHeader(
                json.GetProperty("product_version").GetString()!,
                json.GetProperty("cut_time").GetDateTimeOffset().ToUnixTimeMilliseconds(),
                UInt128.Parse(json.GetProperty("log_id").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                json.GetProperty("partition_count").GetInt32(),
                Enum.Parse<LogDurability>(json.GetProperty("durability").GetString()!),
                new(
                    json.GetProperty("tenant_count").GetInt64(), json.GetProperty("customer_count").GetInt64(),
                    json.GetProperty("event_count").GetInt64(), json.GetProperty("rejected_event_count").GetInt64()));
            return header.PartitionCount is > 0 and <= LogLimits.MaxPartitionCount
                ? header
                : throw new ArchiveException($"Its header tells of {header.PartitionCount} partitions.");
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException or OverflowException)
        {
            throw new ArchiveException("Its header is malformed.", failure);
        }
    }
}

/// <summary>What an archive holds.</summary>
/// <param name="Tenants">Tenants.</param>
/// <param name="Customers">Customers of all tenants.</param>
/// <param name="Events">Accepted events, retracted ones and retractions included.</param>
/// <param name="RejectedEvents">Events in dead letters.</param>
public readonly record struct ArchiveCounts(long Tenants, long Customers, long Events, long RejectedEvents);
