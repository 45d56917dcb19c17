namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>A <see cref="Sequence{T}"/> that has forgotten its type: an element of a sequence can hold a sequence of its kind.</summary>
public readonly struct Sequence
{
    private readonly Array? _block;
    private readonly int _start;
    private readonly int _length;

    internal Sequence(Array? block, int start, int length) => (_block, _start, _length) = (block, start, length);

    /// <summary>Elements.</summary>
    public long Length => _length;

    /// <summary>The sequence with its type; the empty one is of any type.</summary>
    /// <typeparam name="T">The type that it was made with.</typeparam>
    /// <exception cref="InvalidCastException">It holds another type.</exception>
    public Sequence<T> Cast<T>() => _block is null ? default : new Sequence<T>((T[])_block, _start, _length);
}
