using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core.Utils;

/// <summary>Checks of arguments and state that throw the customary exceptions.</summary>
public static class GrpcPreconditions
{
    /// <summary>Demands that an argument is right.</summary>
    /// <param name="condition">Whether it is.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void CheckArgument([DoesNotReturnIf(false)] bool condition)
    {
        if (!condition)
        {
            throw new ArgumentException("The argument is not valid.", nameof(condition));
        }
    }

    /// <summary>Demands that an argument is right.</summary>
    /// <param name="condition">Whether it is.</param>
    /// <param name="errorMessage">The exception's message.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void CheckArgument([DoesNotReturnIf(false)] bool condition, string errorMessage)
    {
        if (!condition)
        {
            throw new ArgumentException(errorMessage);
        }
    }

    /// <summary>Demands that a reference is set.</summary>
    /// <param name="reference">The reference.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static T CheckNotNull<T>([NotNull] T? reference)
    {
        if (reference is null)
        {
            throw new ArgumentNullException(nameof(reference));
        }

        return reference;
    }

    /// <summary>Demands that a reference is set.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="paramName">The argument's name, for the exception.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static T CheckNotNull<T>([NotNull] T? reference, string paramName)
    {
        if (reference is null)
        {
            throw new ArgumentNullException(paramName);
        }

        return reference;
    }

    /// <summary>Demands that an object's state allows what is asked of it.</summary>
    /// <param name="condition">Whether it does.</param>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void CheckState([DoesNotReturnIf(false)] bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException();
        }
    }

    /// <summary>Demands that an object's state allows what is asked of it.</summary>
    /// <param name="condition">Whether it does.</param>
    /// <param name="errorMessage">The exception's message.</param>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void CheckState([DoesNotReturnIf(false)] bool condition, string errorMessage)
    {
        if (!condition)
        {
            throw new InvalidOperationException(errorMessage);
        }
    }
}
