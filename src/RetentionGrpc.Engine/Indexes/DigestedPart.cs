namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// A part of an index that can be digested bit by bit. What it is made of is told by what it says of customers and days, not by how it
/// is stored: two that answer alike have equal digests.
/// </summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="StepCount">In so many steps; at least 1. A step is a row, a span or a cohort: some milliseconds at most.</param>
/// <param name="DigestOf">The digest of a step.</param>
internal sealed record DigestedPart(string Name, int StepCount, Func<int, ulong> DigestOf);
