using System.IO.Pipelines;
using Pipelines.Sockets.Unofficial;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>Streams as pipes.</summary>
public sealed class StreamConnectionTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Reader_GivesTheWholeStream()
    {
        var bytes = new byte[100_000];
        new Random(6).NextBytes(bytes);
        var stream = new MemoryStream(bytes);
        var reader = StreamConnection.GetReader(stream, new PipeOptions(minimumSegmentSize: 512));
        var copy = new MemoryStream();
        await reader.CopyToAsync(copy).WaitAsync(Limits.Patience);
        await reader.CompleteAsync();
        Assert.Equal(bytes, copy.ToArray());
        Assert.False(stream.CanRead);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_OverAStream_GoesBothWaysAndDisposesOfTheStream()
    {
        using var there = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var back = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, there.ClientSafePipeHandle);
        var stream = new TwoWays(back, there);
        var duplex = StreamConnection.GetDuplex(stream, name: "loop");
        await duplex.Output.WriteAsync("around"u8.ToArray());
        var read = await duplex.Input.ReadAtLeastAsync(6).AsTask().WaitAsync(Limits.Patience);
        Assert.Equal("around"u8.ToArray(), System.Buffers.BuffersExtensions.ToArray(read.Buffer));
        duplex.Input.AdvanceTo(read.Buffer.End);
        var measured = Assert.IsAssignableFrom<IMeasuredDuplexPipe>(duplex);
        Assert.Equal(6, measured.TotalBytesReceived);
        await Limits.UntilAsync(() => measured.TotalBytesSent == 6, () => $"{measured.TotalBytesSent} sent");

        Assert.IsAssignableFrom<IDisposable>(duplex).Dispose();
        Assert.True((await duplex.Input.ReadAsync().AsTask().WaitAsync(Limits.Patience)).IsCompleted);
        Assert.True(stream.IsDisposed);
    }

    /// <summary>Reads one stream and writes another, which come back to each other here.</summary>
    private sealed class TwoWays(Stream reads, Stream writes) : Stream
    {
        public bool IsDisposed { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => writes.Flush();

        public override int Read(byte[] buffer, int offset, int count) => reads.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => reads.Read(buffer);

        public override void Write(byte[] buffer, int offset, int count) => writes.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => writes.Write(buffer);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            // The end of the written stream is the end of the read one.
            writes.Dispose();
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
