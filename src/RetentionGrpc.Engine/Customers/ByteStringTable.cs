using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Numbers UTF-8 texts in the order in which they first appear, from 0. Looks up a slice without making a string of it. A text takes its
/// bytes and about 13 more: the texts lie one behind the other in pages, and an open-addressed table of a byte of hash and a number each
/// finds them. Spans that it gives stay valid for ever. A text that is forgotten leaves its number, without bytes: the empty text is a text
/// only as the first.
/// </summary>
public sealed class ByteStringTable
{
    private const int PageBits = 15;
    private const int PageBytes = 1 << PageBits;
    private const int FirstPageBytes = 64;

    private byte[][] _pages = [];
    private int _pageCount;
    private int _usedOfPage;
    private uint[] _starts = [];
    private byte[] _tags = [];
    private int[] _slots = [];

    /// <summary>How many texts there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them were forgotten.</summary>
    public int ForgottenCount { get; private set; }

    /// <summary>Bytes that the texts take, counted in whole pages; at most 4 GiB, beyond which adding is an OverflowException.</summary>
    public long PageByteCount => (long)_pageCount * PageBytes;

    /// <summary>The text of a number.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
            var page = _pages[_starts[number] >> PageBits];
            var at = (int)(_starts[number] & (PageBytes - 1));
            var length = (int)PackedEvent.ReadNumber(page, ref at);
            return page.AsSpan(at, length);
        }
    }

    /// <summary>The number of a text, which is added if it is new.</summary>
    public int NumberOf(ReadOnlySpan<byte> text)
    {
        var hash = Xxh64.Hash(text);
        if (SlotOf(text, hash) is >= 0 and var slot && _tags[slot] != 0)
            return _slots[slot];
        Growth.MakeRoom(ref _starts, Count);
        _starts[Count] = Store(text);
        if (4 * (Count + 1) > 3 * _tags.Length)
            Rebuild(Growth.Next(Math.Max(_tags.Length, 4 * (Count + 1) / 3)));
        Take(hash, Count);
        return Count++;
    }

    /// <summary>The number of a text, or -1 if it never appeared.</summary>
    public int Find(ReadOnlySpan<byte> text) =>
        SlotOf(text, Xxh64.Hash(text)) is >= 0 and var slot && _tags[slot] != 0 ? _slots[slot] : -1;

    /// <summary>
    /// Forgets a text: its number is not given again, and reads as empty. Its bytes are overwritten in a copy of their page, because a cut
    /// may still have to write them.
    /// </summary>
    internal void Forget(int number)
    {
        var text = this[number];
        if (text.IsEmpty)
            return;
        Leave(number, Xxh64.Hash(text));
        ref var page = ref _pages[_starts[number] >> PageBits];
        page = [.. page];
        var start = (int)(_starts[number] & (PageBytes - 1));
        var at = start;
        var length = (int)PackedEvent.ReadNumber(page, ref at);
        page.AsSpan(start, at - start + length).Clear();
        ForgottenCount++;
    }

    /// <summary>Gives the next number to a text that was forgotten.</summary>
    internal void AddForgotten()
    {
        Growth.MakeRoom(ref _starts, Count);
        _starts[Count++] = Store([]);
        ForgottenCount++;
    }

    /// <summary>Brings near where a text of this hash would be looked for first.</summary>
    internal void BringSlot(ulong hash)
    {
        if (_tags.Length == 0)
            return;
        var home = HomeOf(hash);
        Near.Bring(ref _tags[home]);
        Near.Bring(ref _slots[home]);
    }

    /// <summary>The number that a text of this hash most likely has, or -1: another one may have the same hash in part.</summary>
    internal int Guess(ulong hash)
    {
        if (_tags.Length == 0)
            return -1;
        var tag = TagOf(hash);
        var slot = HomeOf(hash);
        while (_tags[slot] != 0 && _tags[slot] != tag)
            slot = slot + 1 == _tags.Length ? 0 : slot + 1;
        return _tags[slot] == 0 ? -1 : _slots[slot];
    }

    /// <summary>Brings near where the start of a text is told.</summary>
    internal void BringStart(int number) => Near.Bring(ref _starts[number]);

    /// <summary>Brings near the start of a text.</summary>
    internal void BringText(int number) => Near.Bring(ref _pages[_starts[number] >> PageBits][_starts[number] & (PageBytes - 1)]);

    /// <summary>Writes the texts by number: their pages and the table that finds them follow from it.</summary>
    public void WriteTo(SnapshotWriter writer)
    {
        var cut = Cut();
        while (cut.WriteSome(writer))
        {
        }
    }

    /// <summary>The texts as they are now: what is added changes nothing of them.</summary>
    internal FrozenPart Cut() => new FrozenTexts(new() { _pages = [.. _pages], _starts = _starts, Count = Count });

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="longest">Longer texts are refused.</param>
    public static ByteStringTable ReadFrom(SnapshotReader reader, int longest)
    {
        var table = new ByteStringTable();
        var count = reader.ReadCount();
        for (var number = 0; number < count; number++)
        {
            var text = reader.ReadBytes(longest);
            if (text.IsEmpty && number > 0)
                table.AddForgotten();
            else if (table.NumberOf(text) != number)
                throw reader.Fault("a text for the second time");
        }
        return table;
    }

    private sealed class FrozenTexts(ByteStringTable texts) : FrozenPart
    {
        private const int TextsAtOnce = 4 * 1024;

        private int _next = -1;

        public override bool WriteSome(SnapshotWriter writer)
        {
            if (_next < 0)
                writer.WriteNumber(texts.Count);
            var first = Math.Max(0, _next);
            for (_next = first; _next < texts.Count && _next < first + TextsAtOnce; _next++)
                writer.WriteBytes(texts[_next]);
            return _next < texts.Count;
        }
    }

    /// <summary>A hash's place in the table: in the order of hashes, as far as there is room.</summary>
    private int HomeOf(ulong hash) => (int)Math.BigMul(hash, (ulong)_tags.Length, out _);

    /// <summary>Never 0, which says that a slot is free. The low byte: the high ones chose the place.</summary>
    private static byte TagOf(ulong hash) => (byte)Math.Max(1, hash & 0xFF);

    /// <summary>Where a text is, or else the free slot where it would be looked for last; -1 in a table without slots.</summary>
    private int SlotOf(ReadOnlySpan<byte> text, ulong hash)
    {
        if (_tags.Length == 0)
            return -1;
        var tag = TagOf(hash);
        var slot = HomeOf(hash);
        while (_tags[slot] != 0 && !(_tags[slot] == tag && this[_slots[slot]].SequenceEqual(text)))
            slot = slot + 1 == _tags.Length ? 0 : slot + 1;
        return slot;
    }

    private void Take(ulong hash, int number)
    {
        var slot = HomeOf(hash);
        while (_tags[slot] != 0)
            slot = slot + 1 == _tags.Length ? 0 : slot + 1;
        (_tags[slot], _slots[slot]) = (TagOf(hash), number);
    }

    private void Rebuild(int capacity)
    {
        _tags = new byte[capacity];
        _slots = new int[capacity];
        for (var number = 0; number < Count; number++)
        {
            if (number == 0 || !this[number].IsEmpty)
                Take(Xxh64.Hash(this[number]), number);
        }
    }

    /// <summary>Frees the slot of a number, and moves up what was looked for there first and found further on.</summary>
    private void Leave(int number, ulong hash)
    {
        var free = HomeOf(hash);
        while (_tags[free] == 0 || _slots[free] != number)
            free = After(free);
        for (var slot = After(free); _tags[slot] != 0; slot = After(slot))
        {
            var home = HomeOf(Xxh64.Hash(this[_slots[slot]]));
            var isBetween = free < slot ? home > free && home <= slot : home > free || home <= slot;
            if (isBetween)
                continue;
            (_tags[free], _slots[free]) = (_tags[slot], _slots[slot]);
            free = slot;
        }
        _tags[free] = 0;
    }

    private int After(int slot) => slot + 1 == _tags.Length ? 0 : slot + 1;

    private uint Store(ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        length = length[..PackedEvent.WriteNumber(length, 0, (ulong)text.Length)];
        var bytes = length.Length + text.Length;
        if (_pageCount == 0 || _usedOfPage + bytes > Math.Max(PageBytes, _pages[_pageCount - 1].Length))
            AddPage(bytes);
        ref var page = ref _pages[_pageCount - 1];
        while (_usedOfPage + bytes > page.Length)
            Array.Resize(ref page, Math.Min(PageBytes, 2 * page.Length));
        length.CopyTo(page.AsSpan(_usedOfPage));
        text.CopyTo(page.AsSpan(_usedOfPage + length.Length));
        var start = checked((uint)(_pageCount - 1) * PageBytes) + (uint)_usedOfPage;
        _usedOfPage += bytes;
        return start;
    }

    // The first page begins small, because most tables are; a text that is larger than a page has a page of its own.
    private void AddPage(int bytes)
    {
        Growth.MakeRoom(ref _pages, _pageCount);
        _pages[_pageCount] = new byte[Math.Max(_pageCount == 0 ? FirstPageBytes : PageBytes, bytes)];
        _pageCount++;
        _usedOfPage = 0;
    }
}
