using System.Buffers.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Writes ids that are in no table, in few bytes: most are a prefix that others have, too, and a decimal number of a fixed width, or a
/// UUID. The first byte tells the form: up to 128 a length, and the text follows; then the number of a pattern, and the decimal number
/// follows in binary; 255 a lower-case UUID of 16 bytes. Patterns are numbered as they first came, 126 at most. Part of the state.
/// </summary>
internal sealed class IdPatterns
{
    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public const int MostBytes = 1 + EventLimits.IdBytes;

    private const int FirstPattern = EventLimits.IdBytes + 1;
    private const byte Uuid = byte.MaxValue;
    private const int MostPatterns = Uuid - FirstPattern;
    private const int UuidBytes = 16;
    private const int UuidChars = 36;
    private const int FewestDigits = 3;
    private const int MostDigits = 18;

    private readonly ByteStringTable _patterns = new();

    /// <summary>Bytes of the largest number of so many digits.</summary>
    private static ReadOnlySpan<byte> BytesOfDigits => [0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8];

    /// <summary>Writes an id.</summary>
    /// <param name="to">Room for <see cref="MostBytes"/>.</param>
    /// <param name="id">At most <see cref="EventLimits.IdBytes"/> bytes.</param>
    /// <returns>How many bytes it took.</returns>
    public int Write(Span<byte> to, ReadOnlySpan<byte> id)
    {
        if (id.Length == UuidChars && TryWriteUuid(to, id))
            return 1 + UuidBytes;
        var digits = DigitsOf(id);
        if (digits >= FewestDigits && PatternOf(id[..^digits], digits) is >= 0 and var pattern)
        {
            ulong number = 0;
            foreach (var digit in id[^digits..])
                number = 10 * number + digit - '0';
            to[0] = (byte)(FirstPattern + pattern);
            var bytes = BytesOfDigits[digits];
            for (var i = 1; i <= bytes; i++, number >>= 8)
                to[i] = unchecked((byte)number);
            return 1 + bytes;
        }
        to[0] = (byte)id.Length;
        id.CopyTo(to[1..]);
        return 1 + id.Length;
    }

    /// <summary>Reads an id at <paramref name="at"/> and moves behind it.</summary>
    /// <returns>Its number in the scratch.</returns>
    /// <exception cref="InvalidDataException">It is cut or malformed.</exception>
    public int Read(ReadOnlySpan<byte> from, ref int at, TimelineScratch scratch)
    {
        var (form, length) = FormAt(from, at);
        var written = from.Slice(at + 1, length);
        at += 1 + length;
        if (form < FirstPattern)
            return scratch.TakeText(written);
        Span<byte> text = stackalloc byte[EventLimits.IdBytes];
        if (form == Uuid)
        {
            Utf8Formatter.TryFormat(new Guid(written, bigEndian: true), text, out _);
            return scratch.TakeText(text[..UuidChars]);
        }
        ulong number = 0;
        for (var i = length - 1; i >= 0; i--)
            number = number << 8 | written[i];
        var prefix = _patterns[form - FirstPattern][..^1];
        var digits = (int)_patterns[form - FirstPattern][^1];
        prefix.CopyTo(text);
        for (var i = digits - 1; i >= 0; i--, number /= 10)
            text[prefix.Length + i] = (byte)('0' + (int)(number % 10));
        return number == 0 ? scratch.TakeText(text[..(prefix.Length + digits)]) : throw PackedEvent.Malformed();
    }

    /// <summary>Moves behind the id at <paramref name="at"/>.</summary>
    /// <exception cref="InvalidDataException">It is cut or malformed.</exception>
    public void Skip(ReadOnlySpan<byte> from, ref int at) => at += 1 + FormAt(from, at).Length;

    /// <summary>How many patterns were given a number.</summary>
    public int Count => _patterns.Count;

    /// <summary>The number of the pattern that an id may have been written with; -1 without one.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        var digits = DigitsOf(id);
        if (digits < FewestDigits)
            return -1;
        Span<byte> room = stackalloc byte[EventLimits.IdBytes];
        return _patterns.Find(Pattern(room, id[..^digits], digits));
    }

    /// <summary>Forgets a pattern that no id is written with any more.</summary>
    public void Forget(int number) => _patterns.Forget(number);

    /// <summary>Writes the patterns by number.</summary>
    public void WriteTo(SnapshotWriter writer) => _patterns.WriteTo(writer);

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static IdPatterns ReadFrom(SnapshotReader reader)
    {
        var read = new IdPatterns();
        for (var count = reader.ReadCount(MostPatterns); count > 0; count--)
        {
            var pattern = reader.ReadBytes(EventLimits.IdBytes);
            if (pattern.IsEmpty)
            {
                read._patterns.AddForgotten();
                continue;
            }
            if (pattern[^1] is < FewestDigits or > MostDigits
                || pattern.Length - 1 + pattern[^1] > EventLimits.IdBytes || read._patterns.Find(pattern) >= 0)
            {
                throw reader.Fault("a pattern of ids that cannot be");
            }
            read._patterns.NumberOf(pattern);
        }
        return read;
    }

    private (byte Form, int Length) FormAt(ReadOnlySpan<byte> from, int at)
    {
        if ((uint)at >= (uint)from.Length)
            throw PackedEvent.Malformed();
        var form = from[at];
        var length = form < FirstPattern ? form
            : form == Uuid ? UuidBytes
            : form - FirstPattern < _patterns.Count && _patterns[form - FirstPattern] is { IsEmpty: false } pattern
                ? BytesOfDigits[pattern[^1]]
                : throw PackedEvent.Malformed();
        return length < from.Length - at ? (form, length) : throw PackedEvent.Malformed();
    }

    /// <summary>A pattern's text is its prefix and a byte of the number's width.</summary>
    private int PatternOf(ReadOnlySpan<byte> prefix, int digits)
    {
        Span<byte> room = stackalloc byte[EventLimits.IdBytes];
        var pattern = Pattern(room, prefix, digits);
        return _patterns.Count < MostPatterns ? _patterns.NumberOf(pattern) : _patterns.Find(pattern);
    }

    private static ReadOnlySpan<byte> Pattern(Span<byte> room, ReadOnlySpan<byte> prefix, int digits)
    {
        prefix.CopyTo(room);
        room[prefix.Length] = (byte)digits;
        return room[..(prefix.Length + 1)];
    }

    private static int DigitsOf(ReadOnlySpan<byte> id)
    {
        var digits = 0;
        while (digits < id.Length && digits < MostDigits && id[^(digits + 1)] is >= (byte)'0' and <= (byte)'9')
            digits++;
        return digits;
    }

    /// <summary>Whether it is a UUID that reads the same when it is written again.</summary>
    private static bool TryWriteUuid(Span<byte> to, ReadOnlySpan<byte> id)
    {
        Span<byte> again = stackalloc byte[UuidChars];
        if (!Utf8Parser.TryParse(id, out Guid uuid, out var parsed) || parsed != UuidChars)
            return false;
        Utf8Formatter.TryFormat(uuid, again, out _);
        to[0] = Uuid;
        return again.SequenceEqual(id) && uuid.TryWriteBytes(to[1..], bigEndian: true, out _);
    }
}
