using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace RetentionGrpc.Tidy;

/// <summary>The walls once more, on what the compiler wrote: the references of the built assemblies.</summary>
public sealed class AssemblyWallTests
{
    private static readonly string[] Runtime = ["System.", "netstandard", "mscorlib", "Microsoft.Win32.Primitives", "Microsoft.CSharp"];

    [Theory]
    [InlineData("src/RetentionGrpc.Contracts", "RetentionGrpc.Contracts", "Google.Protobuf", "Grpc.Core.Api")]
    [InlineData("src/RetentionGrpc.Engine", "RetentionGrpc.Engine", "NodaTime", "MathNet.Numerics")]
    [InlineData("src/RetentionGrpc.Storage", "RetentionGrpc.Storage",
        "StackExchange.Redis", "Microsoft.Extensions.Caching.StackExchangeRedis", "Microsoft.Extensions.Caching.Abstractions",
        "Microsoft.Extensions.Options")]
    [InlineData("clients/csharp/RetentionGrpc.Client", "RetentionGrpc.Client",
        "RetentionGrpc.Contracts", "Google.Protobuf", "Grpc.Core.Api", "Grpc.Net.Common", "Grpc.Net.Client",
        "Microsoft.Extensions.Logging.Abstractions")]
    public void Assembly_ReferencesOnlyItsRoomsBelow(string folder, string assembly, params string[] allowed) =>
        Finding.AssertNone(References(folder, assembly)
            .Where(name => !Runtime.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !allowed.Contains(name))
            .Select(name => new Finding($"{folder}/{assembly}.dll", 0, $"references {name}")));

    [Theory]
    [InlineData("NodaTime")]
    [InlineData("MathNet.Numerics")]
    [InlineData("StackExchange.Redis")]
    [InlineData("Microsoft.Extensions.Caching.StackExchangeRedis")]
    public void Server_ReachesPackagesThroughTheirRoom(string package) =>
        Assert.DoesNotContain(package, References("src/RetentionGrpc.Server", "retention"));

    private static IReadOnlyList<string> References(string folder, string assembly)
    {
        // bin/CONFIGURATION/FRAMEWORK, as this test was built.
        DirectoryInfo own = new(AppContext.BaseDirectory);
        string path = Path.Combine(SourceTree.Root, folder, "bin", own.Parent!.Name, own.Name, assembly + ".dll");
        Assert.True(File.Exists(path), $"{path} is not built.");
        using PEReader image = new(File.OpenRead(path));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
