namespace RetentionGrpc.Engine.Counting;

/// <summary>What was selected of one value, cell of time by cell of time. Cells come in pages, which are made as they are needed.</summary>
/// <param name="cellCount">How many cells there are.</param>
public sealed class ValueCells(int cellCount)
{
    private const int PageBits = 3;
    private const int PageSize = 1 << PageBits;
    private const int PagesOfMark = 4;

    private readonly CellMark[]?[] _pages = new CellMark[]?[(cellCount + PageSize - 1) >> PageBits];

    /// <summary>The marks that fit into the memory that it takes.</summary>
    public long Room { get; private set; } = 1 + ((cellCount + PageSize - 1) >> PageBits) / PagesOfMark;

    /// <summary>What was selected in a cell.</summary>
    public CellMark this[int cell] => _pages[cell >> PageBits] is { } page ? page[cell & (PageSize - 1)] : default;

    /// <summary>The first cell with events from a cell on; -1 if there is none.</summary>
    public int Next(int cell)
    {
        for (; cell < cellCount; cell++)
        {
            if (_pages[cell >> PageBits] is not { } page)
                cell |= PageSize - 1;
            else if (page[cell & (PageSize - 1)].Events > 0)
                return cell;
        }
        return -1;
    }

    /// <summary>The mark of a cell, to be changed.</summary>
    internal ref CellMark Of(int cell)
    {
        ref var page = ref _pages[cell >> PageBits];
        if (page is null)
        {
            page = new CellMark[PageSize];
            Room += PageSize;
        }
        return ref page[cell & (PageSize - 1)];
    }

    /// <summary>Adds what was selected of the same value elsewhere.</summary>
    internal void Add(ValueCells other)
    {
        for (var cell = other.Next(0); cell >= 0; cell = other.Next(cell + 1))
            Of(cell).Add(other[cell]);
    }
}
