using System.Security.Cryptography;
using Google.Protobuf;

namespace RetentionGrpc.Server.Transport;

/// <summary>Page tokens of lists: 8 bytes that tell the request apart from others, then where its next page begins.</summary>
internal static class PageToken
{
    private const int FingerprintBytes = 8;

    /// <summary>A token for a request like this one.</summary>
    /// <param name="request">The request; its page_token and page_size may be others the next time.</param>
    /// <param name="place">Where the next page begins.</param>
    public static string Write(IMessage request, ReadOnlySpan<byte> place) =>
        Convert.ToBase64String([.. FingerprintOf(request), .. place]);

    /// <summary>Where a page begins; empty on the first, or if the token is not one of a request like this.</summary>
    public static byte[] Read(Violations violations, IMessage request, string pageToken)
    {
        if (pageToken.Length == 0)
            return [];
        var token = new byte[pageToken.Length];
        var isOurs = Convert.TryFromBase64String(pageToken, token, out var length)
            && token.AsSpan(0, length).StartsWith(FingerprintOf(request));
        violations.Require(isOurs, "page_token", "Pass next_page_token as it came, with the same request otherwise.");
        return isOurs ? token[FingerprintBytes..length] : [];
    }

    private static ReadOnlySpan<byte> FingerprintOf(IMessage request)
    {
        var same = request.Descriptor.Parser.ParseFrom(request.ToByteString());
        foreach (var name in (string[])["page_token", "page_size"])
            request.Descriptor.FindFieldByName(name).Accessor.Clear(same);
        return SHA256.HashData(same.ToByteArray()).AsSpan(0, FingerprintBytes);
    }
}
