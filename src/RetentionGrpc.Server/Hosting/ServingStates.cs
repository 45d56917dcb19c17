using System.Collections.Frozen;

namespace RetentionGrpc.Server.Hosting;

/// <summary>
/// Which services of this process take calls. Everything begins as not serving, so that a probe sees a server that is still reading
/// its log as what it is; <see cref="Serve"/> ends the recovery, <see cref="Drain"/> begins the stop. Safe from any thread.
/// </summary>
public sealed class ServingStates
{
    private readonly Lock _gate = new();
    private volatile Snapshot _current;

    /// <summary>Knows the given services and, under the empty name, the server as a whole.</summary>
    /// <param name="services">Full names, for example <c>retention.v1.MetricsService</c>.</param>
    public ServingStates(IEnumerable<string> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _current = new Snapshot(services.Append(string.Empty).Distinct().ToFrozenDictionary(name => name, _ => false), IsDraining: false);
    }

    /// <summary>The states now. They never change; <see cref="Snapshot.Changed"/> says when there are newer ones.</summary>
    public Snapshot Current => _current;

    /// <summary>Everything takes calls. Without effect once <see cref="Drain"/> was called.</summary>
    public void Serve() => Change(states => states.ToFrozenDictionary(state => state.Key, _ => true), isDraining: false);

    /// <summary>One service takes calls, or takes none for now. Without effect once <see cref="Drain"/> was called.</summary>
    /// <param name="service">A name that the constructor was given, or the empty name.</param>
    /// <param name="isServing">Whether it takes calls.</param>
    /// <exception cref="ArgumentException">The service is not known.</exception>
    public void Set(string service, bool isServing)
    {
        if (!_current.IsServing.ContainsKey(service))
        {
            throw new ArgumentException($"No service {service}.", nameof(service));
        }

        Change(
            states => states.ToFrozenDictionary(state => state.Key, state => state.Key == service ? isServing : state.Value),
            isDraining: false);
    }

    /// <summary>Nothing takes calls any more: the process is about to stop. Not undone by anything.</summary>
    public void Drain() => Change(states => states.ToFrozenDictionary(state => state.Key, _ => false), isDraining: true);

    private void Change(Func<FrozenDictionary<string, bool>, FrozenDictionary<string, bool>> change, bool isDraining)
    {
        Snapshot before;
        lock (_gate)
        {
            before = _current;
            if (before.IsDraining)
            {
                return;
            }

            _current = new Snapshot(change(before.IsServing), isDraining);
        }

        before.Supersede();
    }

    /// <summary>The states at one moment.</summary>
    /// <param name="IsServing">Whether each service takes calls, by full name; the empty name is the server as a whole.</param>
    /// <param name="IsDraining">Whether the process is about to stop; then this is the last snapshot.</param>
    public sealed record Snapshot(FrozenDictionary<string, bool> IsServing, bool IsDraining)
    {
        private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when there is a newer snapshot.</summary>
        public Task Changed => _changed.Task;

        internal void Supersede() => _changed.TrySetResult();
    }
}
