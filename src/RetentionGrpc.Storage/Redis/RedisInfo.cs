using System.Globalization;

namespace RetentionGrpc.Storage;

/// <summary>What Redis' INFO says of one server.</summary>
internal sealed class RedisInfo
{
    private readonly Dictionary<string, string> _fields;

    /// <summary>Reads INFO's text: lines of <c>name:value</c>. Of a name that modules or proxies tell again, the last counts.</summary>
    public RedisInfo(string text) => _fields = text.Split('\n')
        .Select(line => line.Trim().Split(':', 2)).Where(parts => parts.Length == 2)
        .GroupBy(parts => parts[0], parts => parts[1]).ToDictionary(told => told.Key, told => told.Last());

    public bool HasFile => Number("aof_enabled") == 1;

    /// <summary>Whether all that was handed over to be synced is synced.</summary>
    public bool IsSynced => HasFile && Number("aof_pending_bio_fsync") == 0 && Text("aof_last_write_status") == "ok";

    /// <summary>Whether the file is being written anew, during which Redis may be set to sync nothing.</summary>
    public bool IsRewriting => Number("aof_rewrite_in_progress") == 1 || Number("aof_rewrite_scheduled") == 1;

    public bool IsRewriteWell => Text("aof_last_bgrewrite_status") == "ok";

    public bool IsDumping => Number("rdb_bgsave_in_progress") == 1;

    public bool IsDumpWell => Text("rdb_last_bgsave_status") == "ok";

    /// <summary>The policy when the memory is full, e.g. <c>noeviction</c>.</summary>
    public string EvictionPolicy => Text("maxmemory_policy");

    public long UsedMemory => Number("used_memory");

    /// <summary>0 for no limit.</summary>
    public long MaxMemory => Number("maxmemory");

    /// <summary>Tells one run of a server from the next.</summary>
    public string RunId => Text("run_id");

    public string Version => Text("redis_version");

    private string Text(string field) => _fields.GetValueOrDefault(field, "");

    private long Number(string field) =>
        long.TryParse(Text(field), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
