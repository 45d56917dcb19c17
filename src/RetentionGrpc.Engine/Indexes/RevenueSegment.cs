namespace RetentionGrpc.Engine.Indexes;

/// <summary>Boundaries at which a customer has the same recurring revenue, more than 0.</summary>
/// <param name="First">The first of them, 0 or later.</param>
/// <param name="Last">The last of them, not before the first; <see cref="AnswerMatrix.Forever"/> without end.</param>
/// <param name="Shares">The revenue, in <see cref="Metrics.MonthlyRevenue.Shares"/> of a minor unit.</param>
public readonly record struct RevenueSegment(int First, int Last, long Shares);
