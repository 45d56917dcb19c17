using Grpc.Core;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>Sends messages to clients that may not read them.</summary>
internal static class UnreadMessages
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>Sends a message.</summary>
    /// <param name="responses">What the client is sent.</param>
    /// <param name="message">The message.</param>
    /// <param name="http">The call over HTTP, which is cut off where the client goes on not reading; null where it is not by it.</param>
    /// <param name="patience">How long those before it may stay unread.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="ended">The client is gone.</param>
    /// <returns>SLOW_READER if the client took too long to read those before it.</returns>
    public static async Task<Refusal?> SendAsync<T>(
        IServerStreamWriter<T> responses, T message, HttpContext? http, TimeSpan patience, TimeProvider clock, CancellationToken ended)
    {
        var writing = responses.WriteAsync(message, ended);
        if (await EndsWithinAsync(writing, patience, clock))
            return null;
        // Who reads again now learns why the call ends; for who does not, nothing may stay in memory.
        if (!await EndsWithinAsync(writing, LastWords, clock))
            http?.Abort();
        return Refusal.SlowReader(patience);
    }

    private static async Task<bool> EndsWithinAsync(Task writing, TimeSpan time, TimeProvider clock)
    {
        try
        {
            await writing.WaitAsync(time, clock);
            return true;
        }
        catch (TimeoutException) when (!writing.IsCompleted)
        {
            return false;
        }
    }
}
