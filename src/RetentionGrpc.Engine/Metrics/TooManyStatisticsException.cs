namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// A partition has met so many values that a statistic of each takes too much memory. It ends the scan, and no caller sees it: the groups
/// are found first then.
/// </summary>
internal sealed class TooManyStatisticsException : Exception;
