using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>
/// Calls of an interface's method on a value type, as a foreach over an enumerator of our own ends with: the code names the interface's
/// method and the type apart, so that no list of references shows that the type must implement it.
/// </summary>
internal static class ConstrainedCalls
{
    private const int Constrained = 0xFE16;

    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF, code => code.OperandType);

    /// <summary>Tokens of the type and of the called method, for every such call of an assembly.</summary>
    public static List<(int Type, int Method)> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        List<(int Type, int Method)> calls = [];
        foreach (var handle in metadata.MethodDefinitions)
        {
            var address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address != 0)
                Add(file.GetMethodBody(address).GetILReader(), calls);
        }
        return calls;
    }

    private static void Add(BlobReader code, List<(int Type, int Method)> calls)
    {
        var constrained = 0;
        while (code.RemainingBytes > 0)
        {
            int instruction = code.ReadByte();
            if (instruction == 0xFE)
                instruction = (instruction << 8) | code.ReadByte();
            var size = Operands[instruction] switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                _ => 4,
            };
            var token = size == 4 ? code.ReadInt32() : 0;
            code.Offset += size == 4 ? 0 : size;
            if (Operands[instruction] == OperandType.InlineSwitch)
                code.Offset += 4 * token;
            if (constrained != 0)
                calls.Add((constrained, token));
            constrained = instruction == Constrained ? token : 0;
        }
    }
}
