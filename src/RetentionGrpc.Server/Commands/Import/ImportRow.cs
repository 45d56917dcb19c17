using Google.Protobuf.Reflection;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>A row of an imported file: an event, or why it is none.</summary>
/// <param name="Line">The line of the file where it begins, from 1.</param>
/// <param name="Text">The row as it stands there.</param>
/// <param name="Event">The event, or null.</param>
/// <param name="Fault">Why it is none, or null.</param>
internal sealed record ImportRow(long Line, string Text, Event? Event, RowFault? Fault);

/// <summary>Why a row was not accepted.</summary>
/// <param name="Reason">In the server's terms.</param>
/// <param name="Field">The field at fault, or empty.</param>
/// <param name="Message">What is wrong and what to do, in English.</param>
internal sealed record RowFault(RejectionReason Reason, string Field, string Message)
{
    // What a reader puts where bytes are no UTF-8.
    private const char Undecodable = '\uFFFD';
    private const string ReasonPrefix = "REJECTION_REASON_";

    private static readonly EnumDescriptor Reasons =
        ErrorReasonReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(RejectionReason));

    /// <summary>The reason by its name, e.g. "BAD_TIME"; a newer server's by its number.</summary>
    public string ReasonName => Reasons.FindValueByNumber((int)Reason)?.Name[ReasonPrefix.Length..] ?? Reason.ToString();

    /// <summary>The fault of a text whose bytes were not UTF-8, or null.</summary>
    public static RowFault? OfEncoding(string text) => text.Contains(Undecodable)
        ? new(RejectionReason.BadEncoding, "", "The row is not UTF-8: convert the file.")
        : null;
}
