namespace RetentionGrpc.Tidy;

/// <summary>Words that say nothing about what a type is.</summary>
internal static class BannedNames
{
    private static readonly string[] Suffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Misc", "Dto"];

    /// <summary>The suffix that makes this a banned name, or null.</summary>
    public static string? In(string name) => Suffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal));
}
