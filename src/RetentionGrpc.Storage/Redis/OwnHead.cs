namespace RetentionGrpc.Storage;

/// <summary>
/// The newest head of this server's own entries that it knows to be in a partition's log. What it reads of another's says nothing of them:
/// who was overtaken after a lost tail would vouch, by the number alone, for what is no longer there. Safe from any thread.
/// </summary>
internal sealed class OwnHead
{
    private readonly Lock _lock = new();
    private LogHead _asked;
    private LogHead _newest;

    /// <summary>The newest; that of an empty log before anything was appended.</summary>
    public LogHead Newest
    {
        get
        {
            lock (_lock)
                return _newest;
        }
    }

    /// <summary>An entry with this head is about to be appended.</summary>
    public void Ask(LogHead head)
    {
        lock (_lock)
            _asked = head;
    }

    /// <summary>An own entry was appended.</summary>
    public void Append(LogHead head)
    {
        lock (_lock)
            Know(head);
    }

    /// <summary>The log's head was read: where it is that of the append before, whose answer was lost, then that has landed.</summary>
    public void Read(LogHead head)
    {
        lock (_lock)
        {
            if (head == _asked)
                Know(head);
        }
    }

    private void Know(LogHead head) => _newest = head.Sequence > _newest.Sequence ? head : _newest;
}
