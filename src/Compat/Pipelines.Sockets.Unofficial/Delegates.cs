using System.Collections;

namespace Pipelines.Sockets.Unofficial;

/// <summary>Goes through the targets of a delegate without an array of them.</summary>
public static class Delegates
{
    /// <summary>Whether a delegate is known to have one target only.</summary>
    /// <param name="handler">The delegate.</param>
    public static bool IsSingle(this MulticastDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return handler.HasSingleTarget;
    }

    /// <summary>The targets, in the order in which the delegate calls them.</summary>
    /// <typeparam name="T">The delegate's type.</typeparam>
    /// <param name="handler">The delegate; null has no targets.</param>
    public static DelegateEnumerable<T> AsEnumerable<T>(this T? handler)
        where T : MulticastDelegate => new(handler);

    /// <summary>The targets of a delegate.</summary>
    /// <typeparam name="T">The delegate's type.</typeparam>
    public readonly struct DelegateEnumerable<T> : IEnumerable<T>
        where T : MulticastDelegate
    {
        private readonly T? _handler;

        internal DelegateEnumerable(T? handler) => _handler = handler;

        /// <summary>Goes through them.</summary>
        public DelegateEnumerator<T> GetEnumerator() => new(_handler);

        IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Goes through the targets of a delegate.</summary>
    /// <typeparam name="T">The delegate's type.</typeparam>
    /// <remarks>Callers dispose of it by a constrained call on the interface, which no list of referenced members shows.</remarks>
    public struct DelegateEnumerator<T> : IEnumerator<T>
        where T : MulticastDelegate
    {
        private readonly T? _handler;
        private Delegate.InvocationListEnumerator<T> _targets;

        internal DelegateEnumerator(T? handler)
        {
            _handler = handler;
            _targets = Delegate.EnumerateInvocationList(handler);
        }

        /// <summary>The target that the last step went to.</summary>
        public readonly T Current => _targets.Current;

        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next target.</summary>
        /// <returns>False behind the last one.</returns>
        public bool MoveNext() => _targets.MoveNext();

        /// <summary>Goes back before the first target.</summary>
        public void Reset() => _targets = Delegate.EnumerateInvocationList(_handler);

        /// <summary>There is nothing to let go of.</summary>
        public readonly void Dispose()
        {
        }
    }
}
