namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>What this process holds of the system at this moment.</summary>
internal static class OwnResources
{
    /// <summary>Sockets that are open.</summary>
    public static int Sockets => Directory.GetFiles("/proc/self/fd").Count(IsSocket);

    /// <summary>Threads, without those of the pool, which come and go by themselves.</summary>
    public static int Threads => ThreadNames.Count(name => !name.StartsWith(".NET TP", StringComparison.Ordinal));

    /// <summary>Threads that serve connections: they bear the endpoint's name, cut off by the system.</summary>
    public static int ConnectionThreads => ThreadNames.Count(name => name.StartsWith("127.0.0.1:", StringComparison.Ordinal));

    private static IEnumerable<string> ThreadNames => Directory.GetDirectories("/proc/self/task").Select(NameOf);

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return false;
        }
    }

    private static string NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm"));
        }
        catch (IOException)
        {
            // Ended since it was listed; of the pool or not, it is no more.
            return ".NET TP";
        }
    }
}
