using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace RetentionGrpc.Server.Hosting;

/// <summary>The services that this process speaks, with every file that describes them and every symbol of those files.</summary>
public sealed class ReflectionIndex
{
    private readonly FrozenDictionary<string, FileDescriptor> _files;
    private readonly FrozenDictionary<string, FileDescriptor> _symbols;

    /// <summary>Indexes the files of the services and all that they import.</summary>
    public ReflectionIndex(IEnumerable<ServiceDescriptor> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        ServiceDescriptor[] all = [.. services];
        ServiceNames = [.. all.Select(service => service.FullName).Order(StringComparer.Ordinal)];
        _files = all.SelectMany(service => WithImports(service.File)).DistinctBy(file => file.Name).ToFrozenDictionary(file => file.Name);
        _symbols = _files.Values.SelectMany(file => SymbolsOf(file).Select(symbol => (symbol, file)))
            .DistinctBy(entry => entry.symbol).ToFrozenDictionary(entry => entry.symbol, entry => entry.file);
    }

    /// <summary>Full names of the services, ordered.</summary>
    public IReadOnlyList<string> ServiceNames { get; }

    /// <summary>The file of this name, or null.</summary>
    public FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares this full name, or null.</summary>
    public FileDescriptor? FileDeclaring(string symbol) => _symbols.GetValueOrDefault(symbol);

    /// <summary>The file, then everything that it imports, directly or not, each once.</summary>
    public static IReadOnlyCollection<FileDescriptor> WithImports(FileDescriptor file)
    {
        ArgumentNullException.ThrowIfNull(file);
        OrderedDictionary<string, FileDescriptor> found = new() { [file.Name] = file };
        for (int next = 0; next < found.Count; next++)
        {
            foreach (FileDescriptor import in found.GetAt(next).Value.Dependencies)
            {
                found.TryAdd(import.Name, import);
            }
        }

        return found.Values;
    }

    private static IEnumerable<string> SymbolsOf(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(SymbolsOf),
        .. file.EnumTypes.SelectMany(type => SymbolsOf(type, file.Package)),
        .. file.Services.SelectMany(service => service.Methods.Select(method => method.FullName).Prepend(service.FullName)),
    ];

    private static IEnumerable<string> SymbolsOf(MessageDescriptor message) =>
    [
        message.FullName,
        .. message.Fields.InDeclarationOrder().Select(field => field.FullName),
        .. message.Oneofs.Select(oneof => oneof.FullName),
        .. message.NestedTypes.SelectMany(SymbolsOf),
        .. message.EnumTypes.SelectMany(type => SymbolsOf(type, message.FullName)),
    ];

    /// <summary>The values of an enum stand beside it, not inside it: that is how protobuf names them.</summary>
    private static IEnumerable<string> SymbolsOf(EnumDescriptor type, string scope) =>
        type.Values.Select(value => scope.Length == 0 ? value.Name : $"{scope}.{value.Name}").Prepend(type.FullName);
}
