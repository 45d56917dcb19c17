using System.Collections;
using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>
/// Headers or trailers of a call: entries in order, several under one key allowed. Keys are compared as stored, in lower case.
/// </summary>
/// <remarks>Not safe for concurrent writes.</remarks>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>The end of every key whose values are bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No entries, for good: every change throws <see cref="InvalidOperationException"/>.</summary>
    public static readonly Metadata Empty = new(readOnly: true);

    private readonly List<Entry> _entries = [];
    private readonly bool _readOnly;

    /// <summary>Metadata without entries, open to changes.</summary>
    public Metadata()
    {
    }

    private Metadata(bool readOnly) => _readOnly = readOnly;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>True where every change throws <see cref="InvalidOperationException"/>.</summary>
    public bool IsReadOnly => _readOnly;

    /// <summary>The entry at a position.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            GrpcPreconditions.CheckNotNull(value, nameof(value));
            CheckWriteable();
            _entries[index] = value;
        }
    }

    /// <summary>The last entry under a key.</summary>
    /// <param name="key">The key, in lower case.</param>
    /// <returns>The entry, or null where the key is absent.</returns>
    public Entry? Get(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Key == key)
            {
                return _entries[i];
            }
        }

        return null;
    }

    /// <summary>The text of the last entry under a key.</summary>
    /// <param name="key">The key, in lower case.</param>
    /// <returns>The text, or null where the key is absent.</returns>
    /// <exception cref="InvalidOperationException">The entry holds bytes.</exception>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry under a key.</summary>
    /// <param name="key">The key, in lower case.</param>
    /// <returns>A copy of the bytes (for a text entry, its ASCII form), or null where the key is absent.</returns>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>Every entry under a key, in order.</summary>
    /// <param name="key">The key, in lower case.</param>
    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => entry.Key == key);

    /// <summary>Appends an entry of text.</summary>
    /// <param name="key">The key, lowered on storing; it must not end in "-bin".</param>
    /// <param name="value">The text, ASCII.</param>
    /// <exception cref="ArgumentException">The key has an invalid character or belongs to bytes.</exception>
    /// <exception cref="InvalidOperationException">The metadata is read-only.</exception>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Appends an entry of bytes.</summary>
    /// <param name="key">The key, lowered on storing; it must end in "-bin".</param>
    /// <param name="valueBytes">The bytes; they are copied.</param>
    /// <exception cref="ArgumentException">The key has an invalid character or belongs to text.</exception>
    /// <exception cref="InvalidOperationException">The metadata is read-only.</exception>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>Appends an entry.</summary>
    /// <param name="item">The entry.</param>
    /// <exception cref="InvalidOperationException">The metadata is read-only.</exception>
    public void Add(Entry item)
    {
        GrpcPreconditions.CheckNotNull(item, nameof(item));
        CheckWriteable();
        _entries.Add(item);
    }

    /// <summary>Puts an entry at a position and moves the later ones on.</summary>
    /// <param name="index">From 0 to <see cref="Count"/>.</param>
    /// <param name="item">The entry.</param>
    /// <exception cref="InvalidOperationException">The metadata is read-only.</exception>
    public void Insert(int index, Entry item)
    {
        GrpcPreconditions.CheckNotNull(item, nameof(item));
        CheckWriteable();
        _entries.Insert(index, item);
    }

    /// <summary>Drops the entry at a position.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="InvalidOperationException">The metadata is read-only.</exception>
    public void RemoveAt(int index)
    {
        CheckWriteable();
        _entries.RemoveAt(index);
    }

    /// <summary>Drops an entry.</summary>
    /// <param name="item">The entry; entries are equal only to themselves.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="InvalidOperationException">The metadata is read-only.</exception>
    public bool Remove(Entry item)
    {
        CheckWriteable();
        return _entries.Remove(item);
    }

    /// <summary>Drops every entry.</summary>
    /// <exception cref="InvalidOperationException">The metadata is read-only.</exception>
    public void Clear()
    {
        CheckWriteable();
        _entries.Clear();
    }

    /// <summary>The position of an entry, or -1.</summary>
    /// <param name="item">The entry; entries are equal only to themselves.</param>
    public int IndexOf(Entry item) => _entries.IndexOf(item);

    /// <summary>Whether an entry is present.</summary>
    /// <param name="item">The entry; entries are equal only to themselves.</param>
    public bool Contains(Entry item) => _entries.Contains(item);

    /// <summary>Copies the entries into an array.</summary>
    /// <param name="array">Where to.</param>
    /// <param name="arrayIndex">The position of the first copy.</param>
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    /// <summary>The entries in order.</summary>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private void CheckWriteable() => GrpcPreconditions.CheckState(!_readOnly, "Object is read only");
}
