using System.Numerics;
using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The members of one chunk of a <see cref="CustomerSet"/>, in ascending order; its own enumerator, so that none is allocated.
/// </summary>
public ref struct ChunkMembers
{
    private readonly ReadOnlySpan<byte> _stored;
    private readonly ChunkForm _form;
    private readonly int _count;
    private readonly int _first;
    private int _group;
    private int _read;
    private int _base;
    private ulong _mask;
    private ulong _bits;

    internal ChunkMembers(ChunkForm form, ReadOnlySpan<byte> stored, int count, int first)
    {
        _form = form;
        _stored = stored;
        _count = count;
        _first = first;
        _group = -1;
        Number = -1;
    }

    /// <summary>The customer.</summary>
    public int Current { get; private set; }

    /// <summary>How many members came before the current one.</summary>
    public int Number { get; private set; }

    /// <summary>Itself.</summary>
    public readonly ChunkMembers GetEnumerator() => this;

    /// <summary>Goes on to the next member; false if there is none.</summary>
    public bool MoveNext()
    {
        if (Number + 1 >= _count)
            return false;
        Number++;
        if (_form == ChunkForm.Sparse)
        {
            Current = _first + MemoryMarshal.Cast<byte, ushort>(_stored)[Number];
            return true;
        }
        if (_bits == 0)
            ReadBits();
        Current = _base + BitOperations.TrailingZeroCount(_bits);
        _bits &= _bits - 1;
        return true;
    }

    // There is a further member: the loops end.
    private void ReadBits()
    {
        if (_form == ChunkForm.Packed)
        {
            while (_mask == 0)
                _mask = PackedForm.Masks(_stored)[++_group];
            _base = _first + _group * 512 + BitOperations.TrailingZeroCount(_mask) * 8;
            _mask &= _mask - 1;
            _bits = PackedForm.Stream(_stored)[_read++];
            return;
        }
        while (_bits == 0)
            _bits = MemoryMarshal.Cast<byte, ulong>(_stored)[++_group];
        _base = _first + _group * 64;
    }
}
