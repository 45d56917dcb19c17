namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Gives an <see cref="Arena{T}"/> its blocks.</summary>
/// <typeparam name="T">What the blocks hold.</typeparam>
public abstract class Allocator<T>
{
    /// <summary>A block of at least so many elements, all of them default.</summary>
    /// <param name="length">The least number of elements.</param>
    public abstract T[] Allocate(int length);
}
