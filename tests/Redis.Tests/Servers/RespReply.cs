using System.Globalization;
using System.Text;

namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>One reply of the server.</summary>
/// <param name="Bytes">A string, or a number in digits; null where it is absent, or an array.</param>
/// <param name="Items">The replies in an array; empty where it is none.</param>
internal sealed record RespReply(byte[]? Bytes, IReadOnlyList<RespReply> Items)
{
    /// <summary>As text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes ?? throw new InvalidOperationException("The reply is absent or an array."));

    /// <summary>As a number.</summary>
    public long Number => long.Parse(Text, CultureInfo.InvariantCulture);
}
