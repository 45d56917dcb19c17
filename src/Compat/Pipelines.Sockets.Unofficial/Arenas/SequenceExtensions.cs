namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>What is made of whole sequences.</summary>
public static class SequenceExtensions
{
    /// <summary>Each element by a projection, in an array of its own.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="projection">Makes one element.</param>
    public static TTo[] ToArray<TFrom, TTo>(this in Sequence<TFrom> source, Projection<TFrom, TTo> projection)
    {
        var made = NewArray<TTo>(source.Length);
        source.CopyTo(made, projection);
        return made;
    }

    /// <summary>Each element by a projection that is given the caller's state, in an array of its own.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="projection">Makes one element.</param>
    /// <param name="state">What the caller knows.</param>
    public static TTo[] ToArray<TFrom, TState, TTo>(
        this in Sequence<TFrom> source, Projection<TFrom, TState, TTo> projection, in TState state)
    {
        ArgumentNullException.ThrowIfNull(projection);
        var made = NewArray<TTo>(source.Length);
        var from = source.FirstSpan;
        for (var i = 0; i < from.Length; i++)
            made[i] = projection(in from[i], in state);
        return made;
    }

    /// <summary>Each element by a projection, into a place of the caller's.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="destination">Takes as many elements as there are; may be longer.</param>
    /// <param name="projection">Makes one element.</param>
    /// <exception cref="ArgumentException">The destination is too short; nothing is written.</exception>
    public static void CopyTo<TFrom, TTo>(this in Sequence<TFrom> source, Span<TTo> destination, Projection<TFrom, TTo> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        var from = source.FirstSpan;
        if (destination.Length < from.Length)
            throw new ArgumentException($"{from.Length} elements do not fit into {destination.Length}.", nameof(destination));
        for (var i = 0; i < from.Length; i++)
            destination[i] = projection(in from[i]);
    }

    private static T[] NewArray<T>(long length) => length == 0 ? [] : new T[length];
}
