using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>The members of a chunk, as numbers within it, in the <see cref="ChunkForm"/> that takes least.</summary>
internal struct CustomerChunk
{
    /// <summary>More members are not kept as numbers.</summary>
    public const int MostSparse = 1_024;

    // Well below the bound at which the form before it is left, so that one customer coming and going does not convert it each time.
    private const int FewPacked = MostSparse / 2;
    private const int FewDense = 4_096;

    private byte[] _stored;
    private int _count;
    private ushort _streamBytes;
    private ChunkForm _form;

    /// <summary>Nobody.</summary>
    public static CustomerChunk Empty => new() { _stored = [] };

    /// <summary>Nobody, as a bitmap: for a set that many are going to be added to.</summary>
    public static CustomerChunk Open => new() { _stored = new byte[CustomerSet.ChunkWords * sizeof(ulong)], _form = ChunkForm.Dense };

    /// <summary>How many members it has.</summary>
    public readonly int Count => _count;

    /// <summary>What it takes beside itself, in bytes.</summary>
    public readonly int Bytes => ArraySize.Of(_stored);

    /// <summary>How its members are stored.</summary>
    public readonly ChunkForm Form => _form;

    private readonly Span<ulong> Words => MemoryMarshal.Cast<byte, ulong>(_stored.AsSpan());

    /// <summary>False if it was there.</summary>
    public bool Add(ushort member)
    {
        var isAdded = _form switch
        {
            ChunkForm.Sparse => SparseForm.Add(ref _stored, _count, member),
            ChunkForm.Packed => PackedForm.Add(ref _stored, ref _streamBytes, member),
            _ => DenseForm.Add(Words, member),
        };
        if (!isAdded)
            return false;
        _count++;
        if (_form == ChunkForm.Sparse && _count > MostSparse)
            Convert(ChunkForm.Packed);
        else if (_form == ChunkForm.Packed && _streamBytes > PackedForm.MostStreamBytes)
            Convert(ChunkForm.Dense);
        return true;
    }

    /// <summary>Adds the members of another chunk; both are bitmaps.</summary>
    public void AddAll(in CustomerChunk others)
    {
        Bits.Or(Words, others.Words);
        _count = Bits.Count(Words);
    }

    /// <summary>Brings near where a member of a bitmap would be.</summary>
    public readonly void Bring(ushort member)
    {
        if (_form == ChunkForm.Dense)
            Near.Bring(ref _stored[member >> 3]);
    }

    /// <summary>Takes the form of a bitmap, whatever it takes.</summary>
    public void BeOpen()
    {
        if (_form != ChunkForm.Dense)
            Convert(ChunkForm.Dense);
    }

    /// <summary>False if it was not there.</summary>
    /// <param name="member">The member.</param>
    /// <param name="isOpen">Whether a bitmap stays one.</param>
    public bool Remove(ushort member, bool isOpen)
    {
        var isRemoved = _form switch
        {
            ChunkForm.Sparse => SparseForm.Remove(_stored, _count, member),
            ChunkForm.Packed => PackedForm.Remove(_stored, ref _streamBytes, member),
            _ => DenseForm.Remove(Words, member),
        };
        if (!isRemoved)
            return false;
        _count--;
        if (_form == ChunkForm.Dense && !isOpen && _count < FewDense)
            Convert(ChunkForm.Packed);
        else if (_form == ChunkForm.Packed && _count < FewPacked)
            Convert(ChunkForm.Sparse);
        return true;
    }

    /// <summary>Whether it is there.</summary>
    public readonly bool Contains(ushort member) => _form switch
    {
        ChunkForm.Sparse => SparseForm.Contains(_stored, _count, member),
        ChunkForm.Packed => PackedForm.Contains(_stored, member),
        _ => DenseForm.Contains(Words, member),
    };

    /// <summary>How many members are lower.</summary>
    public readonly int RankOf(ushort member) => _form switch
    {
        ChunkForm.Sparse => SparseForm.RankOf(_stored, _count, member),
        ChunkForm.Packed => PackedForm.RankOf(_stored, member),
        _ => DenseForm.RankOf(Words, member),
    };

    /// <summary>Sets the members' bits, by a given path.</summary>
    public readonly void OrInto(Span<ulong> words, BitPath path)
    {
        words = words[..CustomerSet.ChunkWords];
        if (_count == 0)
            return;
        switch (_form)
        {
            case ChunkForm.Sparse:
                SparseForm.OrInto(_stored, _count, words);
                break;
            case ChunkForm.Packed:
                Unfolding.OrInto(_stored, words, path);
                break;
            default:
                Bits.Or(words, Words, path);
                break;
        }
    }

    /// <summary>Its members, in ascending order.</summary>
    /// <param name="first">What is added to each.</param>
    public readonly ChunkMembers Members(int first) => new(_form, _stored, _count, first);

    /// <summary>Gives up the room that is kept for more, and a bitmap that was kept open.</summary>
    public void Trim()
    {
        if (_form == ChunkForm.Dense && _count < FewDense)
            Convert(_count > MostSparse ? ChunkForm.Packed : ChunkForm.Sparse);
        if (_form == ChunkForm.Sparse)
            Array.Resize(ref _stored, sizeof(ushort) * _count);
        else if (_form == ChunkForm.Packed)
            Array.Resize(ref _stored, PackedForm.Bytes(_streamBytes));
    }

    private void Convert(ChunkForm form)
    {
        Span<ulong> words = stackalloc ulong[CustomerSet.ChunkWords];
        words.Clear();
        OrInto(words, Bits.Best);
        _form = form;
        _streamBytes = 0;
        if (form == ChunkForm.Dense)
            _stored = MemoryMarshal.AsBytes(words).ToArray();
        else if (form == ChunkForm.Packed)
            _stored = PackedForm.Pack(words, out _streamBytes);
        else
            _stored = SparseForm.List(words, _count);
    }
}
