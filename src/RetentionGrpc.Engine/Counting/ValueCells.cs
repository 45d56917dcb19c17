using System.Numerics;

namespace RetentionGrpc.Engine.Counting;

/// <summary>What is kept of one value.</summary>
/// <typeparam name="TSelf">The cells themselves.</typeparam>
public interface IValueCells<TSelf>
    where TSelf : class, IValueCells<TSelf>
{
    /// <summary>Bytes that it takes.</summary>
    long Room { get; }

    /// <summary>Adds what was selected of the same value elsewhere.</summary>
    void Add(TSelf other);
}

/// <summary>How many events of one value were selected, cell by cell; or, in an eighth of a byte a cell, whether any was.</summary>
public sealed class ValueCells : IValueCells<ValueCells>
{
    private const int WordBits = 64;

    private readonly ulong[] _bits = [];
    private readonly int[] _counts = [];

    /// <param name="cellCount">How many cells there are.</param>
    /// <param name="isCounted">Whether events are counted; else a cell has 1 for any number of them.</param>
    public ValueCells(int cellCount, bool isCounted)
    {
        if (isCounted)
            _counts = new int[cellCount];
        else
            _bits = new ulong[(cellCount + WordBits - 1) / WordBits];
    }

    /// <inheritdoc/>
    public long Room => (long)_bits.Length * sizeof(ulong) + (long)_counts.Length * sizeof(int);

    /// <summary>The events of a cell; 1 for any number where they are not counted.</summary>
    public int this[int cell] => _bits.Length == 0 ? _counts[cell] : (int)(_bits[cell / WordBits] >> cell & 1);

    /// <summary>The first cell with events from a cell on; -1 if there is none.</summary>
    public int Next(int cell) => _bits.Length == 0 ? NextCount(cell) : NextBit(cell);

    /// <summary>Adds an event.</summary>
    public void Add(int cell)
    {
        if (_bits.Length == 0)
            _counts[cell]++;
        else
            _bits[cell / WordBits] |= 1UL << cell;
    }

    /// <inheritdoc/>
    public void Add(ValueCells other)
    {
        for (var i = 0; i < _bits.Length; i++)
            _bits[i] |= other._bits[i];
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }

    private int NextCount(int cell)
    {
        while (cell < _counts.Length && _counts[cell] == 0)
            cell++;
        return cell < _counts.Length ? cell : -1;
    }

    private int NextBit(int cell)
    {
        var word = cell / WordBits;
        if (word >= _bits.Length)
            return -1;
        var left = _bits[word] >> cell << cell;
        while (left == 0)
        {
            if (++word == _bits.Length)
                return -1;
            left = _bits[word];
        }
        return word * WordBits + BitOperations.TrailingZeroCount(left);
    }
}
