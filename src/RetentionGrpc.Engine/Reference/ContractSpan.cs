namespace RetentionGrpc.Engine.Reference;

/// <summary>A time in which a contract counts, at one price: at every instant t with From &lt; t &lt;= To.</summary>
/// <param name="FromMs">The instant of the event that began it.</param>
/// <param name="ToMs">The last instant of it, later than the first; <see cref="long.MaxValue"/> means without end.</param>
/// <param name="Amount">What a billing period costs, minor units, 0 or more.</param>
/// <param name="Months">The months of a billing period.</param>
internal readonly record struct ContractSpan(long FromMs, long ToMs, long Amount, int Months);
