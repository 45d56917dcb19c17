namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Where the solution stands.</summary>
internal static class Solution
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RetentionGrpc.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests run outside of their solution.");
    }
}
