namespace RetentionGrpc.Client;

/// <summary>What a connection is to do next. All null: half-close, for nothing is left to send on it.</summary>
/// <param name="Message">To send.</param>
/// <param name="Known">A batch that the log has already, whose outcome is to be told without sending it.</param>
/// <param name="Wait">To wait for before asking again.</param>
internal readonly record struct SendStep(OutgoingMessage? Message = null, PendingBatch? Known = null, Task? Wait = null);
