using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// Memory for the parts of one answer: given out piece by piece, taken back all at once. Every piece lies in one block, so a piece that
/// does not fit begins a new block, and the one before lives as long as the pieces in it. For one thread at a time.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
public sealed class Arena<T> : IDisposable
{
    private const int DefaultBlockBytes = 32 * 1024;

    /// <summary>A larger block is not kept for the next answer: one large answer must not hold its memory for good.</summary>
    private const int MostKeptBytes = 1024 * 1024;

    private readonly Allocator<T>? _allocator;
    private readonly Func<long, long, long>? _retentionPolicy;
    private readonly int _firstLength;
    private T[] _block = [];
    private int _used;
    private long _given;
    private long _kept;

    /// <summary>Makes an empty one; the first block is made when it is needed.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="allocator">What gives the blocks; null for arrays of the garbage collector.</param>
    public Arena(ArenaOptions? options = null, Allocator<T>? allocator = null)
    {
        var bytes = options is { BlockSizeBytes: > 0 } ? options.BlockSizeBytes : DefaultBlockBytes;
        _firstLength = Math.Max(1, bytes / Unsafe.SizeOf<T>());
        _retentionPolicy = options?.RetentionPolicy;
        _allocator = allocator;
    }

    /// <summary>So many elements, all of them default, valid until the next reset.</summary>
    /// <param name="length">Elements; 0 gives an empty sequence.</param>
    public Sequence<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0)
            return default;
        if (length > _block.Length - _used)
            Begin(length);
        var piece = new Sequence<T>(_block, _used, length);
        _used += length;
        _given += length;
        return piece;
    }

    /// <summary>Takes all pieces back. What they referred to is let go of.</summary>
    public void Reset()
    {
        _kept = _retentionPolicy?.Invoke(_kept, _given) ?? MostKeptBytes / Unsafe.SizeOf<T>();
        if (_block.Length <= _kept)
            Array.Clear(_block, 0, _used);
        else
            _block = [];
        _used = 0;
        _given = 0;
    }

    /// <summary>Lets go of the block. Pieces that are still read, by another thread at that, stay as they are.</summary>
    public void Dispose()
    {
        _block = [];
        _used = 0;
    }

    private void Begin(int length)
    {
        var wanted = Math.Max(length, Math.Max(_firstLength, (int)Math.Min(2L * _block.Length, Array.MaxLength)));
        _block = _allocator?.Allocate(wanted) ?? new T[wanted];
        _used = 0;
    }
}
