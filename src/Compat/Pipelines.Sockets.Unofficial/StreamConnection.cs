using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>Streams as pipes.</summary>
public static class StreamConnection
{
    /// <summary>A stream as a pipe in both directions, which disposes of the stream with itself. One thread reads and one writes.</summary>
    /// <param name="stream">A stream that one thread may read while another writes.</param>
    /// <param name="sendPipeOptions">Thresholds of what is to be written, and where its writer goes on; null for the defaults.</param>
    /// <param name="receivePipeOptions">Thresholds of what was read, and where its reader goes on; null for the defaults.</param>
    /// <param name="name">Name of the threads; null for the stream's type.</param>
    public static IDuplexPipe GetDuplex(
        Stream stream, PipeOptions? sendPipeOptions = null, PipeOptions? receivePipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new Duplex(new DuplexPump(new Wire.OfStream(stream), sendPipeOptions, receivePipeOptions, name ?? stream.GetType().Name));
    }

    /// <summary>A stream as a pipe to read; the stream is disposed of when the reader is completed.</summary>
    /// <param name="stream">A stream to read.</param>
    /// <param name="pipeOptions">Pool and size of the buffers; null for the defaults.</param>
    /// <param name="name">Of no use here: no thread is started.</param>
    public static PipeReader GetReader(Stream stream, PipeOptions? pipeOptions = null, string? name = null) =>
        PipeReader.Create(stream, new StreamPipeReaderOptions(pipeOptions?.Pool, pipeOptions?.MinimumSegmentSize ?? -1));

    private sealed class Duplex(DuplexPump pump) : IMeasuredDuplexPipe, IDisposable
    {
        public PipeReader Input => pump.Input;

        public PipeWriter Output => pump.Output;

        public long TotalBytesSent => pump.BytesSent;

        public long TotalBytesReceived => pump.BytesReceived;

        public void Dispose() => pump.Dispose();
    }
}
