using System.Runtime.CompilerServices;
using Google.Protobuf;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Reads one event a line, in Protobuf JSON. Blank lines are passed over.</summary>
internal static class JsonRows
{
    /// <summary>The rows of a file.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="skip">Lines to leave out at its beginning.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<ImportRow> ReadAsync(
        TextReader reader, int skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var line = 1L; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (line > skip && !string.IsNullOrWhiteSpace(text))
                yield return Parse(line, text);
        }
    }

    private static ImportRow Parse(long line, string text)
    {
        if (JsonFault.OfEncoding(text) is { } undecodable)
            return new(line, text, null, undecodable);
        try
        {
            return new(line, text, Event.Parser.ParseJson(text), null);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return new(line, text, null, JsonFault.Of(text, failure));
        }
    }

    /// <summary>Whether that is how the reader of Protobuf JSON refuses a text.</summary>
    internal static bool IsUnreadable(Exception failure) =>
        failure is InvalidJsonException or InvalidProtocolBufferException or FormatException;
}
