using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetentionGrpc.Tidy;

/// <summary>An interface of ours stands only where two types of ours implement it.</summary>
internal static class Interfaces
{
    public static IEnumerable<Finding> WithOneImplementation(IReadOnlyCollection<CodeFile> tree)
    {
        string[] bases = [.. tree.Where(file => file.IsProduct).SelectMany(file => file.All<TypeDeclarationSyntax>())
            .SelectMany(type => type.BaseList?.Types.Select(item => NameOf(item.Type)) ?? [])];
        return from file in tree
               where file.IsProduct
               from type in file.All<InterfaceDeclarationSyntax>()
               let implementations = bases.Count(name => name == type.Identifier.ValueText)
               where implementations < 2
               select file.At(type.Identifier, $"{type.Identifier} has {implementations} implementations: an interface needs two");
    }

    private static string NameOf(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => NameOf(qualified.Right),
        GenericNameSyntax generic => generic.Identifier.ValueText,
        _ => type.ToString(),
    };
}
