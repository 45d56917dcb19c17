using System.Runtime.CompilerServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// A row of an <see cref="AnswerMatrix"/>: its cells, in 2 bytes each as long as all are within 16 bits, else in 4, and their sum. All
/// wrap around at 2³². The default is a row that is not there: all of it is 0.
/// </summary>
internal struct MatrixRow
{
    private short[]? _narrow;
    private int[]? _wide;
    private int _total;

    /// <summary>So many cells of 0.</summary>
    public static MatrixRow Of(int cells) => new() { _narrow = new short[cells] };

    /// <summary>Whether it is there.</summary>
    public readonly bool IsThere => _narrow is not null || _wide is not null;

    /// <summary>How many cells it has.</summary>
    public readonly int Length => _narrow?.Length ?? _wide?.Length ?? 0;

    /// <summary>The sum of all cells.</summary>
    public readonly int Total => _total;

    /// <summary>Bytes of the cells.</summary>
    public readonly long Bytes => _wide is null ? (long)Length * sizeof(short) : (long)Length * sizeof(int);

    /// <summary>A cell; 0 beyond the last.</summary>
    public readonly int this[int cell] => cell >= Length ? 0 : _narrow is null ? _wide![cell] : _narrow[cell];

    /// <summary>The sum of the cells from one on, from whichever side has fewer.</summary>
    public readonly int SumFrom(int cell)
    {
        if (cell <= 0)
            return _total;
        if (cell >= Length)
            return 0;
        return Length - cell < cell ? Sum(cell, Length - cell) : unchecked(_total - Sum(0, cell));
    }

    /// <summary>Adds to a cell, and to the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int cell, int weight)
    {
        Increase(cell, weight);
        RowSums.Increase(ref _total, weight);
    }

    /// <summary>Moves from one cell to another: the sum stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(int from, int to, int weight)
    {
        Increase(to, weight);
        Increase(from, -weight);
    }

    /// <summary>Adds a row of one cell less; to one that is not there, too.</summary>
    public void Add(in MatrixRow other)
    {
        if (!IsThere)
        {
            this = other;
            if (_narrow is not null)
                Array.Resize(ref _narrow, Length + 1);
            else
                Array.Resize(ref _wide, Length + 1);
            return;
        }
        RowSums.Increase(ref _total, other._total);
        for (var cell = 0; cell < other.Length; cell++)
        {
            if (other[cell] is not 0 and var weight)
                Increase(cell, weight);
        }
    }

    /// <summary>Adds all cells to a digest, and their sum.</summary>
    public readonly void AddTo(ref CellDigest digest, int row)
    {
        digest.Add(row, -1, _total);
        for (var cell = 0; cell < Length; cell++)
            digest.Add(row, cell, this[cell]);
    }

    private readonly int Sum(int first, int count) =>
        _narrow is null ? RowSums.Sum(_wide.AsSpan(first, count)) : RowSums.Sum(_narrow.AsSpan(first, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Increase(int cell, int weight)
    {
        unchecked
        {
            if (_narrow is { } narrow && narrow[cell] + weight is var sum && (short)sum == sum)
                narrow[cell] = (short)sum;
            else
                IncreaseWide(cell, weight);
        }
    }

    private void IncreaseWide(int cell, int weight)
    {
        if (_narrow is { } narrow)
        {
            _wide = new int[narrow.Length];
            for (var i = 0; i < narrow.Length; i++)
                _wide[i] = narrow[i];
            _narrow = null;
        }
        RowSums.Increase(ref _wide![cell], weight);
    }
}
