namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>The server answered a command with an error.</summary>
/// <param name="message">As it said it, e.g. "NOAUTH Authentication required."</param>
internal sealed class RespException(string message) : Exception(message);
