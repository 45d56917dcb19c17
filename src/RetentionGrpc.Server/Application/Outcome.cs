using System.Diagnostics.CodeAnalysis;

namespace RetentionGrpc.Server.Application;

/// <summary>What was asked for, or why it was refused.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public readonly record struct Outcome<T>
    where T : class
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>What was asked for; null if it was refused.</summary>
    public T? Value { get; }

    /// <summary>Why it was refused; null if it was not.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether it was refused.</summary>
    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refusal is not null;

    /// <summary>What was asked for.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Return statements read as what they return; no caller needs a name for it.")]
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Return statements read as what they return; no caller needs a name for it.")]
    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
