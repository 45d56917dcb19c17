using System.Globalization;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>What this process holds of the system at this moment.</summary>
internal static class OwnResources
{
    private const string OfTheRuntime = ".NET ";

    /// <summary>Sockets that are open, connected or not.</summary>
    public static int Sockets => Directory.GetFiles("/proc/self/fd").Count(IsSocket);

    /// <summary>Names of the threads, cut off by the system, without those of the runtime, which come and go by themselves.</summary>
    public static string[] Threads =>
    [
        .. Directory.GetDirectories("/proc/self/task").Select(NameOf)
            .Where(name => !name.StartsWith(OfTheRuntime, StringComparison.Ordinal)),
    ];

    /// <summary>Threads that serve connections: they bear the endpoint's name.</summary>
    public static int ConnectionThreads => Threads.Count(name => name.StartsWith("127.0.0.1:", StringComparison.Ordinal));

    /// <summary>Connections to a port of 127.0.0.1 that some process has open.</summary>
    public static int ConnectionsTo(int port)
    {
        var remote = string.Create(CultureInfo.InvariantCulture, $"0100007F:{port:X4}");
        var rows = File.ReadLines("/proc/self/net/tcp").Concat(
            File.ReadLines("/proc/self/net/tcp6").Select(line => line.Replace("0000000000000000FFFF0000", "", StringComparison.Ordinal)));
        // A connection that its process has closed has no inode any more.
        return rows
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(row => row[2] == remote && row[9] != "0");
    }

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
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            // Ended since it was listed: whosever it was.
            return OfTheRuntime;
        }
    }
}
