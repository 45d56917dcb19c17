namespace RetentionGrpc.Server.Application;

/// <summary>How a producer's stream ends.</summary>
public sealed partial class Producer
{
    /// <summary>Ends the stream, if there is one.</summary>
    /// <param name="why">What it is told.</param>
    internal void EndStream(Refusal why)
    {
        ProducerSession? ended;
        lock (_lock)
        {
            (ended, _stream) = (_stream, null);
            StartOver();
        }
        ended?.End(why);
    }

    /// <summary>The stream has ended.</summary>
    internal void Close(ProducerSession stream)
    {
        lock (_lock)
        {
            if (_stream == stream)
                _stream = null;
        }
        _home.Return(this);
    }
}
