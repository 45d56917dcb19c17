using System.Globalization;
using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>The keys of one partition, all in one hash slot.</summary>
internal sealed class RedisKeys(string ns, int partition)
{
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"{{rg:{ns}:{partition}}}:");

    /// <summary>Hash: identity of the data, head of the log, head of its newest trimmed entry.</summary>
    public RedisKey Head => _prefix + "head";

    /// <summary>Stream of the entries; place SEQUENCE-0, fields h (head after it) and p (payload).</summary>
    public RedisKey Log => _prefix + "log";

    /// <summary>Hash of the kept snapshots: head to manifest.</summary>
    public RedisKey Snapshots => _prefix + "snapshots";

    /// <summary>Set of the tokens of snapshots that are being written, or were given up, or are kept no longer.</summary>
    public RedisKey Garbage => _prefix + "garbage";

    /// <summary>Hash of a snapshot's chunks: number to checksum and bytes.</summary>
    public RedisKey Chunks(string token) => _prefix + "snapshot:" + token;

    /// <summary>Hash of what was fixed when the data was created; in a slot of its own.</summary>
    public static RedisKey Identity(string ns) => $"rg:{ns}:identity";

    /// <summary>String: who may try to write the data, for a while.</summary>
    public static RedisKey Lease(string ns) => $"rg:{ns}:lease";

    /// <summary>An entry's place in the stream.</summary>
    public static string Place(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{sequence}-0");
}
