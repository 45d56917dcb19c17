using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A pipe in both directions that counts its bytes.</summary>
public interface IMeasuredDuplexPipe : IDuplexPipe
{
    /// <summary>Bytes handed to the system so far.</summary>
    long TotalBytesSent { get; }

    /// <summary>Bytes taken from the system so far.</summary>
    long TotalBytesReceived { get; }
}
