using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace RetentionGrpc.Storage.Archives;

/// <summary>Reads what <see cref="ArchiveWriter"/> wrote, however the bytes are cut on their way. Whatever they are, it ends.</summary>
/// <param name="bytes">The archive.</param>
public sealed class ArchiveReader(IAsyncEnumerable<ReadOnlyMemory<byte>> bytes)
{
    private const int LeastBuffer = 64 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private int _place;
    private long _before;

    /// <summary>What every archive begins with, of whatever format.</summary>
    public static ReadOnlySpan<byte> Magic => ArchiveFormat.Magic;

    /// <summary>How far it is.</summary>
    public long Place => _before + _place;

    /// <summary>
    /// The records up to the trailer, which is checked and left out: an archive is whole once this ends. Each is checked before it is
    /// given, and valid until the next is asked for.
    /// </summary>
    /// <exception cref="ArchiveException">The bytes are no whole archive of a format that is read.</exception>
    public async IAsyncEnumerable<ArchiveRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = bytes.GetAsyncEnumerator(cancellation);
        digest.AppendData((await TakeAsync(source, ArchiveFormat.OpeningBytes, CheckOpening)).Span);
        for (var isFirst = true; ; isFirst = false)
        {
            var head = (await TakeAsync(source, ArchiveFormat.HeadBytes, _ => { })).ToArray();
            var kind = (ArchiveRecordKind)head[0];
            var length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
            if (length is < 0 or > LogLimits.MaxChunkBytes || !Enum.IsDefined(kind) || kind == ArchiveRecordKind.Header != isFirst)
                throw Fault("a record that cannot be");
            var rest = await TakeAsync(source, length + ArchiveFormat.SumBytes, _ => { });
            var payload = rest[..length].ToArray();
            var record = ArchiveFormat.Record(kind, payload);
            if (!record.AsSpan(^ArchiveFormat.SumBytes..).SequenceEqual(rest.Span[length..]))
                throw Fault("a record that is not as it was written");
            if (kind == ArchiveRecordKind.Trailer)
            {
                if (!digest.GetHashAndReset().AsSpan().SequenceEqual(payload))
                    throw Fault("a digest of other content");
                if (await FillAsync(source, 1))
                    throw Fault("more bytes, behind the end");
                yield break;
            }
            digest.AppendData(record);
            yield return new(kind, payload);
        }
    }

    private void CheckOpening(ReadOnlySpan<byte> opening)
    {
        if (!opening.StartsWith(ArchiveFormat.Magic))
            throw new ArchiveException("It is no archive of `retention export`.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(opening[ArchiveFormat.Magic.Length..]);
        if (version != ArchiveFormat.Version)
        {
            throw new ArchiveException(
                $"It is an archive of format {version}, and this version reads format {ArchiveFormat.Version}: use a newer server.");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> TakeAsync(
        IAsyncEnumerator<ReadOnlyMemory<byte>> source, int length, SpanCheck check)
    {
        if (!await FillAsync(source, length))
            throw Fault("the end, too early");
        var taken = _buffer.AsMemory(_place, length);
        check(taken.Span);
        _place += length;
        return taken;
    }

    /// <summary>Sees to it that so many bytes are there; false if the archive ends before.</summary>
    private async ValueTask<bool> FillAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> source, int length)
    {
        while (_length - _place < length)
        {
            if (!await source.MoveNextAsync())
                return false;
            Append(source.Current.Span);
        }
        return true;
    }

    /// <summary>Each byte is moved a few times at most, however small the pieces are that bring them.</summary>
    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
        {
            var left = _length - _place;
            var isRoomy = left + bytes.Length <= _buffer.Length / 2;
            var buffer = isRoomy ? _buffer : new byte[Math.Max(2 * (left + bytes.Length), LeastBuffer)];
            _buffer.AsSpan(_place, left).CopyTo(buffer);
            _before += _place;
            (_buffer, _length, _place) = (buffer, left, 0);
        }
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private ArchiveException Fault(string found) => new($"The archive is damaged: at byte {Place} there is {found}.");

    private delegate void SpanCheck(ReadOnlySpan<byte> bytes);
}
