using System.Reflection;

namespace RetentionGrpc.Storage;

/// <summary>What Redis does in one step, written in Lua beside this file. Each says what it takes and returns.</summary>
internal static class RedisScripts
{
    public static readonly string Append = Read("append");
    public static readonly string Chunk = Read("chunk");
    public static readonly string Commit = Read("commit");
    public static readonly string Create = Read("create");
    public static readonly string Drop = Read("drop");
    public static readonly string Holds = Read("holds");
    public static readonly string Lease = Read("lease");
    public static readonly string Sweep = Read("sweep");
    public static readonly string Trim = Read("trim");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"RetentionGrpc.Storage.Redis.Scripts.{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
