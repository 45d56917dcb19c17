namespace RetentionGrpc.Server.Commands.Import;

/// <summary>What became of the rows of an import.</summary>
/// <param name="Accepted">Events that now count.</param>
/// <param name="Duplicate">Events that the server had before.</param>
/// <param name="Rejected">Rows that are no event, or that the server did not accept.</param>
internal readonly record struct ImportTotals(long Accepted, long Duplicate, long Rejected)
{
    public static ImportTotals operator +(ImportTotals left, ImportTotals right) =>
        new(left.Accepted + right.Accepted, left.Duplicate + right.Duplicate, left.Rejected + right.Rejected);

    /// <summary>The last line of every import.</summary>
    public override string ToString() => FormattableString.Invariant($"accepted {Accepted}, duplicate {Duplicate}, rejected {Rejected}");
}
