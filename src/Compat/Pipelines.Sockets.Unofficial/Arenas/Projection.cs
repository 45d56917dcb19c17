namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Makes one value of another that is not copied for it.</summary>
/// <typeparam name="TFrom">What is read.</typeparam>
/// <typeparam name="TTo">What is made.</typeparam>
/// <param name="value">The value to read.</param>
public delegate TTo Projection<TFrom, TTo>(in TFrom value);

/// <summary>Makes one value of another and of what the caller knows, neither of which is copied for it.</summary>
/// <typeparam name="TFrom">What is read.</typeparam>
/// <typeparam name="TState">What the caller knows.</typeparam>
/// <typeparam name="TTo">What is made.</typeparam>
/// <param name="value">The value to read.</param>
/// <param name="state">What the caller knows.</param>
public delegate TTo Projection<TFrom, TState, TTo>(in TFrom value, in TState state);
