using System.IO.Compression;
using Grpc.Net.Compression;

namespace RetentionGrpc.Server.Transport;

/// <summary>gzip whose inflation is bounded: a small message could otherwise fill the memory.</summary>
/// <param name="limitBytes">The most bytes of a message inflated; beyond it the call ends with MESSAGE_TOO_LARGE.</param>
internal sealed class CappedGzip(int limitBytes) : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "gzip";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) =>
        new CappedStream(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), limitBytes);

    private sealed class CappedStream(Stream inflated, int limitBytes) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => Count(inflated.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inflated.ReadAsync(buffer, cancellationToken));

        public override void Flush() => inflated.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inflated.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int count)
        {
            _read += count;
            return _read <= limitBytes ? count : throw MessageSize.InflatedExceeded(limitBytes).ToException();
        }
    }
}
