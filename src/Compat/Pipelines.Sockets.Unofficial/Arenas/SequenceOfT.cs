namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// Elements of an <see cref="Arena{T}"/>, to read and to write until the arena is reset. They always lie in one run; the members that
/// speak of several are there for callers who expect them.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
public readonly struct Sequence<T>
{
    private readonly T[]? _block;
    private readonly int _start;
    private readonly int _length;

    internal Sequence(T[] block, int start, int length) => (_block, _start, _length) = (block, start, length);

    /// <summary>Elements.</summary>
    public long Length => _length;

    /// <summary>Whether it has no element.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Whether <see cref="FirstSpan"/> is all of it: always.</summary>
    public bool IsSingleSegment => true;

    /// <summary>All elements.</summary>
    public Span<T> FirstSpan => new(_block, _start, _length);

    /// <summary>The runs, of which there is one, or none in an empty sequence.</summary>
    public SpanEnumerable Spans => new(this);

    /// <summary>One element.</summary>
    /// <param name="index">From 0 on.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public ref T this[int index] => ref FirstSpan[index];

    /// <summary>The same elements without their type.</summary>
    public Sequence Untyped() => new(_block, _start, _length);

    /// <summary>Goes through the elements.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Goes through the elements by reference.</summary>
    public struct Enumerator
    {
        private readonly Sequence<T> _all;
        private int _index;

        internal Enumerator(Sequence<T> all) => (_all, _index) = (all, -1);

        /// <summary>The element that the last step went to.</summary>
        public readonly ref T Current => ref _all[_index];

        /// <summary>Goes to the next element.</summary>
        /// <returns>False behind the last one.</returns>
        public bool MoveNext()
        {
            if (_index < _all._length)
                _index++;
            return _index < _all._length;
        }

        /// <summary>Goes to the next element, which there must be.</summary>
        /// <exception cref="IndexOutOfRangeException">The last step went to the last one.</exception>
        public ref T GetNext()
        {
            MoveNext();
            return ref Current;
        }
    }

    /// <summary>The runs of a sequence.</summary>
    public readonly struct SpanEnumerable
    {
        private readonly Sequence<T> _all;

        internal SpanEnumerable(Sequence<T> all) => _all = all;

        /// <summary>Goes through the runs.</summary>
        public SpanEnumerator GetEnumerator() => new(_all);
    }

    /// <summary>Goes through the runs of a sequence.</summary>
    public struct SpanEnumerator
    {
        private readonly Sequence<T> _all;
        private bool _isBehind;

        internal SpanEnumerator(Sequence<T> all) => (_all, _isBehind) = (all, all.IsEmpty);

        /// <summary>The run.</summary>
        public readonly Span<T> Current => _all.FirstSpan;

        /// <summary>Goes to the next run.</summary>
        /// <returns>False behind the last one.</returns>
        public bool MoveNext()
        {
            var moved = !_isBehind;
            _isBehind = true;
            return moved;
        }
    }
}
