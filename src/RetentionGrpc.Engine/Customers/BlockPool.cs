using System.Buffers.Binary;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Blocks of 8 to 512 bytes in pages. The blocks of one size lie without a gap in pages of their own: where one is given back, the last
/// of its size moves, and its owner is told. So nothing is ever lost to holes, however owners grow. Pages that a cut refers to are copied
/// before they are written. Where a block lies is no part of the state.
/// </summary>
internal sealed class BlockPool
{
    /// <summary>Bytes of the largest block, its head included.</summary>
    public const int LargestBlock = 512;

    /// <summary>Bytes of a block that the pool needs itself: its owner.</summary>
    public const int HeadBytes = sizeof(int);

    /// <summary>
    /// Sizes are multiples of it: of one up to 8, of two up to 16, of four beyond, so that a block does not move too often.
    /// </summary>
    public const int Unit = 8;

    private const int PageBytes = 16 * 1024;
    private const int PageShift = 11;
    private const int UnitMask = (1 << PageShift) - 1;
    private const int KeptPages = 16;

    private readonly BlockSize[] _sizes = new BlockSize[LargestBlock / Unit + 1];
    private byte[][] _pages = [];
    private int[] _ownedSince = [];
    private int[] _free = [];
    private int _pageCount;
    private int _freeCount;
    private int _cut;

    /// <summary>The size, in units, of a block that holds so many bytes; 0 for none.</summary>
    public static int UnitsOf(int bytes)
    {
        if (bytes == 0)
            return 0;
        var units = (int)((uint)(bytes + HeadBytes + Unit - 1) / Unit);
        return units <= 8 ? units : units <= 16 ? (units + 1) & ~1 : (units + 3) & ~3;
    }

    /// <summary>What an owner wrote into its block.</summary>
    public ReadOnlySpan<byte> Read(int block, int bytes) => bytes == 0
        ? []
        : _pages[block >> PageShift].AsSpan((block & UnitMask) * Unit + HeadBytes, bytes);

    /// <summary>Brings near where what an owner wrote into its block ends.</summary>
    public void Bring(int block, int bytes) =>
        Near.Bring(ref _pages[block >> PageShift][(block & UnitMask) * Unit + HeadBytes + bytes - 1]);

    /// <summary>An owner's block, to write into.</summary>
    public Span<byte> Write(int block, int bytes) => Own(block >> PageShift).AsSpan((block & UnitMask) * Unit + HeadBytes, bytes);

    /// <summary>A block for an owner.</summary>
    /// <param name="units">Its size.</param>
    /// <param name="owner">The owner.</param>
    public int Take(int units, int owner)
    {
        ref var size = ref _sizes[units];
        var perPage = PageBytes / (units * Unit);
        if (size.PageCount == 0 || size.InLastPage == perPage)
        {
            size.Pages ??= [];
            Growth.MakeRoom(ref size.Pages, size.PageCount);
            size.Pages[size.PageCount++] = TakePage();
            size.InLastPage = 0;
        }
        var page = size.Pages![size.PageCount - 1];
        var start = size.InLastPage++ * units * Unit;
        MakeRoom(page, start + units * Unit);
        BinaryPrimitives.WriteInt32LittleEndian(Own(page).AsSpan(start), owner);
        return page << PageShift | start / Unit;
    }

    /// <summary>Gives a block back; the last of its size moves to its place.</summary>
    /// <returns>The owner of the block that moved, or -1.</returns>
    public int Give(int units, int block)
    {
        ref var size = ref _sizes[units];
        var page = size.Pages![size.PageCount - 1];
        var bytes = units * Unit;
        var last = _pages[page].AsSpan(--size.InLastPage * bytes, bytes);
        var moved = -1;
        if (block != (page << PageShift | size.InLastPage * units))
        {
            moved = BinaryPrimitives.ReadInt32LittleEndian(last);
            last.CopyTo(Own(block >> PageShift).AsSpan((block & UnitMask) * Unit));
        }
        if (size.InLastPage == 0)
        {
            size.PageCount--;
            size.InLastPage = PageBytes / bytes;
            GivePage(page);
        }
        return moved;
    }

    /// <summary>The blocks as they are now, for whoever reads them while this pool goes on.</summary>
    public BlockPool Cut()
    {
        _cut++;
        return new() { _pages = _pages.AsSpan(0, _pageCount).ToArray() };
    }

    private byte[] Own(int page)
    {
        if (_ownedSince[page] != _cut)
        {
            _pages[page] = [.. _pages[page]];
            _ownedSince[page] = _cut;
        }
        return _pages[page];
    }

    // A tenant with few customers has few blocks of many sizes: pages begin small.
    private void MakeRoom(int page, int bytes)
    {
        var room = _pages[page].Length;
        if (bytes <= room)
            return;
        Array.Resize(ref _pages[page], Math.Min(PageBytes, Math.Max(bytes, room + Math.Max(room / 2, 8 * Unit))));
        _ownedSince[page] = _cut;
    }

    private int TakePage()
    {
        if (_freeCount > 0)
        {
            var page = _free[--_freeCount];
            if (_ownedSince[page] != _cut)
                (_pages[page], _ownedSince[page]) = ([], _cut);
            return page;
        }
        if (_pageCount == _pages.Length)
        {
            Growth.MakeRoom(ref _pages, _pageCount);
            Array.Resize(ref _ownedSince, _pages.Length);
        }
        (_pages[_pageCount], _ownedSince[_pageCount]) = ([], _cut);
        return _pageCount++;
    }

    private void GivePage(int page)
    {
        Growth.MakeRoom(ref _free, _freeCount);
        _free[_freeCount++] = page;
        if (_freeCount > KeptPages)
            _pages[page] = [];
    }

    /// <summary>The pages of one size, all full but the last.</summary>
    private struct BlockSize
    {
        public int[]? Pages;
        public int PageCount;
        public int InLastPage;
    }
}
