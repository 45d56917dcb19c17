namespace RetentionGrpc.Client;

/// <summary>A field of a request that is at fault.</summary>
/// <param name="Field">Its path in the request, e.g. "window.interval.end_time".</param>
/// <param name="Description">What is wrong and what to do, in English.</param>
public sealed record FieldViolation(string Field, string Description);
