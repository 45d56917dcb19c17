using Xunit;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>
/// Files of stored formats, as a version wrote them once: what was stored must stay readable. A missing one fails; they are written by
/// <c>RETENTION_RENEW=1 bash tests/run.sh SUITE</c> alone, which never overwrites one.
/// </summary>
internal static class Golden
{
    /// <summary>The bytes of a file, which must be there.</summary>
    /// <param name="path">From the top of the tree.</param>
    /// <param name="suite">The suite of tests/run.sh that has the test.</param>
    /// <param name="make">Makes its bytes.</param>
    public static async Task<byte[]> ReadAsync(string path, string suite, Func<Task<byte[]>> make)
    {
        var file = Path.Combine(Root(), path);
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("RETENTION_RENEW") == "1")
            await File.WriteAllBytesAsync(file, await make());
        Assert.True(File.Exists(file), $"{path} is missing. If its format is new: RETENTION_RENEW=1 bash tests/run.sh {suite} writes it.");
        return await File.ReadAllBytesAsync(file);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RetentionGrpc.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
