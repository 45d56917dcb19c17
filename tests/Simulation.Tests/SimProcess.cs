namespace RetentionGrpc.Simulation;

/// <summary>
/// A process of the world, as the scheduler of everything that runs in it. When it dies, what is pending is gone; while it is paused,
/// it waits.
/// </summary>
internal sealed class SimProcess(SimScheduler world, string name) : TaskScheduler
{
    private const int InlineDepth = 20;
    private readonly List<Task> _held = [];
    private int _depth;

    /// <summary>For the trace.</summary>
    public string Name => name;

    /// <summary>Whether it has not died.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Whether it stands still for a while.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>How far its wall clock is off the world's.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>Timers that are set.</summary>
    public int TimerCount { get; set; }

    /// <summary>The world that it runs in.</summary>
    public SimScheduler World => world;

    /// <summary>Its end: nothing that it was about to do is done.</summary>
    public void Kill()
    {
        IsAlive = false;
        _held.Clear();
    }

    /// <summary>It stands still; what comes waits.</summary>
    public void Pause() => IsPaused = true;

    /// <summary>It goes on.</summary>
    public void Resume()
    {
        IsPaused = false;
        foreach (var task in _held)
            world.Enqueue(this, task);
        _held.Clear();
    }

    /// <summary>Does something in this process, soon. What it throws fails the run.</summary>
    public void Post(Action action)
    {
        if (!IsAlive)
            return;
        var task = new Task(() => Guard(action));
        task.Start(this);
    }

    /// <summary>Does something in this process after a time.</summary>
    public SimEvent After(TimeSpan delay, Action action) => world.After(delay, () => Post(action));

    /// <summary>Runs a task of its own.</summary>
    internal void Run(Task task)
    {
        if (!IsAlive)
            return;
        if (IsPaused)
        {
            _held.Add(task);
            return;
        }
        var before = world.Running;
        world.Running = this;
        TryExecuteTask(task);
        world.Running = before;
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (!world.IsInside)
        {
            world.Fail($"A task of {name} came from another thread:\n{Environment.StackTrace}");
            return;
        }
        if (!IsAlive)
            return;
        if (IsPaused)
            _held.Add(task);
        else
            world.Enqueue(this, task);
    }

    /// <summary>At the seed's choice, as a thread pool does for one and not for the other.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (taskWasPreviouslyQueued || world.Running != this || !world.IsInside || !IsAlive || IsPaused || _depth > InlineDepth
            || world.Random.Below(2) == 0)
            return false;
        _depth++;
        var isRun = TryExecuteTask(task);
        _depth--;
        return isRun;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure)
        {
            world.Fail($"{name}: {failure}");
        }
    }
}
