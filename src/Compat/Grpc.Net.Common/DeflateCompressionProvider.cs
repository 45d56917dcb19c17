using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>Compression by "deflate", which on the wire means the zlib format (RFC 1950), as in HTTP.</summary>
/// <param name="defaultCompressionLevel">How hard to compress unless a call says otherwise.</param>
public sealed class DeflateCompressionProvider(CompressionLevel defaultCompressionLevel) : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "deflate";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new ZLibStream(stream, compressionLevel ?? defaultCompressionLevel, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
