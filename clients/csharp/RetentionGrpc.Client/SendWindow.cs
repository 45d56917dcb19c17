using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>What is on its way on a connection, and how much the server allows there. Not safe for use by several threads.</summary>
internal sealed class SendWindow
{
    private int _batchLimit = int.MaxValue;
    private long _byteLimit = long.MaxValue;
    private int _batches;
    private long _bytes;

    /// <summary>Whether nothing is on its way.</summary>
    public bool IsEmpty => _batches == 0;

    /// <summary>Takes the newest credits; unset, the ones before hold.</summary>
    public void Grant(Credits? credits)
    {
        if (credits is not null)
            (_batchLimit, _byteLimit) = (credits.BatchCount, credits.ByteCount);
    }

    /// <summary>Whether a message may be sent now. When nothing is on its way, it always may.</summary>
    public bool Allows(int bytes) => IsEmpty || (_batches < _batchLimit && _bytes + bytes <= _byteLimit);

    public void Add(int bytes)
    {
        _batches++;
        _bytes += bytes;
    }

    public void Remove(int bytes)
    {
        _batches--;
        _bytes -= bytes;
    }

    /// <summary>Forgets what was on its way; with a new connection the credits too.</summary>
    public void Clear(bool isNewConnection)
    {
        (_batches, _bytes) = (0, 0);
        if (isNewConnection)
            (_batchLimit, _byteLimit) = (int.MaxValue, long.MaxValue);
    }
}
