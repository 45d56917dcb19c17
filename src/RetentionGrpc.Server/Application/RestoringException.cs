namespace RetentionGrpc.Server.Application;

/// <summary>An archive is being taken over: some partitions hold what was restored, and others do not yet.</summary>
public sealed class RestoringException : Exception;
