namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Why a pipe ended: the first reason counts. Callers are compiled with the numbers of <see cref="ReadEndOfStream"/> and
/// <see cref="ProtocolExitClient"/>, and print the names of all.
/// </summary>
public enum PipeShutdownKind
{
    /// <summary>It has not ended.</summary>
    None = 0,

    /// <summary>It was disposed of.</summary>
    PipeDisposed = 1,

    /// <summary>The other side ended its stream.</summary>
    ReadEndOfStream = 100,

    /// <summary>Receiving failed on the socket.</summary>
    ReadSocketError = 101,

    /// <summary>Receiving failed otherwise.</summary>
    ReadException = 102,

    /// <summary>Sending failed on the socket.</summary>
    WriteSocketError = 201,

    /// <summary>Sending failed otherwise.</summary>
    WriteException = 202,

    /// <summary>Who reads what was received has stopped reading.</summary>
    InputReaderCompleted = 300,

    /// <summary>Who writes what is sent has finished.</summary>
    OutputWriterCompleted = 303,

    /// <summary>This side said goodbye in the protocol's own words.</summary>
    ProtocolExitClient = 400,

    /// <summary>The other side said goodbye in the protocol's own words.</summary>
    ProtocolExitServer = 401,
}
