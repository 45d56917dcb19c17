using System.Xml;
using System.Xml.Linq;

namespace RetentionGrpc.Tidy;

/// <summary>Rules on project files: who may reference whom, and exact package versions in one place.</summary>
internal static class ProjectRules
{
    private const string Analyzers = "Microsoft.CodeAnalysis.BannedApiAnalyzers";

    /// <summary>Every project that ships, the projects that it may reference, and its packages; null where any will do.</summary>
    private static readonly Dictionary<string, (string[] Projects, string[]? Packages)> Rooms = new()
    {
        ["Grpc.Core.Api"] = ([], []),
        ["Grpc.Net.Common"] = (["Grpc.Core.Api"], []),
        ["Pipelines.Sockets.Unofficial"] = ([], []),
        ["RetentionGrpc.Contracts"] = ([], ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Tools"]),
        ["RetentionGrpc.Engine"] = ([], ["NodaTime", "MathNet.Numerics", Analyzers]),
        ["RetentionGrpc.Storage"] = (
            ["Pipelines.Sockets.Unofficial"], ["StackExchange.Redis", "Microsoft.Extensions.Caching.StackExchangeRedis", Analyzers]),
        ["RetentionGrpc.SampleShop"] = (["RetentionGrpc.Contracts"], null),
        ["RetentionGrpc.Client"] = (["RetentionGrpc.Contracts"], ["Grpc.Net.Client", Analyzers]),
        ["RetentionGrpc.Server"] = (
            ["RetentionGrpc.Contracts", "RetentionGrpc.Engine", "RetentionGrpc.Storage", "RetentionGrpc.Client",
                "RetentionGrpc.SampleShop"],
            null),
    };

    /// <summary>Packages that belong to one room; the server reaches them through it.</summary>
    private static readonly string[] OfOneRoom =
        ["NodaTime", "MathNet.Numerics", "StackExchange.Redis", "Microsoft.Extensions.Caching.StackExchangeRedis"];

    private static readonly string[] TestPackages = ["xunit", "xunit.runner.visualstudio", "Microsoft.NET.Test.Sdk"];

    public static IReadOnlyDictionary<string, Func<TextFile, IEnumerable<Finding>>> All { get; } =
        new Dictionary<string, Func<TextFile, IEnumerable<Finding>>>
        {
            [nameof(ProjectReferences)] = ProjectReferences,
            [nameof(PackageReferences)] = PackageReferences,
            [nameof(CentralVersions)] = CentralVersions,
            [nameof(ExactVersions)] = ExactVersions,
            [nameof(TestsHaveXunit)] = TestsHaveXunit,
        };

    public static IEnumerable<Finding> ProjectReferences(TextFile file)
    {
        if (!Ships(file))
        {
            yield break;
        }

        if (!Rooms.TryGetValue(NameOf(file.Path), out (string[] Projects, string[]? Packages) room))
        {
            yield return file.At(0, "a project that the walls do not know: name it in ProjectRules with what it may reference");
            yield break;
        }

        foreach (XElement reference in Items(file, "ProjectReference"))
        {
            string target = NameOf(Include(reference).Replace('\\', '/'));
            if (!room.Projects.Contains(target))
            {
                yield return At(file, reference, $"must not reference {target}");
            }
        }
    }

    public static IEnumerable<Finding> PackageReferences(TextFile file)
    {
        if (!Ships(file) || !Rooms.TryGetValue(NameOf(file.Path), out (string[] Projects, string[]? Packages) room))
        {
            yield break;
        }

        foreach (XElement reference in Items(file, "PackageReference"))
        {
            string package = Include(reference);
            if (room.Packages is { } allowed ? !allowed.Contains(package) : OfOneRoom.Contains(package))
            {
                yield return At(file, reference, $"must not reference {package}");
            }
        }
    }

    public static IEnumerable<Finding> CentralVersions(TextFile file) =>
        file.HasExtension(".csproj", ".targets")
            ? Items(file, "PackageReference")
                .Where(item => Attribute(item, "Version") is not null || Attribute(item, "VersionOverride") is not null)
                .Select(item => At(file, item, $"{Include(item)} has a version of its own: Directory.Packages.props holds them all"))
            : [];

    public static IEnumerable<Finding> ExactVersions(TextFile file) =>
        file.HasExtension(".csproj", ".props", ".targets")
            ? Items(file, "PackageVersion")
                .Where(item => Attribute(item, "Version") is not { } text || text.IndexOfAny(['*', '[', '(', ',']) >= 0)
                .Select(item => At(file, item, $"{Include(item)} {Attribute(item, "Version")} is not one exact version"))
            : [];

    public static IEnumerable<Finding> TestsHaveXunit(TextFile file) =>
        file.HasExtension(".csproj") && file.Path.StartsWith("tests/", StringComparison.Ordinal)
        && TestPackages.Except(Items(file, "PackageReference").Select(Include)).Any()
            ? [file.At(0, "a test project without xunit, its runner or the test SDK: its tests would not run")]
            : [];

    private static bool Ships(TextFile file) =>
        file.HasExtension(".csproj")
        && (file.Path.StartsWith("src/", StringComparison.Ordinal) || file.Path.StartsWith("clients/", StringComparison.Ordinal));

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static IEnumerable<XElement> Items(TextFile file, string kind) =>
        XDocument.Parse(file.Text, LoadOptions.SetLineInfo).Descendants(kind).Where(item => Attribute(item, "Include") is not null);

    private static string Include(XElement item) => Attribute(item, "Include")!;

    private static string? Attribute(XElement item, string name) => item.Attribute(name)?.Value;

    private static Finding At(TextFile file, XElement item, string what) => file.At(((IXmlLineInfo)item).LineNumber, what);
}
