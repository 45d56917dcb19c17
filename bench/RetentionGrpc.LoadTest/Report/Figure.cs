namespace RetentionGrpc.LoadTest.Report;

/// <summary>A number that was measured.</summary>
/// <param name="Section">What was measured, e.g. "engine".</param>
/// <param name="Name">The figure; the same for every scale.</param>
/// <param name="Scale">At how many customers, e.g. "100k"; the column of the table.</param>
/// <param name="Value">The number: of several measurements the median.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Note">What else a reader must know; may be empty.</param>
internal sealed record Figure(string Section, string Name, string Scale, double Value, string Unit, string Note = "");

/// <summary>What one command measured.</summary>
/// <param name="Command">The command with its options.</param>
/// <param name="Started">When it began, ISO 8601.</param>
/// <param name="Cores">Logical processors of the machine.</param>
/// <param name="Figures">What came out.</param>
internal sealed record Measurement(string Command, string Started, int Cores, IReadOnlyList<Figure> Figures);
