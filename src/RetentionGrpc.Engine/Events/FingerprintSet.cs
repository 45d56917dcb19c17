using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Events;

/// <summary>
/// A set of 64-bit fingerprints that only grows, 9 to 12 bytes each. Their highest byte divides them over 256 tables, so that growing
/// copies a small part at a time; a table keeps its fingerprints in ascending order, each as near behind its place by value as there is
/// room (open addressing in the order of the keys), so that looking for one that is not there ends at the first larger one.
/// </summary>
public sealed class FingerprintSet
{
    private const int TableBits = 8;
    private const int FirstSlots = 8;

    private readonly ulong[][] _tables = new ulong[1 << TableBits][];
    private readonly int[] _counts = new int[1 << TableBits];
    private readonly bool[] _isShared = new bool[1 << TableBits];

    /// <summary>An empty set.</summary>
    public FingerprintSet() => Array.Fill(_tables, []);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it is there.</summary>
    public bool Contains(ulong fingerprint)
    {
        fingerprint = Nonzero(fingerprint);
        var table = _tables[TableOf(fingerprint)];
        return table.Length > 0 && SlotOf(table, fingerprint) is var slot && slot < table.Length && table[slot] == fingerprint;
    }

    /// <summary>Brings near where it would be looked for first.</summary>
    internal void Bring(ulong fingerprint)
    {
        var table = _tables[TableOf(fingerprint)];
        if (table.Length > 0)
            Near.Bring(ref table[PlaceOf(table.Length, fingerprint)]);
    }

    /// <summary>Adds it; false if it was there.</summary>
    public bool Add(ulong fingerprint)
    {
        fingerprint = Nonzero(fingerprint);
        var number = TableOf(fingerprint);
        if (Contains(fingerprint))
            return false;
        if (8 * (_counts[number] + 1) > 7 * _tables[number].Length)
            Grow(number);
        if (_isShared[number])
            (_tables[number], _isShared[number]) = ([.. _tables[number]], false);
        while (!TryPut(_tables[number], fingerprint))
            Grow(number);
        _counts[number]++;
        Count++;
        return true;
    }

    /// <summary>Adds all of another set.</summary>
    internal void AddAll(FingerprintSet other)
    {
        foreach (var table in other._tables)
        {
            foreach (var fingerprint in table)
            {
                if (fingerprint != 0)
                    Add(fingerprint);
            }
        }
    }

    /// <summary>
    /// The fingerprints as they are now, to be written in ascending order, whatever the order in which they came. Tables that a cut refers
    /// to are copied before they change.
    /// </summary>
    internal FrozenPart Cut()
    {
        Array.Fill(_isShared, true);
        return new FrozenFingerprints([.. _tables], Count);
    }

    /// <summary>Reads what a cut wrote.</summary>
    public static FingerprintSet ReadFrom(SnapshotReader reader)
    {
        var set = new FingerprintSet();
        var before = 0UL;
        var table = new List<ulong>();
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var fingerprint = reader.ReadFixed();
            if (fingerprint <= before)
                throw reader.Fault("a fingerprint out of order");
            if (table.Count > 0 && TableOf(fingerprint) != TableOf(before))
                set.AddTable(table);
            table.Add(before = fingerprint);
        }
        set.AddTable(table);
        return set;
    }

    // 0 says that a slot is free.
    private static ulong Nonzero(ulong fingerprint) => Math.Max(1, fingerprint);

    private static int TableOf(ulong fingerprint) => (int)(fingerprint >> (64 - TableBits));

    // The last slots are nobody's place by value: they take what is pushed on from the ones before.
    private static int PlaceOf(int slots, ulong fingerprint) =>
        (int)Math.BigMul(fingerprint << TableBits, (ulong)(slots - slots / 32 - 4), out _);

    /// <summary>Where it is or belongs: at the first free slot or larger fingerprint from its place on, or behind the last slot.</summary>
    private static int SlotOf(ulong[] table, ulong fingerprint)
    {
        var slot = PlaceOf(table.Length, fingerprint);
        while (slot < table.Length && table[slot] != 0 && table[slot] < fingerprint)
            slot++;
        return slot;
    }

    /// <summary>False if there is no free slot from where it belongs to the table's end.</summary>
    private static bool TryPut(ulong[] table, ulong fingerprint)
    {
        if (table.Length == 0)
            return false;
        var slot = SlotOf(table, fingerprint);
        var free = table.AsSpan(slot).IndexOf(0UL);
        if (free < 0)
            return false;
        table.AsSpan(slot, free).CopyTo(table.AsSpan(slot + 1));
        table[slot] = fingerprint;
        return true;
    }

    /// <summary>Adds all that a table holds, in ascending order.</summary>
    private void AddTable(List<ulong> fingerprints)
    {
        if (fingerprints.Count == 0)
            return;
        var number = TableOf(fingerprints[0]);
        var slots = Growth.Next(Math.Max(FirstSlots, 8 * fingerprints.Count / 7));
        var known = CollectionsMarshal.AsSpan(fingerprints);
        var table = new ulong[slots];
        while (!TryPutAll(known, table))
            table = new ulong[slots = Growth.Next(slots)];
        (_tables[number], _counts[number]) = (table, known.Length);
        Count += known.Length;
        fingerprints.Clear();
    }

    private void Grow(int number)
    {
        var slots = Math.Max(FirstSlots, Growth.Next(_tables[number].Length));
        var larger = new ulong[slots];
        while (!TryPutAll(_tables[number], larger))
            larger = new ulong[slots = Growth.Next(slots)];
        (_tables[number], _isShared[number]) = (larger, false);
    }

    private static bool TryPutAll(ReadOnlySpan<ulong> known, ulong[] table)
    {
        foreach (var fingerprint in known)
        {
            if (fingerprint != 0 && !TryPut(table, fingerprint))
                return false;
        }
        return true;
    }

    private sealed class FrozenFingerprints(ulong[][] tables, int count) : FrozenPart
    {
        private int _next;

        public override bool WriteSome(SnapshotWriter writer)
        {
            if (_next == 0)
                writer.WriteNumber(count);
            foreach (var fingerprint in tables[_next])
            {
                if (fingerprint != 0)
                    writer.WriteFixed(fingerprint);
            }
            return ++_next < tables.Length;
        }
    }
}
