using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Xunit;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>
/// The genuine assemblies of gRPC and of Redis find in ours everything that they refer to, so an upgrade that needs more fails here and
/// not in a call.
/// The runtime itself resolves each entry of their metadata tables, signatures and all.
/// </summary>
public sealed class GenuineAssemblyTests
{
    // Stand for the generic parameters in whose terms some references are written.
    private static readonly Type[] AnyTypes = [.. Enumerable.Repeat(typeof(object), 8)];

    [Theory]
    [InlineData("Grpc.AspNetCore.Server", 1000, 100)]
    [InlineData("Grpc.Net.Client", 1400, 95)]
    [InlineData("StackExchange.Redis", 1500, 70, "XxHash3", "XxHash3.HashToUInt64")]
    [InlineData("Microsoft.Extensions.Caching.StackExchangeRedis", 150, -1)]
    public void References_OfGenuineAssembly_AllResolve(string name, int leastReferences, int leastOfOurs, params string[] pruned)
    {
        var assembly = Assembly.Load(name);
        var references = References(assembly);
        var resolved = references.Select(reference => (reference, member: Resolved(assembly.ManifestModule, reference))).ToList();

        Assert.Equal(pruned, resolved.Where(row => row.member is null).Select(row => row.reference.Name));
        resolved.RemoveAll(row => row.member is null);
        Assert.Equal([], resolved.Where(row => IsOurs(row.member!) && !IsAccessible(row.member!)).Select(row => row.reference.Name));
        Assert.True(references.Count > leastReferences, $"{name}: only {references.Count} references were checked.");
        var ours = resolved.Count(row => IsOurs(row.member!));
        Assert.True(ours > leastOfOurs, $"{name}: only {ours} references lead to our assemblies.");
    }

    [Theory]
    [InlineData("Grpc.AspNetCore.Server", 25)]
    [InlineData("Grpc.Net.Client", 15)]
    public void Overrides_InGenuineAssembly_AllOverrideOurs(string name, int leastOverrides)
    {
        var declared = Assembly.Load(name).GetTypes()
            .Where(type => type.BaseType is { } parent && IsOurs(Definition(parent)))
            .SelectMany(type => type.GetMethods(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.IsVirtual && !method.Attributes.HasFlag(MethodAttributes.NewSlot))
            .ToList();

        var orphans = declared.Where(method => method.GetBaseDefinition().DeclaringType == method.DeclaringType);
        Assert.Equal([], orphans.Select(method => $"{method.DeclaringType}.{method}"));
        Assert.True(declared.Count > leastOverrides, $"{name}: only {declared.Count} overrides were checked.");
    }

    [Theory]
    [InlineData("Grpc.Core.Api")]
    [InlineData("Grpc.Net.Common")]
    public void Identity_OfOurAssembly_IsTheOneAskedFor(string name)
    {
        var asked = Assembly.Load("Grpc.AspNetCore.Server").GetReferencedAssemblies().Single(reference => reference.Name == name);
        Assert.Equal(asked.FullName, Assembly.Load(name).GetName().FullName);
    }

    [Fact]
    public void Identity_OfTheTransport_IsTheOneAskedForButForItsKey()
    {
        var asked = Assembly.Load("StackExchange.Redis").GetReferencedAssemblies()
            .Single(reference => reference.Name == "Pipelines.Sockets.Unofficial");
        Assert.Equal(asked.Version, Assembly.Load(asked.Name!).GetName().Version);
    }

    [Theory]
    [InlineData("Grpc.AspNetCore.Server", -1)]
    [InlineData("Grpc.Net.Client", -1)]
    [InlineData("StackExchange.Redis", 2)]
    public void ConstrainedCalls_OnOurTypes_FindTheInterface(string name, int leastCalls)
    {
        var module = Assembly.Load(name).ManifestModule;
        var calls = ConstrainedCalls.Of(module.Assembly)
            .Select(call => (Type: module.ResolveType(call.Type, AnyTypes, AnyTypes), call.Method))
            .Where(call => IsOurs(Definition(call.Type)))
            .Select(call => (call.Type, Called: module.ResolveMethod(call.Method, AnyTypes, AnyTypes)!.DeclaringType!))
            .ToList();
        Assert.Equal([], calls.Where(call => !call.Called.IsAssignableFrom(call.Type)).Select(call => $"{call.Type}: {call.Called}"));
        Assert.True(calls.Count > leastCalls, $"{name}: only {calls.Count} calls were checked.");
    }

    private static List<(int Token, string Name)> References(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Select(handle => (
            MetadataTokens.GetToken(handle), metadata.GetString(metadata.GetTypeReference(handle).Name)));
        var members = metadata.MemberReferences
            .Where(handle => !IsOfItsOwn(metadata, metadata.GetMemberReference(handle)))
            .Select(handle => (MetadataTokens.GetToken(handle), NameOf(metadata, metadata.GetMemberReference(handle))));
        return [.. types, .. members];
    }

    /// <summary>Whether a member belongs to an instantiation of a generic type that the assembly itself defines.</summary>
    private static bool IsOfItsOwn(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeSpecification)
        {
            return false;
        }

        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return false;
        }

        signature.ReadCompressedInteger(); // Class or value type, of no matter here.
        return signature.ReadTypeHandle().Kind == HandleKind.TypeDefinition;
    }

    private static string NameOf(MetadataReader metadata, MemberReference member)
    {
        var parent = member.Parent.Kind == HandleKind.TypeReference
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name)
            : member.Parent.Kind.ToString();
        return $"{parent}.{metadata.GetString(member.Name)}";
    }

    private static MemberInfo? Resolved(Module module, (int Token, string Name) reference)
    {
        try
        {
            return module.ResolveMember(reference.Token, AnyTypes, AnyTypes);
        }
        catch (Exception absent) when (absent is MissingMemberException or TypeLoadException or FileNotFoundException)
        {
            return null;
        }
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static bool IsOurs(MemberInfo member) =>
        ((member as Type) ?? member.DeclaringType)?.Assembly.GetName().Name
            is "Grpc.Core.Api" or "Grpc.Net.Common" or "Pipelines.Sockets.Unofficial";

    private static bool IsAccessible(MemberInfo member) => member switch
    {
        Type type => type.IsVisible,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily,
        _ => false,
    };
}
