namespace RetentionGrpc.Simulation;

/// <summary>
/// Runs a world on one thread: tasks that are ready and events that are due, one at a time, chosen by the seed. When nothing is ready, the
/// time of the world leaps to the next event.
/// </summary>
internal sealed class SimScheduler(SimRandom random, Trace trace)
{
    private readonly List<(SimProcess Process, Task Task)> _ready = [];
    private readonly PriorityQueue<SimEvent, (long Due, long Order)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>Ticks of 100 ns since the world began.</summary>
    public long Now { get; private set; }

    /// <summary>Tasks and events run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>What chance decides.</summary>
    public SimRandom Random => random;

    /// <summary>What happened.</summary>
    public Trace Trace => trace;

    /// <summary>The process whose task runs.</summary>
    public SimProcess? Running { get; set; }

    /// <summary>What went wrong first, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Tasks that are ready.</summary>
    public int ReadyCount => _ready.Count;

    /// <summary>Whether the caller is on the world's thread.</summary>
    public bool IsInside => Environment.CurrentManagedThreadId == _thread;

    /// <summary>The run has failed; the first reason counts.</summary>
    public void Fail(string what)
    {
        Failure ??= what;
        if (IsInside)
            Note("FAILED", "world", 0, what);
    }

    /// <summary>Notes something in the trace.</summary>
    public void Note(string what, string who, long number = 0, object? detail = null) => trace.Note(Now, what, who, number, detail);

    /// <summary>Makes a task ready.</summary>
    public void Enqueue(SimProcess process, Task task) => _ready.Add((process, task));

    /// <summary>Does something later; at once means as the next of what is due.</summary>
    public SimEvent After(TimeSpan delay, Action action)
    {
        var later = new SimEvent(action);
        _events.Enqueue(later, (Now + Math.Max(0, delay.Ticks), _order++));
        return later;
    }

    /// <summary>Runs one task or event; false when there is nothing left.</summary>
    public bool Step()
    {
        Steps++;
        DropCancelled();
        var isDue = _events.TryPeek(out _, out var next) && next.Due <= Now;
        // A machine is not infinitely fast: at times the clock goes on although there is work.
        if (!isDue && _events.Count > 0 && (_ready.Count == 0 || random.Below(64) == 0))
        {
            Now = Math.Max(Now, next.Due);
            isDue = true;
        }
        if (isDue && (_ready.Count == 0 || random.Below(4) == 0))
        {
            _events.Dequeue().Run();
            return true;
        }
        return RunTask();
    }

    private bool RunTask()
    {
        if (_ready.Count == 0)
            return false;
        var index = random.Below(_ready.Count);
        var (process, task) = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        trace.Note(Now, RetentionGrpc.Simulation.Trace.Run, process.Name, index);
        process.Run(task);
        return true;
    }

    private void DropCancelled()
    {
        while (_events.TryPeek(out var next, out _) && next.IsCancelled)
            _events.Dequeue();
    }
}

/// <summary>Something that happens later, unless it is cancelled.</summary>
internal sealed class SimEvent(Action action)
{
    /// <summary>Whether it will not happen.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>It will not happen.</summary>
    public void Cancel() => IsCancelled = true;

    /// <summary>It happens.</summary>
    public void Run() => action();
}
