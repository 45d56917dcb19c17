namespace Pipelines.Sockets.Unofficial;

/// <content>What waits where.</content>
public sealed partial class SocketConnection
{
    /// <summary>What waits in the system at this moment. The pipes do not tell how much waits in them.</summary>
    public Counters GetCounters()
    {
        try
        {
            return new Counters(Socket.Available);
        }
        catch (Exception closed) when (closed is ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            return new Counters(Counters.Unknown);
        }
    }

    /// <summary>Bytes that wait, −1 where that is not known.</summary>
    public readonly struct Counters
    {
        internal const long Unknown = -1;

        internal Counters(long availableOnSocket)
        {
            BytesAvailableOnSocket = availableOnSocket;
            BytesWaitingToBeRead = Unknown;
            BytesWaitingToBeSent = Unknown;
        }

        /// <summary>Bytes that the system has received and that were not taken yet; −1 once the socket is closed.</summary>
        public long BytesAvailableOnSocket { get; }

        /// <summary>Not known: −1.</summary>
        public long BytesWaitingToBeRead { get; }

        /// <summary>Not known: −1.</summary>
        public long BytesWaitingToBeSent { get; }
    }
}
