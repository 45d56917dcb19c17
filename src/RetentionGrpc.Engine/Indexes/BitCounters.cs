using System.Numerics;
using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Counts for each customer of a chunk in how many sets it is, all of a word's customers at once: bit k of every count is in slice k, and
/// adding a set is a carry through the slices.
/// </summary>
internal sealed class BitCounters
{
    private readonly List<ulong[]> _slices = [];
    private readonly ulong[] _carry = new ulong[CustomerSet.ChunkWords];
    private readonly ulong[] _equal = new ulong[CustomerSet.ChunkWords];

    /// <summary>All counts are 0 again.</summary>
    public void Clear()
    {
        foreach (var slice in _slices)
            Array.Clear(slice);
    }

    /// <summary>Adds one to the counts of a set's customers.</summary>
    public void Add(ReadOnlySpan<ulong> set)
    {
        set.CopyTo(_carry);
        for (var slice = 0; ; slice++)
        {
            if (slice == _slices.Count)
                _slices.Add(new ulong[CustomerSet.ChunkWords]);
            if (!Carry(_slices[slice], _carry))
                return;
        }
    }

    /// <summary>How many customers have exactly so high a count, 1 or more.</summary>
    public int CountOf(int count)
    {
        if (count >> _slices.Count != 0)
            return 0;
        Array.Fill(_equal, ulong.MaxValue);
        for (var slice = 0; slice < _slices.Count; slice++)
        {
            if ((count >> slice & 1) != 0)
                Bits.And(_equal, _slices[slice]);
            else
                Bits.AndNot(_equal, _slices[slice]);
        }
        return Bits.Count(_equal);
    }

    /// <summary>Adds the carry to a slice; the carry is then what goes on to the next one. False if that is nothing.</summary>
    private static bool Carry(ulong[] slice, ulong[] carry)
    {
        var slices = MemoryMarshal.Cast<ulong, Vector<ulong>>(slice.AsSpan());
        var carries = MemoryMarshal.Cast<ulong, Vector<ulong>>(carry.AsSpan());
        var any = Vector<ulong>.Zero;
        for (var i = 0; i < slices.Length; i++)
        {
            var next = slices[i] & carries[i];
            slices[i] ^= carries[i];
            carries[i] = next;
            any |= next;
        }
        return any != Vector<ulong>.Zero;
    }
}
